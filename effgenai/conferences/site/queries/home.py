"""The home page: the hero, and the blocks in the chairs' order. A block that is not shown asks nothing."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.urls import reverse

from effgenai.conferences.core.models import Conference, Topic
from effgenai.conferences.core.queries import editions_before
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.core.wording import where_and_when
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.queries.pages import NextStep, dates_of, next_step, timeline
from effgenai.conferences.news.models import News
from effgenai.conferences.people.models import Person
from effgenai.conferences.people.queries import committee_names
from effgenai.conferences.people.states import PeopleGroup
from effgenai.conferences.site.blocks import TEXT, Block, HomeContent, plain_lines, provided, read_blocks
from effgenai.conferences.site.models import Sponsor

LATEST_NEWS = 4
GROUPS = {
    "speakers": PeopleGroup.SPEAKER,
    "panellists": PeopleGroup.PANELLIST,
    "organisers": PeopleGroup.ORGANISER,
    "volunteers": PeopleGroup.VOLUNTEER,
}


@dataclasses.dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block that is shown: its heading, and a template that gets `data` as `part`."""

    key: str
    kind: str
    heading: str
    template: str
    data: Any
    # Whether the heading is in the words of those who arranged the page.
    is_renamed: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class HomePage:
    """Everything on a conference's home page. Blocks that are hidden or empty are left out."""

    title: str
    next: NextStep
    summary: str
    blocks: list[ShownBlock]


@dataclasses.dataclass(frozen=True, slots=True)
class Abstract:
    """What it is about: one sentence set large, then the text."""

    summary: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class SponsorTier:
    """Sponsors that stand together."""

    name: str
    sponsors: list[Sponsor]


@dataclasses.dataclass(frozen=True, slots=True)
class Edition:
    """An earlier edition, kept here or elsewhere on the web."""

    title: str
    facts: str
    address: str


@dataclasses.dataclass(frozen=True, slots=True)
class Committee:
    """The names of the programme committee."""

    area_chairs: list[str]
    reviewers: list[str]


def live_home(conference: Conference) -> HomeContent:
    """The home page as visitors see it; one query."""
    return HomeContent(
        summary=" ".join(conference.summary.split()),
        abstract=plain_lines(conference.abstract),
        aims=plain_lines(conference.aims),
        questions=tuple(conference.open_questions.values_list("text", flat=True)),
        blocks=read_blocks(conference.home_blocks),
    )


def home_page(viewer: Viewer, content: HomeContent | None = None) -> HomePage:
    """The home page as it is, or as it would be with this content."""
    home = _Home(viewer, content)
    shown = [drawn for block in home.blocks if block.shown and (drawn := _drawn(home, block))]
    step = next_step(viewer.conference, home.dates, viewer.at)
    title = (content.title if content else "") or viewer.conference.title
    return HomePage(title=title, next=step, summary=home.summary, blocks=shown)


def _drawn(home: _Home, block: Block) -> ShownBlock | None:
    data = home.part(block)
    if not data:
        return None
    template = f"conferences/site/blocks/{TEMPLATES.get(block.kind, block.kind)}.html"
    return ShownBlock(block.key, block.kind, block.title, template, data, is_renamed=block.is_renamed)


class _Home:
    """What the blocks draw from, each piece read once and only if a block wants it."""

    def __init__(self, viewer: Viewer, content: HomeContent | None) -> None:
        self.viewer, self.conference, self.content = viewer, viewer.conference, content
        self.blocks = content.blocks if content else read_blocks(viewer.conference.home_blocks)
        self.summary = content.summary if content else viewer.conference.summary

    def part(self, block: Block) -> Any:
        """What stands in the block; nothing (None, or empty) leaves it out."""
        if block.kind == TEXT:
            return block.text.strip()
        loader = LOADERS.get(block.kind)
        return loader(self) if loader else provided(block.kind, self.viewer)

    def written(self, name: str) -> str:
        """A text of the page: abstract or aims."""
        return str(getattr(self.content or self.conference, name)).strip()

    @functools.cached_property
    def dates(self) -> list[Milestone]:
        """The public dates; two queries."""
        return dates_of(self.viewer, public_only=True)

    @functools.cached_property
    def people(self) -> dict[str, list[Person]]:
        """People of all groups that are shown; one query."""
        groups = [GROUPS[block.kind] for block in self.blocks if block.shown and block.kind in GROUPS]
        found: dict[str, list[Person]] = {}
        for person in self.conference.people.filter(group__in=groups).select_related("photo"):
            found.setdefault(person.group, []).append(person)
        return found


def topics_in_order(topics: Sequence[Topic], names: Iterable[str]) -> list[Topic]:
    """Topics of these names first, new ones where there are none yet, then all others as they stand."""
    known = {topic.name.casefold(): topic for topic in topics}
    first = {name.casefold(): known.get(name.casefold()) or Topic(name=name) for name in names}
    return [*first.values(), *(topic for topic in topics if topic.name.casefold() not in first)]


def _topics(home: _Home) -> list[Topic]:
    names = home.content.topics if home.content else ()
    return topics_in_order(list(home.conference.topics.all()), names)


def _abstract(home: _Home) -> Abstract | None:
    part = Abstract(home.summary.strip(), home.written("abstract"))
    return part if part.summary or part.text else None


def _questions(home: _Home) -> list[str]:
    if home.content:
        return list(home.content.questions)
    return list(home.conference.open_questions.values_list("text", flat=True))


def _news(home: _Home) -> list[News]:
    found = News.objects.filter(conference=home.conference).public(home.viewer.at)
    return list(found[:LATEST_NEWS])


def _people(kind: str) -> Callable[[_Home], list[Person]]:
    return lambda home: home.people.get(GROUPS[kind], [])


def _committee(home: _Home) -> Committee | None:
    area_chairs, reviewers = committee_names(home.conference)
    return Committee(area_chairs, reviewers) if area_chairs or reviewers else None


def _sponsors(home: _Home) -> list[SponsorTier]:
    return sponsor_tiers(home.conference)


def sponsor_tiers(conference: Conference) -> list[SponsorTier]:
    """Sponsors by tier, tiers in the order of their first sponsor; one query."""
    tiers: dict[str, list[Sponsor]] = {}
    for sponsor in conference.sponsors.select_related("logo"):
        tiers.setdefault(sponsor.tier, []).append(sponsor)
    return [SponsorTier(name, sponsors) for name, sponsors in tiers.items()]


def _editions(home: _Home) -> list[Edition]:
    here = [
        Edition(row.title, where_and_when(row), _address(row)) for row in editions_before(home.conference)
    ]
    elsewhere = home.conference.past_editions.all()
    return here + [Edition(row.title, row.when_and_where, row.address) for row in elsewhere]


def _address(conference: Conference) -> str:
    return reverse("conferences:home", args=[conference.slug])


LOADERS: dict[str, Callable[[_Home], Any]] = {
    "abstract": _abstract,
    "aims": lambda home: home.written("aims"),
    "questions": _questions,
    "topics": _topics,
    "news": _news,
    **{kind: _people(kind) for kind in GROUPS},
    "dates": lambda home: timeline(home.dates, home.viewer.at),
    "committee": _committee,
    "sponsors": _sponsors,
    "editions": _editions,
    "contact": lambda home: home.conference.contact_email,
}
# Kinds that look the same share a template.
TEMPLATES = {**dict.fromkeys(GROUPS, "people"), "aims": TEXT, "papers": "provided"}
