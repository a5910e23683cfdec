"""Reads an archive as a browser without network would, and tells every link that leads nowhere."""

from __future__ import annotations

import dataclasses
import posixpath
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from effgenai.archive.writing.folder import MANIFEST, files_of, read_manifest
from effgenai.archive.writing.markup import LinkUse, addresses_in_css, addresses_in_html

BAD_NAME = re.compile(r'[<>:"|?*\\\x00-\x1f]|[. ]$')
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
LONGEST_NAME = 200  # bytes; file systems take 255, and archives add to it
ON_THE_PAGE = ("data:", "about:")


@dataclasses.dataclass(frozen=True, slots=True)
class LinkProblem:
    """What is wrong, in which file, at which line (0: in the whole of it)."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}" if self.line else f"{self.file}: {self.what}"


def check_folder(folder: Path) -> list[LinkProblem]:
    """Every problem of an archive, in the order of its files."""
    return list(_Check(folder).problems())


class _Check:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = set(files_of(folder)) | {MANIFEST}
        self._source = str((read_manifest(folder) or {}).get("source", ""))
        self._ids: dict[str, set[str]] = {}

    def problems(self) -> Iterator[LinkProblem]:
        """Of one file after the other."""
        yield from self._same_names()
        for file in sorted(self._files):
            yield from (LinkProblem(file, 0, what) for what in _wrong_name(file))
            if file.endswith(".html"):
                yield from self._of_page(file)
            elif file.endswith(".css"):
                yield from self._of_styles(file)

    def _same_names(self) -> Iterator[LinkProblem]:
        """Names that are one on machines which do not tell capitals from small letters."""
        seen: dict[str, str] = {}
        for file in sorted(self._files):
            if seen.setdefault(file.lower(), file) != file:
                yield LinkProblem(file, 0, f"differs from {seen[file.lower()]} only in capital letters")

    def _of_page(self, file: str) -> Iterator[LinkProblem]:
        for line, link, use in addresses_in_html(self._text(file)):
            yield from (LinkProblem(file, line, what) for what in self._wrong(file, link, use))
        for line in _lines_of_forms(self._text(file)):
            yield LinkProblem(file, line, "there is a form, which nobody answers")

    def _of_styles(self, file: str) -> Iterator[LinkProblem]:
        for line, link in addresses_in_css(self._text(file)):
            yield from (LinkProblem(file, line, what) for what in self._wrong(file, link, LinkUse.ASSET))

    def _text(self, file: str) -> str:
        return (self._folder / file).read_text(encoding="utf-8")

    def _wrong(self, file: str, link: str, use: LinkUse) -> Iterator[str]:
        if use is LinkUse.FACT or link.startswith(ON_THE_PAGE):
            return
        try:
            parts = urlsplit(link)
        except ValueError:
            yield f"“{link}” is no address"
            return
        if parts.scheme or parts.netloc:
            yield from self._wrong_absolute(link, use)
        elif parts.query:
            yield f"“{link}” asks a question, which files do not answer"
        else:
            yield from self._wrong_relative(file, link, unquote(parts.path), unquote(parts.fragment))

    def _wrong_absolute(self, link: str, use: LinkUse) -> Iterator[str]:
        if use is not LinkUse.LINK:
            yield f"the page asks {urlsplit(link).netloc or link} for “{link}” by itself"
        elif self._source and f"{link}/".startswith(self._source):
            yield f"“{link}” leads to the living site instead of to a file"

    def _wrong_relative(self, file: str, link: str, path: str, fragment: str) -> Iterator[str]:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(file), path)) if path else file
        if path.startswith("/"):
            yield f"“{link}” begins at the root of a server"
        elif target.startswith("../") or target not in self._files:
            yield f"“{link}” leads to no file"
        elif fragment and target.endswith(".html") and fragment not in self._ids_of(target):
            yield f"“{link}”: there is no “{fragment}” on that page"

    def _ids_of(self, file: str) -> set[str]:
        if file not in self._ids:
            reader = _Ids()
            reader.feed(self._text(file))
            self._ids[file] = reader.found
        return self._ids[file]


class _Ids(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = {"top"}  # every page has this one

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a fragment can name."""
        self.found |= {value for name, value in attrs if value and name == "id"}


def _lines_of_forms(text: str) -> Iterator[int]:
    for match in re.finditer(r"<form\b", text):
        yield text.count("\n", 0, match.start()) + 1


def _wrong_name(file: str) -> Iterator[str]:
    for part in file.split("/"):
        if BAD_NAME.search(part) or RESERVED.fullmatch(part):
            yield f"“{part}” is no file name on every machine"
        if len(part.encode()) > LONGEST_NAME:
            yield f"“{part[:40]}…” is longer than {LONGEST_NAME} bytes"
