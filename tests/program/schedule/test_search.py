"""What is looked for in the schedule, what is on now, and the times of other zones."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from effgenai.conferences.core.models import Topic
from program.core.models import Room, Session, SessionPerson, Talk
from program.releases.services import release_schedule
from program.schedule.queries.now import now_and_next
from program.schedule.queries.released import public_schedule
from submissions.core.states import SubmissionState
from tests.program.conftest import HOUR, NOON
from tests.support.factories import NOW, make_submission, make_user

pytestmark = pytest.mark.django_db
SCHEDULE = "/ws/program/"


def page(query: str = "") -> str:
    cache.clear()
    answer = Client().get(f"{SCHEDULE}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def released(conference, chair, room, session, paper):
    """Talks in the hall, posters in the foyer a day later, a break."""
    foyer = Room.objects.create(conference=conference, name="Foyer", position=1)
    posters = Session.objects.create(
        conference=conference,
        title="All posters",
        kind="poster",
        room=foyer,
        starts_at=NOON + 24 * HOUR,
        ends_at=NOON + 25 * HOUR,
    )
    Session.objects.create(
        conference=conference, title="Coffee", kind="break", starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR
    )
    topic = Topic.objects.create(conference=conference, name="Energy")
    Topic.objects.create(conference=conference, name="Speed")
    paper.topics.add(topic)
    Talk.objects.create(session=session, submission=paper)
    other = make_submission(
        conference, [make_user("Zoë Müller")], state=SubmissionState.ACCEPTED, title="Quantised things"
    )
    Talk.objects.create(session=session, submission=other, position=1)
    Talk.objects.create(session=posters, title="A hanging one", speaker="Bo Li", abstract="Sparse words")
    SessionPerson.objects.create(session=session, name="Cleo Chair", email="cleo@post.example")
    return release_schedule(conference=conference, name="First", by=chair, at=NOW)


def key_of(released, name: str) -> str:
    known = released.schedule["contributors"]
    place = next(place for people in known["parts"].values() for place, other in people if other == name)
    return known["people"][place][0]


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("?q=muller", ["Quantised"], ["A hanging one", "Coffee"]),
        ("?q=sparse+WORDS", ["A hanging one"], ["Quantised"]),
        ("?q=morning", ["Quantised", "Morning talks"], ["A hanging one"]),
        ("?q=cleo", ["Morning talks"], ["A hanging one"]),
        ("?room=Foyer", ["A hanging one"], ["Quantised", "Coffee<"]),
        ("?kind=poster", ["A hanging one"], ["Quantised"]),
        ("?day=2026-12-12", ["Quantised", "Coffee"], ["A hanging one"]),
        ("?day=2026-12-12&q=hanging", ["0 sessions fit"], ["A hanging one"]),
        ("?room=Nowhere", ["0 sessions fit"], ["Quantised"]),
        ("?topic=999999999999&kind=odd&day=tomorrow", ["0 sessions fit"], ["Quantised"]),
    ],
)
def test_the_schedule_is_searched_and_filtered(released, query, there, gone) -> None:
    text = re.sub(r'<form method="get".*?</form>', "", page(query), flags=re.DOTALL)
    assert [words for words in there if words not in text] == []
    assert [words for words in gone if words in text] == []


def test_topics_and_people_are_asked_for_by_key(conference, released, paper) -> None:
    topic = Topic.objects.get(name="Energy")
    assert paper.title in page(f"?topic={topic.pk}")
    assert "Quantised" not in page(f"?topic={topic.pk}")
    assert "Quantised" in page(f"?person={key_of(released, 'Zoë Müller')}")
    assert paper.title not in page(f"?person={key_of(released, 'Zoë Müller')}")
    assert "Morning talks" in page(f"?person={key_of(released, 'Cleo Chair')}")


def test_what_is_asked_for_holds_in_the_calendar(released) -> None:
    assert 'href="/ws/program/calendar.ics?room=Foyer"' in page("?room=Foyer")
    file = Client().get("/ws/program/calendar.ics?room=Foyer").content.decode()
    assert "All posters" in file
    assert "Morning talks" not in file
    assert "Morning talks" in Client().get("/ws/program/calendar.ics").content.decode()


@pytest.mark.parametrize("name", ["America/Los_Angeles", "Asia/Tokyo", "Pacific/Auckland", "UTC"])
def test_in_any_zone_entries_stay_with_their_day_of_the_conference(conference, released, name) -> None:
    days = re.compile(r'<h2 id="day-\d-name">\s*(.*?)\s*<', re.DOTALL)
    plain, other = page(), page(f"?zone={name}")
    assert days.findall(other) == days.findall(plain)
    assert other.count("<article") == plain.count("<article")
    assert f"times in {name}" in other


def test_a_time_of_another_day_says_so(conference, chair, room) -> None:
    for title, start in (("Late", NOON + 11 * HOUR), ("Early", NOON - 11 * HOUR)):
        Session.objects.create(
            conference=conference, title=title, room=room, starts_at=start, ends_at=start + HOUR
        )
    release_schedule(conference=conference, name="First", by=chair, at=NOW)
    # 23:00 in Vienna is 07:00 of the next day in Tokyo, 01:00 is 16:00 of the day before in Los Angeles.
    assert "07:00 (+1)" in page("?zone=Asia/Tokyo")
    assert "16:00 (-1)" in page("?zone=America/Los_Angeles")
    assert page("?zone=Nowhere/Land").count("(+1)") == 0


@pytest.mark.parametrize(
    ("minutes", "now", "after"),
    [
        (-5 * 60, [], ["Morning"]),
        (0, ["Morning"], ["Night"]),
        (12 * 60 + 10, ["Night"], ["Second day"]),
        (19 * 60, [], ["Second day"]),
        (22 * 60, ["Second day"], []),
    ],
)
def test_now_and_next_follow_instants_not_days(conference, chair, room, minutes, now, after) -> None:
    """Noon is 12:00 at the venue; the night session runs from 23:30 to 00:30: at 00:10, and at 07:00."""
    for title, begin, length in (("Morning", 0, 1), ("Night", 11.5, 1), ("Second day", 21.5, 1)):
        start = NOON + begin * HOUR
        Session.objects.create(
            conference=conference, title=title, room=room, starts_at=start, ends_at=start + length * HOUR
        )
    release_schedule(conference=conference, name="First", by=chair, at=NOW)
    at = NOON + dt.timedelta(minutes=minutes)
    found = now_and_next(public_schedule(conference, at), at)
    assert [one.title for one in found.now] == now
    assert [one.title for one in found.next] == after
    long_before = NOON - 5 * 24 * HOUR
    assert now_and_next(public_schedule(conference, long_before), long_before) is None


def test_a_banner_leads_to_what_the_newest_release_changed(conference, chair, released) -> None:
    assert "see what is new" not in page()
    Session.objects.filter(title="Coffee").update(title="Tea")
    release_schedule(conference=conference, name="Second", by=chair, at=dt.datetime.now(tz=dt.UTC))
    text = page()
    assert "1 change</strong> with release 2" in re.sub(r"\s+", " ", text)
    assert 'href="/ws/program/changes/#release-2"' in text


def test_two_hundred_talks_in_eight_rooms(conference, chair, settings) -> None:
    settings.KEEP_PAGES_SECONDS = 60
    rooms = [Room.objects.create(conference=conference, name=f"Hall {n}", position=n) for n in range(8)]
    sessions = [
        Session(
            conference=conference,
            title=f"Session on matters of weight {slot}-{place}",
            room=room,
            starts_at=NOON + slot * 2 * HOUR,
            ends_at=NOON + (slot * 2 + 1) * HOUR,
        )
        for slot in range(5)
        for place, room in enumerate(rooms)
    ]
    made = Session.objects.bulk_create(sessions)
    Talk.objects.bulk_create(
        Talk(
            session=one,
            title=f"A title of some ten words that says what this talk tells {place}",
            speaker="Ada Nwosu, Bo Li, Cleo van der Linden, Dai Nguyen",
            abstract="Words that no list carries. " * 40,
            position=place,
            minutes=12,
        )
        for one in made
        for place in range(5)
    )
    release_schedule(conference=conference, name="First", by=chair, at=NOW)
    cache.clear()
    with CaptureQueriesContext(connection) as drawn:
        text = Client().get(SCHEDULE).content
    with CaptureQueriesContext(connection) as kept:
        assert Client().get(SCHEDULE).content == text
    assert text.count(b"A title of some ten words") >= 200
    assert len(drawn) <= 10
    assert len(kept) <= 1

    assert len(text) <= 150_000
    assert b"Words that no list carries" not in text
