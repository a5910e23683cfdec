"""What is wrong with a draft is said, with a way to where it can be mended."""

from __future__ import annotations

import datetime as dt

import pytest

from effgenai.conferences.core.viewer import viewer_for
from program.core.models import Room, Session, SessionPerson, Talk, Unavailability
from program.desk.queries.draft import session_rows
from program.desk.queries.warnings import Grade, warnings_of
from submissions.authors.models import Authorship
from submissions.core.states import SubmissionState
from tests.program.conftest import HOUR, NOON
from tests.support.factories import NOW, make_submission, make_user

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def loft(conference) -> Room:
    return Room.objects.create(conference=conference, name="Loft")


@pytest.fixture
def said(conference, chair):
    """The warnings as sentences, asked anew at each call."""

    def ask(grade: Grade | None = None) -> list[str]:
        found = warnings_of(conference, session_rows(viewer_for(user=chair, conference=conference, at=NOW)))
        return [one.words for one in found if grade in (None, one.grade)]

    return ask


def meet(
    conference, room: Room | None, start: dt.datetime, length: dt.timedelta, **fields: object
) -> Session:
    return Session.objects.create(
        conference=conference,
        room=room,
        starts_at=start,
        ends_at=start + length,
        **{"title": "Other", **fields},
    )


def speak(session: Session, name: str, email: str = "", minutes: int = 60) -> Talk:
    return Talk.objects.create(session=session, title="T", speaker=name, email=email, minutes=minutes)


@pytest.mark.parametrize(
    ("start", "length"),
    [
        (NOON, HOUR),
        (NOON + 20 * MINUTE, 10 * MINUTE),
        (NOON - HOUR, 3 * HOUR),
        (NOON + 59 * MINUTE, HOUR),
        (NOON - 59 * MINUTE, HOUR),
    ],
)
def test_a_person_in_two_places_is_named_however_they_overlap(
    said, conference, session, loft, start, length
) -> None:
    speak(session, "Bo Li", "bo@a.example")
    speak(meet(conference, loft, start, length), "Bo Li", "BO@a.example", int(length / MINUTE))
    (words,) = said(Grade.CLASH)
    assert words.startswith("Bo Li speaks in “")
    assert words.endswith("at the same time.")


@pytest.mark.parametrize("role", ["chair", "panellist"])
def test_each_role_counts_against_each_other(said, conference, session, loft, role) -> None:
    speak(session, "Bo Li")
    SessionPerson.objects.create(session=meet(conference, loft, NOON, HOUR), role=role, name="bo  li")
    does = {"chair": "chairs", "panellist": "sits on the panel of"}[role]
    (words,) = said(Grade.CLASH)
    assert "speaks in “Morning talks”" in words
    assert f"{does} “Other”" in words


def test_presenters_of_posters_are_there_for_the_whole_session(said, conference, session, loft) -> None:
    posters = meet(conference, loft, NOON, HOUR, kind="poster")
    paper = make_submission(conference, [make_user("Ada Nwosu")], state=SubmissionState.ACCEPTED)
    Authorship.objects.filter(submission=paper).update(is_presenter=True, email="ada@a.example")
    Talk.objects.create(session=posters, submission=paper)
    talk = speak(session, "Somebody", minutes=40)
    assert said() == []
    Talk.objects.filter(pk=talk.pk).update(email="ada@a.example")
    assert (
        said() == ["Somebody speaks in “Morning talks” and presents in “Other”, at the same time."]
        or "at the same time." in said()[0]
    )


def test_too_little_time_to_walk_over_is_a_hint(said, conference, session, room, loft) -> None:
    speak(session, "Bo Li")
    later = meet(conference, loft, NOON + HOUR + 5 * MINUTE, HOUR)
    speak(later, "Bo Li")
    assert said(Grade.CLASH) == []
    assert "too little time between" in said(Grade.HINT)[0]
    Session.objects.filter(pk=later.pk).update(room=room)
    assert said() == []


def test_who_is_away_today_is_named_with_the_time(said, conference, session) -> None:
    speak(session, "Bo Li", "bo@a.example")
    away = Unavailability.objects.create(
        conference=conference, email="bo@a.example", starts_at=NOON, ends_at=NOON + HOUR
    )
    assert said() == ["Bo Li speaks in “Morning talks” but is away from Sat 12 Dec, 12:00 to 13:00."]
    Unavailability.objects.filter(pk=away.pk).update(starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR)
    assert said() == []


def test_a_room_that_cannot_be_had(said, conference, session, room) -> None:
    Unavailability.objects.create(
        conference=conference, room=room, starts_at=NOON + 30 * MINUTE, ends_at=NOON + 2 * HOUR
    )
    assert said() == ["Hall cannot be had for all of “Morning talks”."]


def test_a_chair_of_a_session_with_a_paper_of_their_own(said, session, paper) -> None:
    Talk.objects.create(session=session, submission=paper)
    SessionPerson.objects.create(session=session, name="Ada Nwosu")
    assert said() == ["Ada Nwosu chairs “Morning talks” and is an author of a paper in it."]


def test_what_takes_place_beside_a_keynote(said, conference, session, loft) -> None:
    Session.objects.filter(pk=session.pk).update(kind="keynote")
    meet(conference, loft, NOON, HOUR, kind="poster", title="Posters")
    meet(conference, loft, NOON + HOUR, HOUR, kind="poster", title="Later posters")
    assert said() == ["“Morning talks” is for everyone, but “Posters” takes place at the same time."]


def test_posters_may_hang_during_coffee_and_share_their_room(said, conference, room) -> None:
    for title, kind in (("Posters", "poster"), ("Demos", "demo"), ("Coffee", "break")):
        meet(conference, room, NOON, HOUR, kind=kind, title=title)
    assert said() == []


def test_talks_in_the_room_of_posters_are_a_clash(said, conference, session, room) -> None:
    meet(conference, room, NOON, HOUR, kind="poster", title="Posters")
    assert "are in one room at the same time" in said(Grade.CLASH)[0]
