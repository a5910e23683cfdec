"""A list of dates is pasted, seen as it is understood, corrected, and added."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from effgenai.conferences.core.states import Role
from effgenai.conferences.dates.forms.pasting import kind_of
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.mail.models import OutboundEmail
from tests.support.factories import make_conference, make_member, make_milestone, make_user

pytestmark = pytest.mark.django_db
LIST = """Important dates
* Submission deadline: 15 March 2027
1. 2027-03-08 23:59 AoE  Abstracts due
15. April 2027: Reviews due, 17:00 UTC
Notification - May 1, 2027
Workshop: 12 July 2027
Photos March 15
"""


@pytest.fixture
def conference():
    return make_conference("one", time_zone="Europe/Vienna")


@pytest.fixture
def address(conference, client):
    client.force_login(make_member(conference, Role.CHAIR, make_user("Cleo Chair")))
    return reverse("conferences:paste_milestones", args=["one"])


def shown(client, address, text=LIST):
    page = client.post(address, {"text": text})
    assert page.status_code == 200
    return page


def fields_of(page):
    """What a browser would send back from the preview."""
    sent = {"text": LIST, "add": "yes"}
    for row in page.context["rows"]:
        sent |= {f"{row.prefix}-{name}": row[name].value() for name in ("line", "assumed", "kind", "label")}
        wall, zone = row["when"].value()
        sent |= {f"{row.prefix}-when_0": wall.strftime("%Y-%m-%dT%H:%M"), f"{row.prefix}-when_1": zone}
        sent |= {f"{row.prefix}-is_taken": "on"} if row["is_taken"].value() else {}
    return sent


def test_the_preview_says_what_is_understood_and_what_was_assumed(client, address, conference):
    page = shown(client, address)
    rows = page.context["rows"]
    assert [(row["kind"].value(), row["label"].value()) for row in rows] == [
        ("submissions_due", "Submission deadline"),
        ("other", "Abstracts due"),
        ("reviews_due", ""),
        ("decisions", "Notification"),
        ("starts", "Workshop"),
    ]
    assert rows[0]["assumed"].value() == "The line does not say it: 23:59 AoE is assumed."
    assert rows[1]["assumed"].value() == rows[2]["assumed"].value() == ""
    assert rows[4]["assumed"].value() == "The line does not say it: 09:00 Europe/Vienna is assumed."
    assert [(one.line, one.why_not) for one in page.context["unknown"]] == [
        ("Important dates", "It names no day."),
        ("Photos March 15", "It names no year."),
    ]
    assert not conference.milestones.exists()


def test_dates_are_added_as_corrected(client, address, conference):
    sent = fields_of(shown(client, address))
    sent["date-0-when_0"] = "2027-03-16T12:00"
    sent["date-0-when_1"] = "Europe/Vienna"
    del sent["date-1-is_taken"]
    answer = client.post(address, sent)
    assert answer.url == reverse("conferences:milestones", args=["one"])
    found = {date.kind: date for date in conference.milestones.all()}
    assert set(found) == {"submissions_due", "reviews_due", "decisions", "starts"}
    assert found["submissions_due"].instant == dt.datetime(2027, 3, 16, 11, tzinfo=dt.UTC)
    assert (found["decisions"].zone, found["decisions"].name) == ("AoE", "Notification")
    assert found["decisions"].ends_at > dt.datetime(2027, 5, 2, 11, 59, tzinfo=dt.UTC)
    assert found["reviews_due"].instant == dt.datetime(2027, 4, 15, 17, tzinfo=dt.UTC)
    assert found["starts"].instant == dt.datetime(2027, 7, 12, 7, tzinfo=dt.UTC)
    assert not OutboundEmail.objects.exists()


def test_a_date_that_is_there_is_not_ticked(client, address, conference):
    make_milestone(conference, MilestoneKind.DECISIONS, dt.datetime(2027, 5, 9, tzinfo=dt.UTC))
    row = shown(client, address).context["rows"][3]
    assert row["is_taken"].value() is False
    assert "There already: Decisions sent" in row["assumed"].value()


def test_what_stands_in_the_way_of_one_date_adds_none(client, address, conference):
    make_milestone(conference, MilestoneKind.DECISIONS, dt.datetime(2027, 5, 9, tzinfo=dt.UTC))
    sent = fields_of(shown(client, address)) | {"date-3-is_taken": "on", "date-0-label": "Typed anew"}
    page = client.post(address, sent)
    assert b"Notification: There is already a date of this kind." in page.content
    assert page.context["rows"][0]["label"].value() == "Typed anew"
    assert conference.milestones.count() == 1


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"date-0-when_0": ""}, "Write the date and time."),
        ({"date-1-label": ""}, "Please name it"),
        ({"date-0-when_0": "2027-03-28T02:30", "date-0-when_1": "Europe/Vienna"}, "There is no 02:30"),
        ({"date-0-kind": "nonsense"}, "Select a valid choice"),
    ],
)
def test_wrong_corrections_are_said_and_nothing_is_lost(client, address, conference, changed, error):
    page = client.post(address, fields_of(shown(client, address)) | changed)
    assert error in page.content.decode()
    assert b"15. April 2027: Reviews due" in page.content
    assert not conference.milestones.exists()


def test_an_empty_list_is_said(client, address):
    assert b"There is no line with anything in it." in shown(client, address, "--\n \n|---|").content


def test_others_do_not_paste_dates(client, conference):
    client.force_login(make_member(conference, Role.REVIEWER))
    address = reverse("conferences:paste_milestones", args=["one"])
    sent = {"add": "yes", "date-0-is_taken": "on", "date-0-kind": "decisions"}
    assert client.post(
        address, sent | {"date-0-when_0": "2027-03-15T23:59", "date-0-when_1": "AoE"}
    ).status_code in {403, 404}
    assert not conference.milestones.exists()


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Papers due", MilestoneKind.SUBMISSIONS_DUE),
        ("Einreichungsfrist", MilestoneKind.SUBMISSIONS_DUE),
        ("Deadline", MilestoneKind.SUBMISSIONS_DUE),
        ("Submission site opens", MilestoneKind.CALL_OPENS),
        ("Call for papers opens", MilestoneKind.CALL_OPENS),
        ("Camera-ready submission", MilestoneKind.CAMERA_READY_DUE),
        ("Review deadline", MilestoneKind.REVIEWS_DUE),
        ("Notification of acceptance", MilestoneKind.DECISIONS),
        ("Workshop day", MilestoneKind.STARTS),
        ("Conference ends", MilestoneKind.ENDS),
        ("Workshop proposal submission", MilestoneKind.OTHER),
        ("Abstract submission deadline", MilestoneKind.OTHER),
        ("Early registration", MilestoneKind.OTHER),
        ("Workshop dinner", MilestoneKind.OTHER),
    ],
)
def test_kinds_are_known_by_their_words(words, kind):
    assert kind_of(words) == kind
