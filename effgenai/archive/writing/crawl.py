"""Every public page and file of a conference, asked for one after the other until none names a new one."""

from __future__ import annotations

import dataclasses
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.utils._os import safe_join

from effgenai.archive.writing.errors import ExportError
from effgenai.archive.writing.markup import LinkUse, edit_css, edit_html
from effgenai.archive.writing.space import HTML, Space, leads_to_public_page
from effgenai.archive.writing.visitor import FetchedPage, Visitor

Progress = Callable[[int, int], None]
MODULE_SYNTAX = re.compile(rb"^\s*(import|export)\b", re.MULTILINE)
SCRIPTS = {"text/javascript", "application/javascript"}


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """An address of the archive: its file and, of pages and style sheets, the text."""

    address: str
    file: str
    text: str | None
    is_page: bool


@dataclasses.dataclass(slots=True)
class Findings:
    """What a crawl brought home."""

    found: dict[str, Found] = dataclasses.field(default_factory=dict)
    moved: dict[str, str] = dataclasses.field(default_factory=dict)
    problems: list[str] = dataclasses.field(default_factory=list)


class Crawl:
    """Asks for pages; files that name no further addresses are written to the folder at once."""

    def __init__(self, space: Space, visitor: Visitor, folder: Path, named: Iterable[str]) -> None:
        self.space = space
        self.findings = Findings()
        self._visitor = visitor
        self._folder = folder
        self._named = list(dict.fromkeys([space.root, *named]))
        self._files: dict[str, str] = {}
        self._referrers = dict.fromkeys(self._named, "")
        self._waiting = deque(self._named)

    def run(self, progress: Progress) -> Findings:
        """Ask until nothing waits."""
        while self._waiting:
            self._ask(self._waiting.popleft())
            progress(len(self._referrers) - len(self._waiting), len(self._referrers))
        return self.findings

    def _ask(self, address: str) -> None:
        answer = _static_file(address) or self._visitor.get(address)
        if answer.is_of_damaged_file:
            self._complain(address, "is a damaged file")
        elif answer.status >= 500:
            raise ExportError(f"The site fails at {address} (status {answer.status}), so it was not written.")
        elif answer.location:
            self._follow(address, answer.location)
        elif answer.status == 200:
            self._take(address, answer)
        else:
            self._complain(address, f"answers {answer.status}")

    def _follow(self, address: str, location: str) -> None:
        """Remember where an address leads on to; a page that asks visitors to sign in is none of ours."""
        target = self.space.local(location, address)
        if target == address:
            self._complain(address, "leads to itself")
        elif target is None:
            self.findings.moved[address] = location
        elif self._is_ours(target, LinkUse.LINK):
            self.findings.moved[address] = target
            self._want(target, address)

    def _complain(self, address: str, what: str) -> None:
        referrer = self._referrers[address]
        where = f"{referrer} leads to {address}, which" if referrer else address
        self.findings.problems.append(f"{where} {what}.")

    def _take(self, address: str, answer: FetchedPage) -> None:
        file = self.space.file_of(address, answer.content_type)
        if self._files.setdefault(file.lower(), address) != address:
            self._complain(address, f"would be the same file as {self._files[file.lower()]}: {file}")
            return
        if answer.content_type in SCRIPTS and MODULE_SYNTAX.search(answer.body):
            return  # no browser loads a module from a folder
        text = answer.body.decode() if answer.is_text else None
        self.findings.found[address] = Found(address, file, text, answer.content_type == HTML)
        if text is None:
            path = self._folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(answer.body)
        else:
            self._read(address, text, is_page=answer.content_type == HTML)

    def _read(self, address: str, text: str, *, is_page: bool) -> None:
        def note(link: str, use: LinkUse) -> str:
            target = self.space.local(link, address)
            if target and self._is_ours(target, use):
                self._want(target, address)
            return link

        edit = edit_html if is_page else edit_css
        edit(text, note)

    def _is_ours(self, address: str, use: LinkUse) -> bool:
        if address in self._referrers:
            return True
        return self.space.holds(address) and (use is not LinkUse.LINK or leads_to_public_page(address))

    def _want(self, address: str, referrer: str) -> None:
        if address not in self._referrers:
            self._referrers[address] = referrer
            self._waiting.append(address)


def _static_file(address: str) -> FetchedPage | None:
    """A collected static file, or the one in the source where none is collected."""
    if not address.startswith(settings.STATIC_URL):
        return None
    name = unquote(address.removeprefix(settings.STATIC_URL))
    path = next((path for path in _places_of(name) if path.is_file()), None)
    if path is None:
        return FetchedPage(404, "", b"", "")
    kind = {".css": "text/css", ".js": "text/javascript"}.get(path.suffix, "application/octet-stream")
    return FetchedPage(200, kind, path.read_bytes(), "")


def _places_of(name: str) -> Iterator[Path]:
    try:
        yield Path(safe_join(str(settings.STATIC_ROOT), name))
        source = finders.find(name)
    except SuspiciousFileOperation:
        return
    if isinstance(source, str):
        yield Path(source)
