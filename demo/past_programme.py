"""The two days of the demo's finished conference."""

from __future__ import annotations

import datetime as dt

from demo.content import past as content
from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.ui.dates import zone
from program.core.models import Room, Session, SessionPerson, Talk
from program.core.states import SessionKind
from program.releases.services import release_schedule
from submissions.core.models import Submission

ORAL, POSTER = SessionKind.ORAL, SessionKind.POSTER
# Day, hour and minute it begins, minutes, kind, title, room; the papers go to talks and posters in order.
SESSIONS = [
    (0, (9, 0), 60, SessionKind.KEYNOTE, "Invited talk", 0),
    (0, (10, 20), 100, ORAL, "Small and measured", 0),
    (0, (10, 20), 100, SessionKind.TUTORIAL, "Measuring energy with what you have", 2),
    (0, (12, 0), 75, SessionKind.BREAK, "Lunch in the courtyard", None),
    (0, (13, 15), 105, POSTER, "Posters, first half", 1),
    (0, (13, 15), 105, SessionKind.PANEL, "Who pays for the energy?", 0),
    (0, (15, 15), 60, SessionKind.KEYNOTE, "Invited talk", 0),
    (0, (17, 0), 180, SessionKind.SOCIAL, "The long walk", None),
    (1, (9, 0), 60, SessionKind.KEYNOTE, "Invited talk", 0),
    (1, (10, 20), 100, ORAL, "Shared, saved, shown", 0),
    (1, (10, 20), 100, SessionKind.DEMO, "Machines to touch", 2),
    (1, (12, 0), 75, SessionKind.BREAK, "Lunch in the courtyard", None),
    (1, (13, 15), 105, POSTER, "Posters, second half", 1),
    (1, (15, 15), 60, SessionKind.PANEL, "Awards, and what comes next", 0),
]
TALKS, POSTERS = 5, 10
# Name, places, equipment.
ROOMS = [
    ("Minting hall", 180, "Two screens, microphones, recording"),
    ("Gallery", 90, "Ten boards, A0 upright"),
    ("Assay office", 30, "Five long tables, sockets at each seat"),
]
# Who chairs the sessions of talks, in order.
SESSION_CHAIRS = ("Renske de Boer", "Tomasz Wilk")


def make_past_programme(
    conference: Conference, papers: list[Submission], chair: User, at: dt.datetime
) -> None:
    """Every paper in its session, three invited talks, one release."""
    rooms = [
        Room.objects.create(
            conference=conference, name=name, capacity=places, equipment=equipment, position=position
        )
        for position, (name, places, equipment) in enumerate(ROOMS)
    ]
    chairs = iter(SESSION_CHAIRS)
    speakers = iter(content.SPEAKERS)
    orals = iter([papers[place : place + TALKS] for place in range(0, len(content.ORALS), TALKS)])
    posters = iter(
        [papers[place : place + POSTERS] for place in range(len(content.ORALS), len(papers), POSTERS)]
    )
    for day, clock, minutes, kind, title, room in SESSIONS:
        session = _session(conference, day, dt.time(*clock), minutes)
        session.kind, session.title, session.room = kind, title, None if room is None else rooms[room]
        if kind == SessionKind.KEYNOTE:
            _keynote(session, next(speakers))
        session.save()
        if kind in {ORAL, POSTER}:
            _talks(session, next(orals if kind == ORAL else posters), has_boards=kind == POSTER)
        if kind == ORAL:
            SessionPerson.objects.create(session=session, name=next(chairs))
    release_schedule(conference=conference, name="Programme", by=chair, at=at)
    _walk_later(conference)
    release_schedule(conference=conference, name="A later walk", by=chair, at=at + dt.timedelta(days=5))


def _walk_later(conference: Conference) -> None:
    """The change that the second release tells of."""
    walk = conference.sessions.get(kind=SessionKind.SOCIAL)
    walk.starts_at += dt.timedelta(minutes=30)
    walk.ends_at += dt.timedelta(minutes=30)
    walk.save()


def _session(conference: Conference, day: int, clock: dt.time, minutes: int) -> Session:
    date = (conference.starts_on or dt.date.min) + dt.timedelta(days=day)
    starts_at = dt.datetime.combine(date, clock, tzinfo=zone(conference.time_zone))
    ends_at = starts_at + dt.timedelta(minutes=minutes)
    return Session(conference=conference, starts_at=starts_at, ends_at=ends_at)


def _keynote(session: Session, speaker: tuple[str, str, str, str]) -> None:
    name, affiliation, title, talk = speaker
    session.title = f"Invited talk: {name}"
    session.save()
    Talk.objects.create(
        session=session, title=title, speaker=f"{name}, {affiliation}", abstract=talk, minutes=60
    )


def _talks(session: Session, papers: list[Submission], *, has_boards: bool) -> None:
    Talk.objects.bulk_create(
        Talk(
            session=session,
            submission=paper,
            position=position,
            minutes=20,
            board=str(position + 1) if has_boards else "",
        )
        for position, paper in enumerate(papers)
    )
