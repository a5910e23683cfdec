"""What somebody has starred, as it stands in the last release, and how often each is starred."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterable, Iterator

from django.db.models import Count

from effgenai.conferences.core.models import Conference
from program.schedule.queries.pages import Occasion, talks_of
from program.schedule.queries.released import Schedule, SessionView
from program.stars.models import Star, StarList
from program.stars.owners import StarOwner


def list_of(conference: Conference, owner: StarOwner) -> StarList | None:
    """The list of an account or a visitor; one query."""
    if not owner.is_known:
        return None
    lists = StarList.objects.filter(conference=conference)
    return (lists.filter(user=owner.user) if owner.user else lists.filter(visitor=owner.visitor)).first()


def items_of(found: StarList | None) -> list[str]:
    """What a list has, the oldest first; one query."""
    return list(found.stars.values_list("item", flat=True)) if found else []


def list_by_feed(conference: Conference, key: str) -> StarList | None:
    """The list whose calendar has this address; one that was united with another leads to that."""
    lists = StarList.objects.filter(conference=conference).select_related("united_with")
    found = lists.filter(feed_key=key).first()
    return (found.united_with or found) if found else None


@dataclasses.dataclass(frozen=True, slots=True)
class StarredPlace:
    """A starred talk or session, and the titles of other starred ones at the same time."""

    item: str
    place: Occasion
    clashes: list[str]


@dataclasses.dataclass(frozen=True, slots=True)
class StarredDay:
    """A day of the conference with what is starred of it."""

    date: dt.date
    places: list[StarredPlace]


@dataclasses.dataclass(frozen=True, slots=True)
class MySchedule:
    """What is starred, by day, and how much of it the programme has no more."""

    days: list[StarredDay]
    gone: int


def my_schedule(schedule: Schedule, items: Iterable[str]) -> MySchedule:
    """What of the release is starred, with warnings where two are at one time; no query."""
    wanted = set(items)
    found = sorted(
        ((item, place) for item, place in _places(schedule) if item in wanted),
        key=lambda one: one[1].starts_at,
    )
    places = [StarredPlace(item, place, _clashes(place, found)) for item, place in found]
    days = itertools.groupby(places, key=lambda one: one.place.session.starts_at.date())
    return MySchedule(
        days=[StarredDay(day, list(of_day)) for day, of_day in days],
        gone=len(wanted - {item for item, _ in found}),
    )


def _places(schedule: Schedule) -> Iterator[tuple[str, Occasion]]:
    for session in schedule.sessions:
        yield session.item, Occasion(session)
    for session, talk in talks_of(schedule):
        yield talk.item, Occasion(session, talk)


def items_in(schedule: Schedule) -> dict[str, SessionView]:
    """Everything that can be starred, with its session; no query."""
    return {item: place.session for item, place in _places(schedule)}


def _clashes(place: Occasion, others: list[tuple[str, Occasion]]) -> list[str]:
    """Titles of what is on at the same time elsewhere: within one session nobody has to run."""
    return [
        other.title
        for _, other in others
        if other.session.key != place.session.key
        and other.starts_at < place.ends_at
        and place.starts_at < other.ends_at
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class Interest:
    """How many people have starred a talk or session."""

    title: str
    room: str
    starts_at: dt.datetime
    count: int
    is_session: bool


def interest(conference: Conference, schedule: Schedule) -> list[Interest]:
    """What of the release is starred, the most starred first; one query, and it names nobody."""
    stars = Star.objects.filter(list__conference=conference).order_by()
    counts = dict(stars.values_list("item").annotate(Count("pk")))
    rows = [
        Interest(place.title, place.session.room, place.starts_at, counts[item], place.talk is None)
        for item, place in _places(schedule)
        if item in counts
    ]
    return sorted(rows, key=lambda row: (-row.count, row.starts_at))
