"""The day of the demo: one hall, invited talks, the papers accepted so far, a released schedule."""

from __future__ import annotations

import datetime as dt

from demo.content.workshop import SPEAKERS
from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from program.core.models import Room, Session, Talk
from program.core.states import SessionKind
from program.releases.services import release_schedule
from submissions.core.models import Submission

OPENING = dt.time(8, 0)


def make_programme(conference: Conference, chair: User, at: dt.datetime) -> None:
    """A day in the hall with posters in the foyer, released once."""
    hall = Room.objects.create(conference=conference, name="Hall 4", position=0)
    foyer = Room.objects.create(conference=conference, name="Foyer", position=1)
    accepted = list(conference.submissions.public())
    orals = [paper for paper in accepted if "oral" in paper.presentation.lower()]
    posters = [paper for paper in accepted if paper not in orals]
    _keynote(conference, hall, 60, 0)
    _session(conference, hall, SessionKind.ORAL, "Contributed talks", 125, 45, orals)
    _session(conference, None, SessionKind.BREAK, "Lunch", 180, 60, [])
    _keynote(conference, hall, 250, 1)
    _session(conference, foyer, SessionKind.POSTER, "Posters and coffee", 310, 90, posters)
    _session(conference, hall, SessionKind.PANEL, "Panel: which question first?", 410, 60, [])
    _session(conference, None, SessionKind.SOCIAL, "Evening at the river", 540, 120, [])
    release_schedule(conference=conference, name="First schedule", by=chair, at=at)


def _session(  # noqa: PLR0917  # a row of a timetable reads best in its columns
    conference: Conference,
    room: Room | None,
    kind: SessionKind,
    title: str,
    begins: int,
    minutes: int,
    papers: list[Submission],
) -> Session:
    day = dt.datetime.combine(conference.starts_on or dt.date.min, OPENING, tzinfo=dt.UTC)
    start = day + dt.timedelta(minutes=begins - 60)
    session = Session.objects.create(
        conference=conference,
        room=room,
        kind=kind,
        title=title,
        starts_at=start,
        ends_at=start + dt.timedelta(minutes=minutes),
    )
    Talk.objects.bulk_create(
        Talk(session=session, submission=paper, position=position, minutes=20)
        for position, paper in enumerate(papers)
    )
    return session


def _keynote(conference: Conference, room: Room, begins: int, place: int) -> None:
    speaker, affiliation, title = SPEAKERS[place]
    session = _session(conference, room, SessionKind.KEYNOTE, f"Invited talk: {speaker}", begins, 50, [])
    Talk.objects.create(session=session, title=title, speaker=f"{speaker}, {affiliation}", minutes=50)
