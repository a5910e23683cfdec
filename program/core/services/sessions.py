from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Overtaken, refuse
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import record
from effgenai.resilience.database.locks import lock_all
from effgenai.ui.text.numbers import counted
from program.core.models import Room, Session, SessionPerson
from program.core.services.history import editing
from program.core.states import SessionRole

NO_ROOM = "Somebody has removed this room meanwhile."
GONE = "Somebody has removed this session meanwhile."
CHANGED = "Somebody changed this session while you had it open. Look at it again before you save."


@dataclasses.dataclass(frozen=True, slots=True)
class NamedPerson:
    """Somebody by name, with the address that tells who it is where it is known."""

    name: str
    email: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SessionFacts:
    """What an editor says about a session; times are instants."""

    title: str
    kind: str
    room: Room | None
    starts_at: dt.datetime
    ends_at: dt.datetime
    label: str = ""
    note: str = ""
    is_public: bool = True
    fixed: bool | None = None
    chairs: Sequence[NamedPerson] = ()
    panellists: Sequence[NamedPerson] = ()


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SessionPlace:
    """Where and when a session takes place; `room` is None for everywhere."""

    room: Room | None
    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Placement:
    """A session that an editor saw at its `version`, and where it is to go."""

    session: Session
    version: int
    place: SessionPlace


def add_session(*, conference: Conference, facts: SessionFacts, by: User, at: dt.datetime) -> Session:
    """A new session; Refused if its room is taken at that time."""
    with editing(conference, f"“{facts.title}” added", by=by, at=at):
        session = Session(conference=conference)
        _write(session, facts)
        record(action="session.add", by=by, at=at, conference=conference, summary=facts.title)
    return session


def change_session(
    *, session: Session, facts: SessionFacts, version: int, by: User, at: dt.datetime
) -> Session:
    """Change a session that is still at the `version` the editor saw.

    Raises Overtaken if it was changed meanwhile, Refused if its room is taken at that time.
    """
    with editing(session.conference, f"“{facts.title}” changed", by=by, at=at):
        row = _fresh(session, version)
        row.version += 1
        _write(row, facts)
        record(action="session.change", by=by, at=at, conference=session.conference, summary=facts.title)
    return row


def place_session(
    *, session: Session, place: SessionPlace, version: int, by: User, at: dt.datetime
) -> Session:
    """Move a session with its talks to another room or time, or make it longer or shorter.

    Raises Overtaken and Refused as `change_session` does.
    """
    with editing(session.conference, f"“{session.title}” moved", by=by, at=at):
        refuse(_no_room(place.room))
        row = _fresh(session, version)
        row.room, row.starts_at, row.ends_at = place.room, place.starts_at, place.ends_at
        row.version += 1
        refuse(_too_short(row))
        row.save()
        record(action="session.change", by=by, at=at, conference=session.conference, summary=row.title)
    return row


def place_sessions(
    *, conference: Conference, placements: Sequence[Placement], by: User, at: dt.datetime, label: str = ""
) -> None:
    """Move several sessions, each to a place of its own; only where they stand in the end is looked at.

    `label` is the name of the step in the history; else it says how many sessions moved.
    Raises Overtaken if one was changed or removed meanwhile, Refused if a room would be taken twice.
    """
    label = label or f"{counted(len(placements), 'session')} moved"
    with editing(conference, label, by=by, at=at):
        refuse(_no_room(*{one.place.room for one in placements}))
        keys = [one.session.pk for one in placements]
        rows = {row.pk: row for row in lock_all(Session.objects.filter(conference=conference, pk__in=keys))}
        for one in placements:
            row = _seen(rows.get(one.session.pk), one.version)
            row.room, row.starts_at, row.ends_at = one.place.room, one.place.starts_at, one.place.ends_at
            row.version += 1
            refuse(_too_short(row))
        Session.objects.bulk_update(rows.values(), ["room", "starts_at", "ends_at", "version"])
        summary = counted(len(rows), "session")
        record(action="session.shift", by=by, at=at, conference=conference, summary=summary)


def swap_sessions(
    *, one: Session, other: Session, by: User, at: dt.datetime, versions: tuple[int, int] | None = None
) -> None:
    """Let two sessions change rooms and beginnings; each lasts as long as before.

    Raises Refused if one does not fit in the other's place, and Overtaken if one is no longer at the version
    (of `one`, of `other`) that the editor saw.
    """
    conference = one.conference
    with editing(conference, f"“{one.title}” and “{other.title}” swapped", by=by, at=at):
        rows = {row.pk: row for row in lock_all(Session.objects.filter(pk__in=[one.pk, other.pk]))}
        seen = versions or (one.version, other.version)
        first, second = (
            _seen(rows.get(key), version) for key, version in zip((one.pk, other.pk), seen, strict=True)
        )
        lengths = [row.ends_at - row.starts_at for row in (first, second)]
        places = [(row.room, row.starts_at) for row in (first, second)]
        for row, (room, starts_at), length in zip((second, first), places, reversed(lengths), strict=True):
            row.room, row.starts_at, row.ends_at = room, starts_at, starts_at + length
            row.version += 1
            row.save()
        summary = f"{first.title} ↔ {second.title}"
        record(action="session.swap", by=by, at=at, conference=conference, summary=summary)


def copy_sessions(
    *, conference: Conference, places: Mapping[Session, SessionPlace], by: User, at: dt.datetime
) -> list[Session]:
    """Copies of sessions at other places, without their talks. Raises Refused if a room is taken."""
    with editing(conference, f"{counted(len(places), 'session')} copied", by=by, at=at):
        refuse(_no_room(*{place.room for place in places.values()}))
        copies = [_copy(session, place) for session, place in places.items()]
        summary = counted(len(copies), "session")
        record(action="session.copy", by=by, at=at, conference=conference, summary=summary)
    return copies


def remove_session(*, session: Session, by: User, at: dt.datetime) -> None:
    """Remove a session; its papers wait for a place again, its invited talks are gone."""
    conference = session.conference
    with editing(conference, f"“{session.title}” removed", by=by, at=at):
        record(action="session.remove", by=by, at=at, conference=conference, summary=session.title)
        session.delete()


def _fresh(session: Session, version: int) -> Session:
    found = lock_all(Session.objects.filter(pk=session.pk))
    return _seen(found[0] if found else None, version)


def _seen(row: Session | None, version: int) -> Session:
    if row is None:
        raise Overtaken(GONE)
    if row.version != version:
        raise Overtaken(CHANGED, row)
    return row


def _no_room(*rooms: Room | None) -> str | None:
    """Why not, if one of the rooms is gone: whoever removes one waits for our step, or we for theirs."""
    wanted = {room.pk for room in rooms if room is not None}
    return None if Room.objects.filter(pk__in=wanted).count() == len(wanted) else NO_ROOM


def _too_short(session: Session) -> str | None:
    return None if session.starts_at < session.ends_at else "A session must end after it begins."


def _copy(session: Session, place: SessionPlace) -> Session:
    people = list(session.people.all())
    values = {
        name: getattr(session, name) for name in ("kind", "label", "title", "note", "is_public", "fixed")
    }
    copy = Session.objects.create(
        conference=session.conference,
        room=place.room,
        starts_at=place.starts_at,
        ends_at=place.ends_at,
        **values,
    )
    SessionPerson.objects.bulk_create(
        SessionPerson(session=copy, role=one.role, name=one.name, email=one.email, position=one.position)
        for one in people
    )
    return copy


def _write(session: Session, facts: SessionFacts) -> None:
    refuse(_no_room(facts.room))
    for name in ("title", "kind", "label", "room", "note", "is_public", "fixed", "starts_at", "ends_at"):
        setattr(session, name, getattr(facts, name))
    session.save()
    _write_people(session, SessionRole.CHAIR, facts.chairs)
    _write_people(session, SessionRole.PANELLIST, facts.panellists)


def _write_people(session: Session, role: SessionRole, people: Sequence[NamedPerson]) -> None:
    """The people of one role; rows that say the same stay, so that the history tells of changes only."""
    there = list(session.people.filter(role=role).order_by("position", "id"))
    if [(one.name, one.email) for one in there] == [(one.name, one.email) for one in people]:
        return
    session.people.filter(role=role).delete()
    SessionPerson.objects.bulk_create(
        SessionPerson(session=session, role=role, name=one.name, email=one.email, position=position)
        for position, one in enumerate(people)
    )
