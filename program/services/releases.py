from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.audit.services import record
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Conference
from program.models import Release, Session, Talk
from submissions.core.states import SubmissionState


class NothingNew(Refused):
    """The schedule is the one that the last release shows already."""

    def __init__(self, release: Release) -> None:
        super().__init__(f"Nothing changed since release {release.number}, which is public.")


@transaction.atomic
def release_schedule(*, conference: Conference, name: str, by: User, at: dt.datetime) -> Release:
    """Freeze the schedule as it stands and show it to everyone, under the next number.

    Refuses with `NothingNew` what visitors see already.
    """
    Conference.objects.select_for_update().get(pk=conference.pk)
    schedule = snapshot(conference)
    if not schedule["sessions"]:
        raise Refused("There is no session to release yet.")
    last = conference.releases.order_by("-number").first()
    if last and last.schedule == schedule:
        raise NothingNew(last)
    number = last.number + 1 if last else 1
    release = Release.objects.create(
        conference=conference, number=number, name=name, schedule=schedule, released_at=at, released_by=by
    )
    record(action="schedule.release", by=by, at=at, conference=conference, summary=f"{number}: {name}")
    return release


def snapshot(conference: Conference) -> dict[str, Any]:
    """The draft schedule as plain data: rooms by name, sessions in order, each with its talks.

    A paper that is no longer accepted has no place in it.
    """
    sessions = conference.sessions.select_related("room").prefetch_related(
        "talks__submission__authorships", "talks__session"
    )
    return {
        "rooms": [room.name for room in conference.rooms.all()],
        "sessions": [_session(session) for session in sessions],
    }


def _session(session: Session) -> dict[str, Any]:
    return {
        "key": session.key,
        "kind": session.kind,
        "title": session.title,
        "room": session.room.name if session.room else "",
        "chair": session.chair_name,
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "talks": _talks(session),
    }


def _talks(session: Session) -> list[dict[str, Any]]:
    start, talks = session.starts_at, []
    for talk in session.talks.all():
        if talk.submission and talk.submission.state != SubmissionState.ACCEPTED:
            continue
        talks.append(_talk(talk, start))
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
    }
