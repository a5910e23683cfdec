"""What a release of the schedule holds, from the draft as it stands."""

from __future__ import annotations

import datetime as dt
from typing import Any

from effgenai.conferences.core.models import Conference
from program.core.models import Room, Session, Talk
from program.core.states import SessionRole
from program.releases.contributors import contributors
from submissions.core.states import SubmissionState


def snapshot(conference: Conference) -> dict[str, Any]:
    """The draft schedule as plain data: its zone, rooms by name, sessions in order, each with its talks.

    A paper that is no longer accepted has no place in it. Beside them stand how to get to the rooms and who
    has a part in what.
    """
    sessions = list(
        conference.sessions.filter(is_public=True)
        .select_related("room")
        .prefetch_related("talks__submission__authorships", "talks__session", "people")
    )
    rooms = list(conference.rooms.all())
    return {
        "time_zone": conference.time_zone,
        "rooms": [room.name for room in rooms],
        "about_rooms": {room.name: _about(room) for room in rooms},
        "sessions": [_session(session) for session in sessions],
        "contributors": contributors(sessions),
    }


def _about(room: Room) -> dict[str, Any]:
    return {"id": room.pk, **_said({"note": room.note, "map_url": room.map_url})}


def _session(session: Session) -> dict[str, Any]:
    return {
        "key": session.key,
        "kind": session.kind,
        "title": session.title,
        "room": session.room.name if session.room else "",
        "chair": _names(session, SessionRole.CHAIR),
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "talks": _talks(session),
        **_said({"label": session.label, "panel": _names(session, SessionRole.PANELLIST)}),
    }


def _names(session: Session, role: SessionRole) -> str:
    return ", ".join(one.name for one in session.people.all() if one.role == role)


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """What was filled in: a release from before such a field was there must not look changed."""
    return {name: value for name, value in values.items() if value}


def _talks(session: Session) -> list[dict[str, Any]]:
    """The talks one after the other; posters all begin with their session."""
    start, talks = session.starts_at, []
    for talk in session.talks.all():
        if talk.submission and talk.submission.state != SubmissionState.ACCEPTED:
            continue
        talks.append(_talk(talk, start))
        if session.has_running_times:
            start += dt.timedelta(minutes=talk.minutes)
    return talks


def _talk(talk: Talk, start: dt.datetime) -> dict[str, Any]:
    paper = talk.submission
    authors = [author.name for author in paper.authorships.all()] if paper else []
    return {
        "key": talk.key,
        "paper": paper.number if paper else None,
        "title": paper.title if paper else talk.title,
        "speaker": ", ".join(authors) or talk.speaker,
        "abstract": paper.abstract if paper else talk.abstract,
        "minutes": talk.minutes,
        "starts_at": start.isoformat(),
        **_said({"board": talk.board, "is_cancelled": talk.is_cancelled}),
    }
