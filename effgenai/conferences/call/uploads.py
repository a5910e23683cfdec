"""Which files chairs may offer to authors: told by their ending and, more, by what is in them."""

from __future__ import annotations

import dataclasses
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable

from effgenai.resilience.limited.answers import Declined, WorkResult
from effgenai.resilience.limited.running import LimitMet, run_limited
from effgenai.storage.errors import NotStored

MAX_BYTES = 20 * 1024 * 1024
LONGEST_NAME = 80
HEAD = 2048

# What begins so runs, or becomes a page of this site in somebody's browser.
RUNS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
)
RUNNING_PARTS = (".exe", ".dll", ".com", ".scr", ".bat", ".cmd", ".msi", ".jar", ".ps1", ".vbs", ".app")
TOO_MUCH = "This archive takes too much time or memory to open. Put fewer files into it."
MARKUP = re.compile(rb"<(!doctype\s+html|html|head|body|script|svg|iframe|\?xml|!entity)\b", re.IGNORECASE)


class BadCallFile(Exception):  # noqa: N818 - it is an answer to the chair who uploaded, not a fault
    """The file cannot be offered; the text says why and what to do."""


@dataclasses.dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may be offered: its name made safe, and its type as we found it."""

    name: str
    content_type: str
    content: bytes


def _is_text(content: bytes) -> bool:
    return b"\0" not in content


def _is_zip(content: bytes) -> bool:
    return content.startswith(b"PK") and zipfile.is_zipfile(io.BytesIO(content))


def _is_pdf(content: bytes) -> bool:
    return b"%PDF-" in content[:1024]


def _is_gzip(content: bytes) -> bool:
    return content.startswith(b"\x1f\x8b")


_TEXT = ("text/plain; charset=utf-8", _is_text)
_TEX = ("application/x-tex", _is_text)
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
KINDS: dict[str, tuple[str, Callable[[bytes], bool]]] = {
    ".zip": ("application/zip", _is_zip),
    ".gz": ("application/gzip", _is_gzip),
    ".tgz": ("application/gzip", _is_gzip),
    ".pdf": ("application/pdf", _is_pdf),
    ".docx": (f"{_OFFICE}.document", _is_zip),
    ".dotx": (f"{_OFFICE}.template", _is_zip),
    ".odt": ("application/vnd.oasis.opendocument.text", _is_zip),
    ".ott": ("application/vnd.oasis.opendocument.text-template", _is_zip),
    **dict.fromkeys((".tex", ".sty", ".cls", ".ltx", ".dtx", ".ins"), _TEX),
    **dict.fromkeys((".bst", ".bib", ".txt", ".md", ".csv", ".typ"), _TEXT),
}
ENDINGS = ", ".join(ending.lstrip(".") for ending in KINDS)


def check_call_file(name: str, content: bytes) -> CheckedFile:
    """The file as it may be offered; raises BadCallFile with a sentence for people."""
    name = safe_name(name)
    ending = _ending(name)
    if ending not in KINDS:
        raise BadCallFile(f"Files of this kind are not taken. These are: {ENDINGS}.")
    if not content:
        raise BadCallFile("The file is empty (0 bytes). Choose it again.")
    if len(content) > MAX_BYTES:
        raise BadCallFile(too_large(len(content)))
    content_type, fits = KINDS[ending]
    _refuse_what_runs(content)
    if not fits(content):
        raise BadCallFile(f"The file ends in “{ending}”, but it is none, or it is damaged. Look at it again.")
    if _is_zip(content):
        _refuse_running_parts(content)
    return CheckedFile(name, content_type, content)


def too_large(size: int) -> str:
    """What is said of a file of that many bytes."""
    return f"The file has {size / 1024**2:.0f} MB; at most {MAX_BYTES // 1024**2} MB are taken."


def safe_name(name: str) -> str:
    """The name in plain letters, without folders, as it can stand in any header and any folder."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = unicodedata.normalize("NFKD", bare).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", plain)
    stem, dot, ending = plain.rpartition(".")
    stem = re.sub(r"\.{2,}", ".", stem).strip("-._")[:LONGEST_NAME]
    return f"{stem or 'file'}{dot}{ending.lower()}"


def _ending(name: str) -> str:
    return "." + name.rpartition(".")[2] if "." in name else ""


def _refuse_what_runs(content: bytes) -> None:
    head = content[:HEAD].replace(b"\0", b"")
    if content.startswith(RUNS):
        raise BadCallFile("This is a program. Offer the source, or a link to where the program lives.")
    if MARKUP.search(head) and not content.startswith((b"PK", b"%PDF-", b"\x1f\x8b")):
        raise BadCallFile("This is a web page or a drawing with scripts. Save it as a PDF, or link to it.")


def _refuse_running_parts(content: bytes) -> None:
    """Word files with macros, and archives with programs in them, are passed on by nobody careful."""
    try:
        running = run_limited(f"{__name__}:find_running_part", content).facts["name"]
    except Declined as declined:
        raise BadCallFile(str(declined)) from declined
    except LimitMet as met:
        raise BadCallFile(TOO_MUCH) from met
    except OSError as problem:  # there is no room for what passes between the two processes
        raise BadCallFile(NotStored(problem).sentence) from problem
    if running:
        raise BadCallFile(f"There is a program or a macro in it: “{running[:80]}”. Make it without.")


def find_running_part(content: bytes) -> WorkResult:
    """The name of a program or macro in an archive, empty if there is none; for a limited process.

    Raises Declined if the archive is damaged.
    """
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Declined("This archive is damaged and cannot be opened. Make it again.") from error
    running = (name for name in names if name.lower().endswith((*RUNNING_PARTS, "vbaproject.bin")))
    return WorkResult({"name": next(running, "")})
