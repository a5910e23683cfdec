"""The programme as a workbook for the venue."""

from __future__ import annotations

import datetime as dt
import io
import time
import zipfile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from effgenai.conferences.core.states import Role
from program.core.models import Room, Session
from tests.program.conftest import HOUR, NOON
from tests.support.factories import make_member, make_user
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "/ws/chair/program/exports/venue.xlsx"


def at(day: int, hour: int) -> dt.datetime:
    """A moment as workbooks hold it: without a zone."""
    return dt.datetime(2026, 12, day, hour, tzinfo=dt.UTC).replace(tzinfo=None)


def book(client: Client) -> Workbook:
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    assert "venue.xlsx" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
    return load_workbook(io.BytesIO(answer.content))


def test_it_has_a_sheet_for_each_day_and_one_for_the_rooms(programme, make_release, chair_client) -> None:
    Session.objects.create(
        conference=programme, title="Sunday", starts_at=NOON + 24 * HOUR, ends_at=NOON + 25 * HOUR
    )
    make_release()
    assert book(chair_client).sheetnames == ["Sat 12 Dec 2026", "Sun 13 Dec 2026", "Rooms"]


def test_it_holds_real_moments_of_the_venue_rooms_and_equipment(
    programme, make_release, chair_client, room
) -> None:
    Room.objects.filter(pk=room.pk).update(capacity=120, equipment="Beamer, two microphones")
    make_release()
    sheet = book(chair_client)["Sat 12 Dec 2026"]
    header, first, *rest = sheet.iter_rows(values_only=True)
    assert header[0] == "Begins (Europe/Vienna)"
    assert first[:6] == (
        at(12, 12),
        at(12, 13),
        60,
        "Hall",
        120,
        "Beamer, two microphones",
    )
    shown = {row[7]: row for row in rest}
    assert shown["Coffee & cake"][6] == "Break"
    assert shown["Posters"][10] == "P1, P2"
    assert shown["Party"][1] == at(13, 2)


def test_no_cell_is_a_formula(programme, make_release, chair_client, room) -> None:
    Room.objects.filter(pk=room.pk).update(name="=1+1", equipment="@SUM(A1)")
    make_release()
    cells = [cell for sheet in book(chair_client) for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert "=1+1" in [cell.value for cell in cells]


def test_two_downloads_are_the_same(programme, make_release, chair_client, monkeypatch) -> None:
    make_release()
    first = chair_client.get(ADDRESS).content
    later = time.time() + 3600
    monkeypatch.setattr(time, "time", lambda: later)
    assert chair_client.get(ADDRESS).content == first
    assert b"modified" not in zipfile.ZipFile(io.BytesIO(first)).read("docProps/core.xml")


def test_it_reads_the_release_and_not_the_draft(programme, make_release, chair_client) -> None:
    make_release()
    Session.objects.filter(title="Party").update(title="Secret party")
    titles = [row[7] for row in book(chair_client).worksheets[0].iter_rows(values_only=True)]
    assert "Party" in titles
    assert "Secret party" not in titles


def test_only_editors_have_it_and_none_before_a_release(programme, make_release, chair_client) -> None:
    assert chair_client.get(ADDRESS).status_code == 404
    page = chair_client.get("/ws/chair/program/exports/").content.decode()
    assert "Not released yet" in page
    make_release()
    reviewer = signed_in(make_member(programme, Role.REVIEWER, make_user("Rev")))
    for address in (ADDRESS, "/ws/chair/program/exports/"):
        assert Client().get(address).status_code == 302
        assert reviewer.get(address).status_code == 404
        assert chair_client.get(address).status_code == 200
    assert 'href="/ws/chair/program/exports/"' in chair_client.get("/ws/chair/program/").content.decode()


@pytest.mark.parametrize("sessions", [5, 50])
def test_it_takes_as_many_queries_however_many_sessions(
    programme, make_release, chair_client, sessions
) -> None:
    for place in range(sessions):
        begins = NOON + place * HOUR
        Session.objects.create(
            conference=programme, title=f"More {place}", starts_at=begins, ends_at=begins + HOUR
        )
    make_release()
    with CaptureQueriesContext(connection) as queries:
        chair_client.get(ADDRESS)
    assert len(queries) <= 9, queries.captured_queries
