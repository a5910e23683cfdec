"""Links to the last edition in the texts of a conference, each with the text in which it stands."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterator
from typing import Any

from effgenai.conferences.core.models import Conference
from effgenai.conferences.desk.guides.edition_links import EditionLinks
from effgenai.conferences.people.states import PeopleGroup

Texts = Iterator[tuple[str, str]]


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


def links_left(
    conference: Conference, links: EditionLinks, parts: Collection[str] = TEXT_PARTS
) -> list[LeftLink]:
    """The links to the old edition in those parts of a conference; at most a query a part."""
    texts = (text for part in TEXT_PARTS if part in parts for text in TEXT_PARTS[part](conference))
    return [LeftLink(where, address) for where, text in texts for address in links.left(text)]
