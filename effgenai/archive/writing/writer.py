"""The public site of a conference as files: all links lead to files, nothing needs a server."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import posixpath
from pathlib import Path
from urllib.parse import quote, urlsplit

from django.template.loader import render_to_string

from effgenai.archive.writing.crawl import Crawl, Findings, Found, Progress
from effgenai.archive.writing.errors import ExportError
from effgenai.archive.writing.folder import files_of, replaced, write_manifest
from effgenai.archive.writing.markup import LinkUse, edit_css, edit_html
from effgenai.archive.writing.space import Space, leads_to_public_page
from effgenai.archive.writing.visitor import Visitor, quiet_about_missing_pages
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import PublicState
from effgenai.conferences.web.public_pages import public_addresses
from effgenai.ui.dates import lasting_words

NOT_FOUND = "404.html"
TYPEFACE = ".woff2"


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """What an export wrote: pages, files in all, their size, and what was wrong on the way."""

    pages: int
    files: int
    size: int
    problems: list[str]


def _silent(done: int, total: int) -> None:
    """Nobody watches."""


def write_site(
    conference: Conference, out: Path, *, at: dt.datetime, progress: Progress = _silent
) -> Written:
    """Write the public site of the conference, as a visitor sees it at `at`, into a folder.

    The folder is replaced as a whole at the end. Raises ExportError with a sentence for people.
    """
    if conference.public_state == PublicState.DRAFT:
        raise ExportError(f"The site of {conference.slug} is a draft that nobody sees. Publish it first.")
    space = Space(conference)
    with replaced(out, conference=conference.slug) as folder:
        with lasting_words(), quiet_about_missing_pages():
            crawl = Crawl(space, Visitor(at=at), folder, public_addresses(conference, at))
            findings = crawl.run(progress)
        _write_texts(folder, space, findings)
        _write_not_found(folder, conference)
        source = space.site + space.root
        manifest = write_manifest(folder, conference=conference.slug, source=source, at=at)
    sizes = [facts["size"] for facts in manifest["files"].values()]
    pages = sum(found.is_page for found in findings.found.values())
    return Written(pages, len(sizes), sum(sizes), findings.problems)


def _write_texts(folder: Path, space: Space, findings: Findings) -> None:
    for found in findings.found.values():
        if found.text is None:
            continue
        path = folder / found.file
        path.parent.mkdir(parents=True, exist_ok=True)
        edit = edit_html if found.is_page else edit_css
        text = edit(found.text, _Relative(space, findings, found, folder))
        path.write_text(text, encoding="utf-8", newline="")


def _write_not_found(folder: Path, conference: Conference) -> None:
    """The page that most web servers show for an address without file."""
    if NOT_FOUND not in files_of(folder):
        text = render_to_string("archive/404.html", {"conference": conference})
        (folder / NOT_FOUND).write_text(text, encoding="utf-8")


class _Relative:
    """Says what becomes of an address on one page of the archive."""

    def __init__(self, space: Space, findings: Findings, page: Found, folder: Path) -> None:
        self._folder = folder
        self._space = space
        self._findings = findings
        self._page = page

    def __call__(self, link: str, use: LinkUse) -> str | None:
        """The way to the file; None where there is none. What leads elsewhere stays as it is."""
        if use is LinkUse.FACT or link.startswith("#"):
            return link
        address = self._space.local(link, self._page.address)
        if address is None:
            return _elsewhere(link, use)
        address = self._findings.moved.get(address, address)
        found = self._findings.found.get(address)
        if found is None:
            return self._outside(address, use)
        if found.file.endswith(TYPEFACE):
            return self._written_out(found.file)
        return self._way_to(found.file, urlsplit(link).fragment)

    def _outside(self, address: str, use: LinkUse) -> str | None:
        """Pages for everyone that are not of this conference stay reachable on the living site."""
        if "://" in address:
            return _elsewhere(address, use)
        if use is LinkUse.LINK and not self._space.holds(address) and leads_to_public_page(address):
            return self._space.site + quote(address)
        return None

    def _written_out(self, file: str) -> str:
        """A typeface within the style sheet: browsers load none from a folder."""
        content = base64.b64encode((self._folder / file).read_bytes()).decode()
        return f"data:font/woff2;base64,{content}"

    def _way_to(self, file: str, fragment: str) -> str:
        if file == self._page.file and fragment:
            return f"#{fragment}"
        way = quote(posixpath.relpath(file, posixpath.dirname(self._page.file) or "."))
        return f"{way}#{fragment}" if fragment else way


def _elsewhere(link: str, use: LinkUse) -> str | None:
    """The reader may leave for another site; the page by itself asks none."""
    return link if use is LinkUse.LINK or link.startswith("data:") else None
