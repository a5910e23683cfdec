"""Links in the texts of one edition to its own pages: which lead to the next one, and which stay.

What stands in brackets, quotation marks or a list of references counts as a link, and whole addresses do
anywhere: below the site, and on the own domain of the old edition.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

from effgenai.conferences.core.models import Conference

_ADDRESS = re.compile(
    r"""
    (?P<before> (?:\A | [(<"'=] | \]:) \s* <? | (?<![\w/.:-])(?=https?://) )
    (?P<address> (?:(?:https?:)?//|/(?!/)) [^\s<>"')]* [^\s<>"').,;:!?] )
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Every edition has these pages, but what a text says of them is about its own.
OF_THE_OLD = frozenset(
    {
        "conferences:news",
        "conferences:news_atom",
        "conferences:news_rss",
        "submissions:accepted",
        "submissions:accepted_bibtex",
        "submissions:accepted_json",
    }
)


class EditionLinks:
    """From the pages of `old` to those at the address `slug`, where `pages` are those that came along."""

    def __init__(self, old: Conference, slug: str, pages: Collection[str]) -> None:
        self.old, self.slug, self.pages = old, slug, pages
        self._site = urlsplit(settings.SITE_URL).netloc.lower()

    def moved(self, text: str) -> str:
        """The text with its links to pages that the new edition has, too, leading there."""
        return _ADDRESS.sub(self._move, text)

    def left(self, text: str) -> list[str]:
        """The addresses of the old edition in a text that go on leading there, each once."""
        found = [match["address"] for match in _ADDRESS.finditer(text)]
        return [
            address
            for address in dict.fromkeys(found)
            if (rest := self._below(address)) is not None and not self._is_there(rest)
        ]

    def _move(self, match: re.Match[str]) -> str:
        address = match["address"]
        rest = self._below(address)
        if rest is None or not self._is_there(rest):
            return match[0]
        parts = urlsplit(address)
        tail = SplitResult("", "", rest, parts.query, parts.fragment).geturl()
        return f"{match['before']}{settings.SITE_URL if parts.netloc else ''}/{self.slug}{tail}"

    def _below(self, address: str) -> str | None:
        """What follows the slug of the old edition in an address: "/call/"; None for other addresses."""
        try:
            parts = urlsplit(address)
            host = parts.hostname
        except ValueError:
            return None
        is_own = bool(self.old.domain) and host == self.old.domain
        if parts.netloc and not is_own and parts.netloc.lower() != self._site:
            return None
        if is_own and parts.path in {"", "/"}:
            return "/"
        base, rest = f"/{self.old.slug}", parts.path.removeprefix(f"/{self.old.slug}")
        return rest if parts.path == base or parts.path.startswith(f"{base}/") else None

    def _is_there(self, rest: str) -> bool:
        """Whether the new edition has such a page: no row of the old one is named in its address."""
        path = rest.strip("/")
        if not path or path in self.pages:
            return True
        for address in (f"/{self.slug}/{path}", f"/{self.slug}/{path}/"):
            try:
                match = resolve(address)
            except Resolver404:
                continue
            captured = match.captured_kwargs  # type: ignore[attr-defined]  # the stubs lack it
            return not captured and match.view_name not in OF_THE_OLD
        return False
