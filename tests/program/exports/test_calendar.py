"""The programme as a calendar file, as three programs that know nothing of each other read it."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import icalendar
import ics
import pytest
import vobject
from django.test import Client

from effgenai.conferences.core.services.settings import update_settings
from program.core.models import Room, Session, Talk
from program.core.states import SessionKind
from program.releases.services import release_schedule
from submissions.core.states import SubmissionState
from tests.program.conftest import HOUR, NOON
from tests.support.factories import NOW

pytestmark = pytest.mark.django_db
# Noon in Vienna in summer time, where rules of zones that readers apply differently would show.
SUMMER = dt.datetime(2026, 7, 12, 10, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


class Shown(NamedTuple):
    """What a reader makes of an entry."""

    uid: str
    summary: str
    starts: dt.datetime
    ends: dt.datetime
    status: str


def of_icalendar(text: str) -> list[Shown]:
    return [
        Shown(str(one["UID"]), str(one["SUMMARY"]), one.start, one.end, str(one["STATUS"]))
        for one in icalendar.Calendar.from_ical(text).events
    ]


def of_vobject(text: str) -> list[Shown]:
    calendar = vobject.readOne(text)
    calendar.validate()
    return [
        Shown(one.uid.value, one.summary.value, one.dtstart.value, one.dtend.value, one.status.value)
        for one in calendar.contents.get("vevent", [])
    ]


def of_ics(text: str) -> list[Shown]:
    return [
        Shown(one.uid, one.name, one.begin.datetime, one.end.datetime, one.status)
        for one in ics.Calendar(text).events
    ]


READERS = pytest.mark.parametrize("reader", [of_icalendar, of_vobject, of_ics])


def file() -> str:
    answer = Client().get("/ws/program/calendar.ics")
    assert answer.status_code == 200
    return answer.content.decode()


def entries() -> dict[str, icalendar.Event]:
    return {str(event["SUMMARY"]): event for event in icalendar.Calendar.from_ical(file()).events}


def release(conference, chair, name: str = "First", at: dt.datetime = NOW) -> None:
    release_schedule(conference=conference, name=name, by=chair, at=at)


@READERS
@pytest.mark.parametrize(
    "zone", ["Europe/Vienna", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "AoE"]
)
def test_every_reader_shows_sessions_of_summer_and_winter_at_their_instant(
    conference, chair, session, room, reader, zone
) -> None:
    conference.time_zone = zone
    conference.save()
    Session.objects.create(
        conference=conference, title="Summer talks", room=room, starts_at=SUMMER, ends_at=SUMMER + HOUR
    )
    release(conference, chair)
    shown = {one.summary: one for one in reader(file())}
    assert (shown["Summer talks"].starts, shown["Summer talks"].ends) == (SUMMER, SUMMER + HOUR)
    assert (shown["Morning talks"].starts, shown["Morning talks"].ends) == (NOON, NOON + HOUR)


def test_instants_need_no_rules_of_a_zone(conference, chair, session) -> None:
    release(conference, chair)
    assert "DTSTART:20261212T110000Z" in file()
    assert "VTIMEZONE" not in file()


@READERS
def test_every_reader_takes_a_calendar_before_the_first_release(conference, session, reader) -> None:
    assert reader(file()) == []
    (note,) = icalendar.Calendar.from_ical(file()).subcomponents
    assert note.name == "VJOURNAL"
    assert note["SUMMARY"] == "Programme of WS: nothing is scheduled yet"
    assert {"UID", "DTSTAMP"} <= set(note)


def test_it_says_when_to_ask_again(conference, chair, session) -> None:
    release(conference, chair)
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in file()
    assert "X-PUBLISHED-TTL:PT6H\r\n" in file()
    assert "METHOD:PUBLISH\r\n" in file()


def test_a_session_that_moves_keeps_its_uid_and_counts_on(conference, chair, session) -> None:
    release(conference, chair)
    before = entries()["Morning talks"]
    session.starts_at += HOUR
    session.ends_at += HOUR
    session.save()
    release(conference, chair, "Second", NOW + DAY)
    after = entries()["Morning talks"]
    assert before["UID"] == after["UID"]
    assert (before.start, after.start) == (NOON, NOON + HOUR)
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    for stamp in ("DTSTAMP", "LAST-MODIFIED"):
        assert (before.decoded(stamp), after.decoded(stamp)) == (NOW, NOW + DAY)


def test_a_session_that_stays_is_the_same_after_a_release_that_changes_others(
    conference, chair, session
) -> None:
    release(conference, chair)
    before = entries()["Morning talks"].to_ical()
    Session.objects.create(
        conference=conference, title="Evening", starts_at=NOON + 6 * HOUR, ends_at=NOON + 7 * HOUR
    )
    release(conference, chair, "Second", NOW + DAY)
    assert set(entries()) == {"Morning talks", "Evening"}
    assert entries()["Morning talks"].to_ical() == before


@READERS
def test_a_session_that_a_release_leaves_out_is_sent_as_cancelled(
    conference, chair, session, room, reader
) -> None:
    evening = Session.objects.create(
        conference=conference, title="Evening", room=room, starts_at=NOON + 6 * HOUR, ends_at=NOON + 7 * HOUR
    )
    release(conference, chair)
    assert {one.status for one in reader(file())} == {"CONFIRMED"}
    evening.delete()
    release(conference, chair, "Second", NOW + DAY)
    shown = {one.summary: one for one in reader(file())}
    assert shown["Evening"].status == "CANCELLED"
    assert shown["Evening"].starts == NOON + 6 * HOUR
    assert shown["Morning talks"].status == "CONFIRMED"


def test_a_cancelled_session_counts_on_frees_its_time_and_can_come_back(conference, chair, room) -> None:
    evening = {"title": "Evening", "room": room, "starts_at": NOON, "ends_at": NOON + HOUR}
    row = Session.objects.create(conference=conference, **evening)
    Session.objects.create(
        conference=conference, title="Other", starts_at=NOON, ends_at=NOON + HOUR, kind=SessionKind.BREAK
    )
    release(conference, chair)
    before, key = entries()["Evening"], row.key
    row.delete()
    release(conference, chair, "Second", NOW + DAY)
    cancelled = entries()["Evening"]
    assert int(cancelled["SEQUENCE"]) > int(before["SEQUENCE"])
    assert (before["TRANSP"], cancelled["TRANSP"]) == ("OPAQUE", "TRANSPARENT")
    assert "no longer part of the programme" in Client().get(f"/ws/program/{key}/").content.decode()
    assert key not in cancelled["URL"]
    Session.objects.create(conference=conference, key=key, **evening)
    release(conference, chair, "Third", NOW + 2 * DAY)
    again = entries()["Evening"]
    assert (again["UID"], again["STATUS"]) == (before["UID"], "CONFIRMED")
    assert int(again["SEQUENCE"]) > int(cancelled["SEQUENCE"])


def test_another_place_of_the_conference_changes_its_entries(conference, chair, session) -> None:
    release(conference, chair)
    conference.place = "Graz"
    update_settings(conference=conference, fields=["place"], by=chair, at=NOW + DAY)
    event = entries()["Morning talks"]
    assert event["LOCATION"] == "Hall, Graz"
    assert event.decoded("LAST-MODIFIED") == NOW + DAY


def test_talks_stand_with_the_clock_of_the_venue_and_posters_without(
    conference, chair, session, paper, room
) -> None:
    Talk.objects.create(session=session, submission=paper)
    posters = Session.objects.create(
        conference=conference,
        kind=SessionKind.POSTER,
        title="Posters",
        room=Room.objects.create(conference=conference, name="Foyer"),
        starts_at=SUMMER,
        ends_at=SUMMER + HOUR,
    )
    Talk.objects.create(session=posters, title="A poster")
    release(conference, chair)
    assert entries()["Morning talks"]["DESCRIPTION"] == f"12:00 CET {paper.title}"
    assert entries()["Posters"]["DESCRIPTION"] == "A poster"


def test_titles_stand_in_plain_letters_and_the_name_of_the_file_is_escaped(
    conference, chair, session, paper
) -> None:
    conference.short_name = "A;B, $n^2$\nC"
    conference.save()
    type(paper).objects.update(title=r"From \$5 to $n^2$")
    type(session).objects.update(title="Talks on $n^2$")
    Talk.objects.create(session=session, submission=paper)
    release(conference, chair)
    event = entries()["Talks on n²"]
    assert event["DESCRIPTION"] == "12:00 CET From $5 to n²"
    lines = file().splitlines()
    assert r"NAME:Programme of A\;B\, n² C" in lines
    assert r"X-WR-CALNAME:Programme of A\;B\, n² C" in lines
    assert len(ics.Calendar(file()).events) == len(vobject.readOne(file()).vevent_list) == 1


def test_a_paper_that_is_accepted_no_more_is_not_told_in_it(conference, chair, session, paper) -> None:
    Talk.objects.create(session=session, submission=paper)
    release(conference, chair)
    assert paper.title in file()
    type(paper).objects.update(state=SubmissionState.WITHDRAWN, withdrawn_at=NOW)
    assert paper.title not in Client().get("/ws/program/calendar.ics?fresh").content.decode()
