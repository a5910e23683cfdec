"""The calendar files of single sessions and talks."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from program.core.models import Session, Talk
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.program.conftest import HOUR, NOON
from tests.program.exports.test_calendar import READERS, SUMMER
from tests.support.factories import NOW, make_submission

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def file(key: str, kind: str = "talks") -> bytes:
    # Another question each time: what is drawn, not what is kept.
    answer = Client().get(f"/ws/program/{kind}/{key}.ics?{Talk.objects.count()}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return answer.content


def entry(key: str, kind: str = "talks") -> icalendar.Event:
    (event,) = icalendar.Calendar.from_ical(file(key, kind)).events
    return event


@pytest.fixture
def talk(session, paper) -> Talk:
    Talk.objects.create(session=session, title="Before it", minutes=10)
    return Talk.objects.create(session=session, submission=paper, minutes=20, position=1)


@READERS
@pytest.mark.parametrize("zone", ["Europe/Vienna", "America/New_York", "Australia/Sydney", "Asia/Kolkata"])
@pytest.mark.parametrize("starts", [NOON, SUMMER])
def test_every_reader_shows_a_talk_at_its_instant(
    conference, session, talk, make_release, reader, zone, starts
) -> None:
    conference.time_zone = zone
    conference.save()
    Session.objects.filter(pk=session.pk).update(starts_at=starts, ends_at=starts + HOUR)
    make_release()
    (shown,) = reader(file(talk.key).decode())
    begins = starts + dt.timedelta(minutes=10)
    assert (shown.starts, shown.ends) == (begins, begins + dt.timedelta(minutes=20))
    assert shown.summary == talk.submission.title


def test_a_session_alone_is_the_entry_of_the_whole_programme(session, talk, make_release) -> None:
    make_release()
    whole = icalendar.Calendar.from_ical(Client().get("/ws/program/calendar.ics").content)
    (event,) = whole.events
    assert entry(session.key, "sessions").to_ical() == event.to_ical()


def test_lines_end_and_fold_as_they_must_and_two_fetches_are_the_same(paper, talk, make_release) -> None:
    title = "Commas, semicolons; and \\backslashes, " + "πλάτος " * 30
    Submission.objects.filter(pk=paper.pk).update(title=title)
    make_release()
    body = file(talk.key)
    assert body == file(talk.key)
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert body.count(b"\n") == body.count(b"\r\n")
    lines = body.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert all(line.decode() is not None for line in lines)
    assert "Commas, semicolons; and" in str(entry(talk.key)["SUMMARY"])
    assert b"Commas\\, semicolons\\;" in body


@pytest.mark.parametrize("accept", ["", "text/html", "application/json"])
def test_what_a_program_accepts_does_not_matter(talk, make_release, accept) -> None:
    make_release()
    headers = {"Accept": accept} if accept else {}
    answer = Client().get(f"/ws/program/talks/{talk.key}.ics", headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")


def test_a_sequence_grows_only_when_the_talk_itself_changed(session, talk, make_release) -> None:
    make_release()
    first = file(talk.key)
    other = Session.objects.create(
        conference=session.conference, title="Evening", starts_at=NOON + 5 * HOUR, ends_at=NOON + 6 * HOUR
    )
    make_release("Second", NOW + DAY)
    assert file(talk.key) == first
    Session.objects.filter(pk=session.pk).update(starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR)
    make_release("Third", NOW + 2 * DAY)
    moved = entry(talk.key)
    before = icalendar.Calendar.from_ical(first).events[0]
    assert moved["UID"] == before["UID"]
    assert (int(before["SEQUENCE"]), int(moved["SEQUENCE"])) == (1, 3)
    assert int(entry(other.key, "sessions")["SEQUENCE"]) == 2


def test_what_a_release_leaves_out_is_cancelled(talk, make_release) -> None:
    make_release()
    title = talk.submission.title
    key = talk.key
    talk.delete()
    make_release("Second", NOW + DAY)
    event = entry(key)
    assert (event["STATUS"], int(event["SEQUENCE"])) == ("CANCELLED", 2)
    assert event["SUMMARY"] == title
    assert key not in event["URL"]


def test_a_withdrawn_paper_is_cancelled_and_its_title_told_nobody(talk, paper, make_release) -> None:
    make_release()
    Submission.objects.filter(pk=paper.pk).update(state=SubmissionState.WITHDRAWN, withdrawn_at=NOW)
    event = entry(talk.key)
    assert (event["STATUS"], int(event["SEQUENCE"])) == ("CANCELLED", 2)
    assert paper.title not in file(talk.key).decode()
    assert "Ada Nwosu" not in file(talk.key).decode()


def test_a_poster_has_the_time_of_its_session_and_its_board(programme, make_release) -> None:
    make_release()
    poster = Talk.objects.get(board="P2")
    event = entry(poster.key)
    assert (event.start, event.end) == (NOON + 2 * HOUR, NOON + 4 * HOUR)
    assert "Board P2" in event["DESCRIPTION"]


def test_what_was_never_released_has_none(session, talk, make_release) -> None:
    assert Client().get(f"/ws/program/talks/{talk.key}.ics").status_code == 404
    assert Client().get(f"/ws/program/sessions/{session.key}.ics").status_code == 404
    make_release()
    later = Talk.objects.create(session=session, title="Later")
    assert Client().get(f"/ws/program/talks/{later.key}.ics").status_code == 404


@pytest.mark.parametrize("talks", [5, 50])
def test_one_talk_takes_as_many_queries_however_many_there_are(
    conference, session, make_release, talks
) -> None:
    for place in range(talks):
        shown = make_submission(conference, title=f"Talk {place}", state=SubmissionState.ACCEPTED)
        Talk.objects.create(session=session, submission=shown, position=place, minutes=1)
    make_release()
    key = Talk.objects.last().key
    with CaptureQueriesContext(connection) as queries:
        file(key)
    assert len(queries) <= 6, queries.captured_queries


def test_the_page_of_formats_shows_every_way_to_a_calendar(talk, make_release) -> None:
    empty = Client().get("/ws/program/formats/").content.decode()
    assert "not published yet" in empty
    assert "webcal:" not in empty
    make_release()
    page = Client().get("/ws/program/formats/?new").content.decode()
    for words in (
        'href="webcal://testserver/ws/program/calendar.ics"',
        '<code id="calendar-address">http://testserver/ws/program/calendar.ics</code>',
        'href="/ws/program/calendar.ics"',
        "http://testserver/ws/program/schedule.xml",
        "/ws/program/programme.csv",
    ):
        assert words in page
    assert "/ws/program/formats/" in Client().get("/ws/program/?new").content.decode()
    session_page = Client().get(f"/ws/program/{talk.session.key}/").content.decode()
    assert f"/ws/program/talks/{talk.key}.ics" in session_page
    assert f"/ws/program/sessions/{talk.session.key}.ics" in session_page
