"""What is wrong with a draft, in sentences that lead to where it can be mended."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import TextChoices

from effgenai.conferences.core.models import Conference
from effgenai.ui.text.numbers import counted
from program.core.models import Unavailability
from program.core.states import SHARING_A_ROOM, SessionKind, SessionRole
from program.core.times import at_venue, far_away, span_words
from program.desk.queries.draft import SessionRow, length_of

# From the end of a talk to the beginning of the next in another room: packing up and walking over.
ENOUGH_TIME = dt.timedelta(minutes=15)
# Posters may hang while there is coffee; nothing but a break takes place beside a keynote.
BESIDE_A_KEYNOTE = (SessionKind.BREAK, SessionKind.SOCIAL)
MINUTE = 60


class Grade(TextChoices):
    """How bad it is."""

    CLASH = "clash", "Cannot be"
    HINT = "hint", "Look at it"


@dataclasses.dataclass(frozen=True, slots=True)
class DraftWarning:
    """A sentence about sessions of the draft, by their keys; the first is where to begin."""

    words: str
    sessions: tuple[str, ...]
    grade: Grade = Grade.CLASH


@dataclasses.dataclass(frozen=True, slots=True)
class Presence:
    """Somebody who has to be in a session from one instant to another, told apart by `identity`."""

    identity: str
    name: str
    does: str
    row: SessionRow
    starts_at: dt.datetime
    ends_at: dt.datetime

    def meets(self, other: Presence) -> bool:
        """Whether both are at one time, be it for a minute."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def warnings_of(conference: Conference, rows: list[SessionRow]) -> list[DraftWarning]:
    """Everything that is wrong, what cannot be before what should be looked at; one query."""
    away = list(conference.unavailabilities.select_related("room"))
    people = _identified([presence for row in rows for presence in presences(row)])
    found = [
        *(warning for row in rows for warning in _of_one(conference, row)),
        *_beside_what_is_for_everyone(rows),
        *_rooms_shared(rows),
        *_in_two_places(people),
        *_people_away(conference, people, away),
        *_rooms_closed(rows, away),
    ]
    return sorted(found, key=lambda one: one.grade == Grade.HINT)


def warnings_of_session(conference: Conference, rows: list[SessionRow], key: str) -> list[DraftWarning]:
    """Those that concern one session."""
    return [one for one in warnings_of(conference, rows) if key in one.sessions]


def presences(row: SessionRow) -> Iterator[Presence]:
    """Who has to be there, as speaker, presenter, chair or panellist, in what the viewer may know."""
    for one in row.session.people.all():
        does = "chairs" if one.role == SessionRole.CHAIR else "sits on the panel of"
        yield Presence(_identity(one.email, one.name), one.name, does, row, row.starts_at, row.ends_at)
    for talk in row.talks:
        if talk.talk.is_cancelled:
            continue
        starts, length = talk.starts_at, length_of(row, talk)
        ends = starts + length if row.has_running_times else row.ends_at
        paper = talk.talk.submission
        if paper is None and talk.talk.speaker:
            identity = _identity(talk.talk.email, talk.talk.speaker)
            yield Presence(identity, talk.talk.speaker, "speaks in", row, starts, ends)
        if paper is not None and talk.is_shown and talk.is_known:
            for author in paper.authorships.all():
                if author.is_presenter:
                    identity = _identity(author.email, author.name)
                    yield Presence(identity, author.name, "presents in", row, starts, ends)


def _identified(people: list[Presence]) -> list[Presence]:
    """A name without an address is the person of this name whose address stands elsewhere, if there is."""
    addresses: dict[str, set[str]] = defaultdict(set)
    for one in people:
        if "@" in one.identity:
            addresses[_identity("", one.name)].add(one.identity)
    return [
        dataclasses.replace(one, identity=next(iter(known)))
        if (known := addresses.get(one.identity, set())) and len(known) == 1
        else one
        for one in people
    ]


def _identity(email: str, name: str) -> str:
    return email.lower() or " ".join(name.casefold().split())


def _of_one(conference: Conference, row: SessionRow) -> Iterator[DraftWarning]:
    title, key = row.session.title, row.session.key
    if distance := far_away(conference, row.starts_at.date()):
        yield DraftWarning(f"“{title}” is {distance} the conference.", (key,), Grade.HINT)
    if row.talks_end_at > row.ends_at:
        over = int((row.talks_end_at - row.ends_at).total_seconds() // MINUTE)
        words = f"The talks of “{title}” take {counted(over, 'minute')} longer than the session."
        yield DraftWarning(words, (key,))
    for talk in row.talks:
        if not talk.is_shown:
            words = f"{talk.title} in “{title}” is no longer accepted and will not be shown. Take it out."
            yield DraftWarning(words, (key,))
    yield from _chairs_of_own_papers(row)


def _chairs_of_own_papers(row: SessionRow) -> Iterator[DraftWarning]:
    chairs = {
        _identity(one.email, one.name): one.name
        for one in row.session.people.all()
        if one.role == SessionRole.CHAIR
    }
    papers = [talk.talk.submission for talk in row.talks if talk.is_shown and talk.is_known]
    authors = {
        identity
        for paper in papers
        if paper
        for one in paper.authorships.all()
        for identity in (_identity(one.email, one.name), _identity("", one.name))
    }
    for identity, name in chairs.items():
        if identity in authors:
            words = f"{name} chairs “{row.session.title}” and is an author of a paper in it."
            yield DraftWarning(words, (row.session.key,), Grade.HINT)


def _pairs(rows: list[SessionRow]) -> Iterator[tuple[SessionRow, SessionRow]]:
    """Sessions that meet, each pair once: rows are in order of time, so only near ones are compared."""
    for number, one in enumerate(rows):
        for other in itertools.islice(rows, number + 1, None):
            if other.starts_at >= one.ends_at:
                break
            if one.meets(other):
                yield one, other


def _beside_what_is_for_everyone(rows: list[SessionRow]) -> Iterator[DraftWarning]:
    for one, other in _pairs(rows):
        for general, special in ((one, other), (other, one)):
            if _takes_everyone_from(general, special):
                words = (
                    f"“{general.session.title}” is for everyone, but “{special.session.title}” takes place "
                    "at the same time."
                )
                yield DraftWarning(words, (special.session.key, general.session.key))
                break


def _takes_everyone_from(general: SessionRow, special: SessionRow) -> bool:
    if general.session.kind == SessionKind.KEYNOTE:
        return special.session.kind not in BESIDE_A_KEYNOTE
    return general.session.room is None and special.session.kind not in SHARING_A_ROOM


def _rooms_shared(rows: list[SessionRow]) -> Iterator[DraftWarning]:
    """A room that holds posters and talks at one time; two that may not share are refused by the database."""
    for one, other in _pairs(rows):
        kinds = {one.session.kind in SHARING_A_ROOM, other.session.kind in SHARING_A_ROOM}
        if (
            one.session.room_id is not None
            and one.session.room_id == other.session.room_id
            and len(kinds) > 1
        ):
            words = f"“{one.session.title}” and “{other.session.title}” are in one room at the same time."
            yield DraftWarning(words, (one.session.key, other.session.key))


def _in_two_places(people: list[Presence]) -> Iterator[DraftWarning]:
    for mine in _by_identity(people):
        for one, other in itertools.combinations(sorted(mine, key=lambda each: each.starts_at), 2):
            if one.row is other.row:
                continue
            keys = (one.row.session.key, other.row.session.key)
            if one.meets(other):
                yield DraftWarning(f"{_two_places(one, other)}, at the same time.", keys)
            elif _is_tight(one, other):
                yield DraftWarning(
                    f"{_two_places(one, other)}, with too little time between.", keys, Grade.HINT
                )


def _by_identity(people: Iterable[Presence]) -> Iterator[list[Presence]]:
    found: dict[str, list[Presence]] = defaultdict(list)
    for one in people:
        found[one.identity].append(one)
    yield from found.values()


def _two_places(one: Presence, other: Presence) -> str:
    first, second = one.row.session.title, other.row.session.title
    if one.does == other.does:
        again = f"{one.does.split()[-1]} " if " " in one.does else ""
        return f"{one.name} {one.does} “{first}” and {again}“{second}”"
    return f"{one.name} {one.does} “{first}” and {other.does} “{second}”"


def _is_tight(one: Presence, other: Presence) -> bool:
    rooms = {one.row.session.room_id, other.row.session.room_id}
    return len(rooms) > 1 and dt.timedelta() <= other.starts_at - one.ends_at < ENOUGH_TIME


def _people_away(
    conference: Conference, people: list[Presence], away: list[Unavailability]
) -> Iterator[DraftWarning]:
    absent: dict[str, list[Unavailability]] = defaultdict(list)
    for one in away:
        absent[one.email.lower()].append(one)
    for presence in people:
        for one in absent.get(presence.identity, []):
            if presence.starts_at < one.ends_at and one.starts_at < presence.ends_at:
                span = span_words(at_venue(conference, one.starts_at), at_venue(conference, one.ends_at))
                words = f"{presence.name} {presence.does} “{presence.row.session.title}” but is away {span}."
                yield DraftWarning(words, (presence.row.session.key,))


def _rooms_closed(rows: list[SessionRow], away: list[Unavailability]) -> Iterator[DraftWarning]:
    for row in rows:
        for one in away:
            is_here = one.room_id is not None and one.room_id == row.session.room_id
            if is_here and row.starts_at < one.ends_at and one.starts_at < row.ends_at:
                yield DraftWarning(
                    f"{one.room} cannot be had for all of “{row.session.title}”.", (row.session.key,)
                )
