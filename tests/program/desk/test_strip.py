"""A day of the draft drawn to scale."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from program.core.models import Room, Session
from program.desk.queries.strip import WIDTH, Slot, scale_of, strip_of
from tests.program.conftest import HOUR, NOON
from tests.support.pages import on_one_line

DAY = dt.datetime(2026, 12, 12, 9, 0, tzinfo=dt.UTC)


def slot(start: float, end: float, room: str = "", kind: str = "oral") -> Slot:
    return Slot(DAY + start * HOUR, DAY + end * HOUR, room, kind, "Title")


def test_time_runs_from_left_to_right_and_each_room_has_its_row() -> None:
    day = [slot(0, 2, "Hall"), slot(0, 1, "Foyer"), slot(2, 4)]
    strip = strip_of(day, ["Hall", "Empty", "Foyer"], scale_of([day]))
    hall, foyer, everywhere = strip.blocks
    assert (hall.x, foyer.x, everywhere.x) == (0, 0, WIDTH / 2)
    assert hall.width > 1.9 * foyer.width
    assert foyer.y > hall.y
    assert everywhere.height > 1.9 * hall.height
    assert [mark.label for mark in strip.hours] == ["09:00", "10:00", "11:00", "12:00"]


def test_days_share_one_scale_and_nights_are_counted_on() -> None:
    days = [[slot(1, 2)], [slot(11, 17)]]
    scale = scale_of(days)
    assert (scale.first, scale.last) == (10, 26)
    strip = strip_of(days[1], [], scale)
    (night,) = strip.blocks
    assert night.x + night.width <= WIDTH
    assert len(strip.hours) <= 14
    assert strip.hours[-1].label == "00:00"


def test_the_shortest_session_can_be_seen() -> None:
    day = [slot(0, 0.01), slot(1, 9)]
    assert all(block.width > 0 for block in strip_of(day, [], scale_of([day])).blocks)


@pytest.mark.django_db
def test_the_desk_shows_kinds_days_and_what_waits(chair_client, conference, session, paper) -> None:
    foyer = Room.objects.create(conference=conference, name="Foyer", position=1)
    Session.objects.create(
        conference=conference, title="<Dinner>", kind="social", room=foyer,
        starts_at=NOON + 30 * HOUR, ends_at=NOON + 32 * HOUR,
    )  # fmt: skip
    page = on_one_line(chair_client.get("/ws/chair/program/").content)
    assert page.count('class="strip"') == 2
    assert '<li class="kind kind-oral">Talks <b>1</b></li>' in page
    assert '<li class="kind kind-social">Social <b>1</b></li>' in page
    assert "kind-panel" not in page
    assert "&lt;Dinner&gt;" in page
    assert "18:00–20:00, 1 session" in page
    assert '<b class="standing-number">1</b>' in page
    assert "accepted paper has no place yet" in page
    assert '<a class="button" href="#waiting">See which</a>' in page
    assert "The programme is not public yet" in page
    assert page.index("The programme is not public yet") < page.index("Release the schedule</a>")


@pytest.mark.django_db
def test_visitors_get_a_legend_and_the_way_to_each_day(chair_client, conference, session) -> None:
    Session.objects.create(
        conference=conference,
        title="Dinner",
        kind="social",
        starts_at=NOON + 30 * HOUR,
        ends_at=NOON + 38 * HOUR,
    )
    chair_client.post("/ws/chair/program/release/", {"name": "First"})
    page = Client().get("/ws/program/").content.decode()
    assert 'href="#day-2-name"' in page
    assert "18:00–02:00 (Mon)" in " ".join(page.split())
    assert '<li class="kind kind-oral">Talks</li>' in page
