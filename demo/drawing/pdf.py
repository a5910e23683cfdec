"""A very small PDF writer: text on numbered pages, so that demo and tests have manuscripts to open."""

from __future__ import annotations

import textwrap

PAGE_WIDTH, PAGE_HEIGHT, MARGIN, LEADING = 595, 842, 72, 15


def make_pdf(title: str, text: str, *, pages: int = 1, author: str = "") -> bytes:
    """A PDF 1.4 of `pages` A4 pages that begins with the title; `author` goes into its metadata."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", _page_tree(pages), _font(), _information(title, author)]
    for number in range(1, pages + 1):
        lines = [title, "", *textwrap.wrap(text, 80)] if number == 1 else [f"Page {number}"]
        objects += [_page(content=len(objects) + 2), _stream(lines)]
    return _assemble(objects)


def _page_tree(pages: int) -> bytes:
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(pages))
    return f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>".encode()


def _font() -> bytes:
    return b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>"


def _information(title: str, author: str) -> bytes:
    return f"<< /Title ({_escape(title)}) /Author ({_escape(author)}) >>".encode("cp1252", "replace")


def _page(*, content: int) -> bytes:
    box = f"[0 0 {PAGE_WIDTH} {PAGE_HEIGHT}]"
    resources = "<< /Font << /F1 3 0 R >> >>"
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Resources {resources} /Contents {content} 0 R >>"
    return page.encode()


def _stream(lines: list[str]) -> bytes:
    shown = "\n".join(f"({_escape(line)}) Tj T*" for line in lines)
    text = f"BT /F1 11 Tf {LEADING} TL {MARGIN} {PAGE_HEIGHT - MARGIN} Td\n{shown}\nET"
    body = text.encode("cp1252", "replace")
    return b"<< /Length %d >>\nstream\n%b\nendstream" % (len(body), body)


def _escape(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _assemble(objects: list[bytes]) -> bytes:
    document = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(document))
        document += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(document)
    document += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    document += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    document += b"trailer << /Size %d /Root 1 0 R /Info 4 0 R >>\n" % (len(objects) + 1)
    return bytes(document + b"startxref\n%d\n%%%%EOF\n" % start)
