"""The programme as apps of events read it."""

from __future__ import annotations

import datetime as dt
import json
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from program.core.models import Session, Talk
from program.exports.items import numbers_of
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.program.conftest import HOUR, NOON
from tests.program.exports.frab_rules import broken_in_json, broken_in_xml
from tests.support.factories import NOW, make_submission

pytestmark = pytest.mark.django_db
XML = "/ws/program/schedule.xml"
JSON = "/ws/program/schedule.json"
DAY = dt.timedelta(days=1)


def read_xml() -> Element:
    answer = Client().get(XML)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    return fromstring(answer.content)


def events(root: Element) -> dict[str, Element]:
    return {event.findtext("title", ""): event for event in root.iter("event")}


@pytest.mark.parametrize(
    "zone", ["Europe/Vienna", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "AoE"]
)
def test_it_keeps_every_rule_in_any_zone(programme, make_release, zone) -> None:
    programme.time_zone = zone
    programme.save()
    make_release()
    assert broken_in_xml(read_xml()) == []
    assert broken_in_json(json.loads(Client().get(JSON).content)) == []


def test_the_rules_find_what_is_wrong(programme, make_release) -> None:
    make_release()
    root = read_xml()
    first, second, *_ = root.iter("event")
    second.set("id", first.get("id"))
    first.find("duration").text = "135.0:00"
    first.find("room").text = "Elsewhere"
    root.remove(root.find("generator"))
    said = " ".join(broken_in_xml(root))
    for words in ("generator", "comes twice", "135.0:00", "not its parent's"):
        assert words in said


def test_talks_posters_breaks_and_panels_are_events(programme, make_release, paper) -> None:
    make_release()
    found = events(read_xml())
    talk = found[paper.title]
    assert (talk.findtext("start"), talk.findtext("duration")) == ("12:00", "00:25")
    assert talk.findtext("date") == "2026-12-12T12:00:00+01:00"
    assert talk.findtext("track") == "Morning talks"
    assert talk.find("links/link").get("href") == f"http://testserver/ws/papers/{paper.number}/"
    assert [person.text for person in talk.find("persons")] == ["Ada Nwosu"]
    assert found["=1+1"].findtext("start") == "12:25"
    assert found["Coffee & cake"].findtext("room") == "Everywhere"
    assert found["Coffee & cake"].findtext("type") == "Break"
    assert found["A panel <b>"].findtext("duration") == "02:15"
    assert [person.text for person in found["A panel <b>"].find("persons")] == ["Grace Hopper"]


def test_posters_have_the_interval_of_their_session_and_a_board(programme, make_release) -> None:
    make_release()
    posters = [event for event in read_xml().iter("event") if event.findtext("track") == "Posters"]
    assert [event.findtext("subtitle") for event in posters] == ["Board P1", "Board P2"]
    assert {(event.findtext("start"), event.findtext("duration")) for event in posters} == {
        ("14:00", "02:00")
    }


def test_a_day_ends_with_its_last_item_even_after_midnight(programme, make_release) -> None:
    make_release()
    (day,) = read_xml().iter("day")
    assert (day.get("date"), day.get("start")) == ("2026-12-12", "2026-12-12T12:00:00+01:00")
    assert day.get("end") == "2026-12-13T02:00:00+01:00"


def test_ids_outlive_releases_and_one_move_changes_one_event(programme, make_release, session) -> None:
    make_release()
    before = read_xml()
    party = Session.objects.get(title="Party")
    Session.objects.filter(pk=party.pk).update(starts_at=NOON + 11 * HOUR)
    make_release("Second", NOW + DAY)
    after = read_xml()
    assert {key: event.attrib for key, event in events(before).items()} == {
        key: event.attrib for key, event in events(after).items()
    }
    old = Client().get("/ws/program/schedule.xml?old").content.decode()
    moved = events(after)["Party"]
    assert (moved.findtext("start"), events(before)["Party"].findtext("start")) == ("23:00", "22:00")
    others = [name for name in events(before) if name != "Party"]
    for name in others:
        was, now = events(before)[name], events(after)[name]
        assert [child.text for child in was] == [child.text for child in now]
    assert "2 (Second)" in old


def test_every_number_is_another_one_whatever_the_keys() -> None:
    numbers = numbers_of(f"key{place}" for place in range(20_000))
    assert len(set(numbers.values())) == 20_000
    assert all(0 < number < 2**31 for number in numbers.values())


def test_control_characters_spoil_nothing(programme, make_release) -> None:
    Session.objects.filter(title="Party").update(title="Par\x0bty\x01")
    make_release("Fir\x02st")
    assert broken_in_xml(read_xml()) == []
    assert "Par ty" in events(read_xml())


def test_short_names_of_conferences_get_their_year(programme, make_release) -> None:
    make_release()
    assert read_xml().findtext("conference/acronym") == "ws_2026"


def test_what_is_withdrawn_or_hidden_is_in_none(programme, make_release, paper) -> None:
    Session.objects.filter(title="Party").update(is_public=False)
    make_release()
    Submission.objects.filter(pk=paper.pk).update(state=SubmissionState.WITHDRAWN, withdrawn_at=NOW)
    for address in (XML, JSON, "/ws/program/programme.csv"):
        text = Client().get(address).content.decode()
        assert "Coffee" in text
        assert paper.title not in text
        assert "Party" not in text


def test_events_are_in_the_language_of_the_conference(programme, make_release) -> None:
    programme.language = "fr"
    programme.save()
    make_release()
    assert {event.findtext("language") for event in read_xml().iter("event")} == {"fr"}


def test_before_a_release_there_is_none(programme) -> None:
    for address in (XML, JSON, "/ws/program/programme.csv"):
        assert Client().get(address).status_code == 404


@pytest.mark.parametrize("address", [XML, JSON, "/ws/program/programme.csv"])
@pytest.mark.parametrize("talks", [5, 50])
def test_they_take_as_many_queries_however_many_talks(
    programme, make_release, session, address, talks
) -> None:
    for place in range(talks):
        shown = make_submission(programme, title=f"Talk {place}", state=SubmissionState.ACCEPTED)
        Talk.objects.create(session=session, submission=shown, position=place + 5, minutes=1)
    make_release()
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(address).status_code == 200
    assert len(queries) <= 5, queries.captured_queries
