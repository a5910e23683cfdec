"""Links in the texts of one edition to its own pages: which lead to the next one, and which stay.

What stands in brackets, quotation marks or a list of references counts as a link, and whole addresses do
anywhere: below the site, and on the own domain of the old edition.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Collection, Iterator
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

from effgenai.conferences.core.models import Conference
from effgenai.conferences.people.states import PeopleGroup

Texts = Iterator[tuple[str, str]]

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


class Links:
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
            return not match.captured_kwargs and match.view_name not in OF_THE_OLD
        return False


def _home(conference: Conference) -> Texts:
    for text in (conference.abstract, conference.aims, *_strings(conference.home_blocks)):
        yield "the home page", text
    yield "what authors should know", conference.submission_guide
    yield "what volunteers should know", conference.reviewer_guide


def _strings(value: Any) -> Iterator[str]:
    """Every text in stored JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


def _people(*groups: PeopleGroup) -> Callable[[Conference], Texts]:
    return lambda conference: (
        (f"“{person.name}”", person.biography) for person in conference.people.filter(group__in=groups)
    )


# By the key of the part of an edition: where a text stands, and the text.
TEXT_PARTS: dict[str, Callable[[Conference], Texts]] = {
    "home": _home,
    "pages": lambda conference: ((f"“{page.title}”", page.body) for page in conference.pages.all()),
    "tracks": lambda conference: ((f"“{track}”", track.description) for track in conference.tracks.all()),
    "policies": lambda conference: (("the policies", policy.text) for policy in conference.policies.all()),
    "organisers": _people(PeopleGroup.ORGANISER),
    "speakers": _people(PeopleGroup.SPEAKER, PeopleGroup.PANELLIST),
    "volunteers": _people(PeopleGroup.VOLUNTEER),
}


@dataclasses.dataclass(frozen=True, slots=True)
class LeftLink:
    """A link that goes on leading to the old edition, and the text in which it stands."""

    where: str
    address: str


def links_left(conference: Conference, links: Links, parts: Collection[str] = TEXT_PARTS) -> list[LeftLink]:
    """The links to the old edition in those parts of a conference; at most a query a part."""
    texts = (text for part in TEXT_PARTS if part in parts for text in TEXT_PARTS[part](conference))
    return [LeftLink(where, address) for where, text in texts for address in links.left(text)]
