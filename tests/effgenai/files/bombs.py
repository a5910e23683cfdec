"""Small PDFs that make their readers loop, swell or fall."""

from __future__ import annotations

import zlib

HEAD = b"%PDF-1.7\n"


def _made(*objects):
    body, places = HEAD, []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, text)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(body))
    return body + table + trailer


def _stream(content, facts=b""):
    return b"<< %b /Length %d >>\nstream\n%b\nendstream" % (facts, len(content), content)


def _page(contents=b"4 0 R", more=b""):
    return [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents %b %b >>" % (contents, more),
    ]


def figures_in_figures(deep=12, wide=12):
    """Each figure shows the next one twelve times: a billion squares on the page."""
    facts = b"/Type /XObject /Subtype /Form /BBox [0 0 200 200] /Resources << /XObject << /F %d 0 R >> >>"
    levels = [_stream(b"/F Do " * wide, facts % (6 + level)) for level in range(deep)]
    last = _stream(b"0 0 1 1 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    return _made(*_page(more=b"/Resources << /XObject << /F 5 0 R >> >>"), _stream(b"/F Do"), *levels, last)


def figure_in_itself():
    facts = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >>"
    page = _page(more=b"/Resources << /XObject << /F 5 0 R >> >>")
    return _made(*page, _stream(b"/F Do 0 0 5 5 re f"), _stream(b"0 0 1 1 re f /F Do", facts))


def swelling_content(megabytes=3000):
    """Three gigabytes of blanks, twice deflated."""
    return _made(*_page(), _stream(_twice(megabytes), b"/Filter [/FlateDecode /FlateDecode]"))


def swelling_picture(megabytes=3000):
    facts = (
        b"/Type /XObject /Subtype /Image /Width 60000 /Height 50000 /BitsPerComponent 8 "
        b"/ColorSpace /DeviceGray "
        b"/Filter [/FlateDecode /FlateDecode]"
    )
    page = _page(more=b"/Resources << /XObject << /P 5 0 R >> >>")
    return _made(*page, _stream(b"/P Do"), _stream(_twice(megabytes), facts))


def _twice(megabytes):
    packer = zlib.compressobj(9)
    once = b"".join(packer.compress(bytes(1 << 20)) for _ in range(megabytes)) + packer.flush()
    return zlib.compress(once, 9)


def pages_in_pages(deep=30):
    """A tree of pages whose every branch stands in it twice: a billion pages."""
    branch = b"<< /Type /Pages /Kids [%d 0 R %d 0 R] /Count %d /Parent 2 0 R >>"
    levels = [branch % (3 + level, 3 + level, 2 ** (deep - level)) for level in range(deep)]
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    return _made(b"<< /Type /Catalog /Pages 2 0 R >>", *levels, page)


def pages_in_a_circle():
    return _made(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 1 /Parent 2 0 R >>",
    )


def brackets(count=200_000):
    """An object, and a drawing, of nothing but brackets that open."""
    return _made(
        *_page(more=b"/Resources " + b"[" * count + b"]" * count), _stream(b"[" * count + b"<<" * count)
    )


def strings(count=400_000):
    """Brackets in strings, never closed: work that grows with the square of their number."""
    return _made(*_page(), _stream(b"(" * count + b" 1 0 m" * 10 + b"\\(" * count))


def bookmarks_in_a_circle():
    catalog = (
        b"<< /Type /Catalog /Pages 2 0 R /Outlines 5 0 R /Names << /Dests 5 0 R >> /StructTreeRoot 5 0 R >>"
    )
    circle = (
        b"<< /First 5 0 R /Next 5 0 R /Last 5 0 R /Kids [5 0 R 5 0 R] /K [5 0 R 5 0 R] /S /P /Title (x) "
        b"/ParentTree 5 0 R /P 5 0 R /Dest (x) /Names [(x) 5 0 R] /D 5 0 R >>"
    )
    return _made(catalog, *_page()[1:], _stream(b""), circle)


def huge_page():
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1e30 1e30] /UserUnit 1e30 >>"
    return _made(*_page()[:2], page)


def functions_in_functions(deep=3000):
    levels = [
        b"<< /FunctionType 3 /Domain [0 1] /Bounds [.5] /Encode [0 1 0 1] /Functions [%d 0 R %d 0 R] >>"
        % (7 + level, 7 + level)
        for level in range(deep)
    ]
    last = b"<< /FunctionType 2 /Domain [0 1] /N 1 >>"
    shade = b"<< /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 9 9] /Function 6 0 R >>"
    page = _page(more=b"/Resources << /Shading << /S 5 0 R >> >>")
    return _made(*page, _stream(b"/S sh"), shade, *levels, last)


ALL = {
    maker.__name__: maker
    for maker in (
        figures_in_figures,
        figure_in_itself,
        swelling_content,
        swelling_picture,
        pages_in_pages,
        pages_in_a_circle,
        brackets,
        strings,
        bookmarks_in_a_circle,
        huge_page,
        functions_in_functions,
    )
}
