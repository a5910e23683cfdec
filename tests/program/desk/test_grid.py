"""The time grid in which editors arrange the draft, as its requests and pages answer."""

from __future__ import annotations

import datetime as dt
import random
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from program.core.models import ProgramEdit, Room, Session, Talk, Unavailability
from program.core.rows import rows_of
from program.core.services.history import draft_version
from program.core.services.rooms import remove_room
from program.desk.queries.grid import grid_page
from submissions.core.states import SubmissionState
from tests.program.conftest import HOUR, NOON
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db
GRID = "/ws/chair/program/grid/"
SCRIPT = {"Accept": "application/json"}
DAY = dt.date(2026, 12, 12)


@pytest.fixture
def send(chair_client, session):
    """Send a placing as the script does."""

    def post(address: str = "place/", client: Client = chair_client, **words: object):
        usual = {
            "kind": "move",
            "session": session.key,
            "version": 0,
            "shown": "2026-12-12",
            "day": "2026-12-12",
            "room": "",
            "begins": "14:00",
            "ends": "15:00",
        }
        return client.post(f"{GRID}{address}", {**usual, **words}, headers=SCRIPT)

    return post


def make(conference: Conference, hours: float = 0, room: Room | None = None, **fields: object) -> Session:
    start = NOON + hours * HOUR
    usual = {"title": f"At {hours}", "starts_at": start, "ends_at": start + HOUR}
    return Session.objects.create(conference=conference, room=room, **{**usual, **fields})


def page_of(chair_client: Client, query: str = "") -> str:
    return chair_client.get(f"{GRID}{query}").content.decode()


def test_rooms_are_columns_and_each_session_stands_in_its_own(
    chair_client, session, conference, room
) -> None:
    Talk.objects.create(session=session, title="T", speaker="S")
    make(conference, 2, title="Coffee", kind="break")
    page = page_of(chair_client)
    assert re.findall(r'<h3 id="column-\d">([^<]+)</h3>', page) == ["Hall", "Everywhere"]
    hall, everywhere = page.split('id="column-2"')
    assert 'data-start="720"' in hall
    assert "1 talk" in " ".join(hall.split())
    assert "Coffee" in everywhere


@pytest.mark.parametrize("hours", [-12, -9, 8, 11.5, 11.98])
def test_hours_reach_as_far_as_the_sessions_of_the_day(chair_client, conference, chair, hours) -> None:
    made = make(conference, hours)
    page = grid_page(viewer_for(user=chair, conference=conference, at=NOW), chair, DAY, 15)
    (block,) = page.blocks
    assert page.begins <= block.start < block.end <= page.ends
    assert f"session-{made.key}" in page_of(chair_client)


def test_every_row_of_the_draft_is_on_a_day_that_the_page_leads_to(chair_client, conference) -> None:
    made = [make(conference, hours) for hours in (-24 * 400, -13, 0, 11.5, 24 * 5)]
    days = re.findall(r'href="\?day=([\d-]+)&amp;step=15"', page_of(chair_client))
    shown = "".join(page_of(chair_client, f"?day={day}") for day in dict.fromkeys(days))
    assert all(shown.count(f'id="session-{one.key}"') == 1 for one in made)


def test_what_meets_in_a_column_shares_its_width(conference, chair) -> None:
    for hours in (0, 0.5, 1, 3):
        make(conference, hours)
    page = grid_page(viewer_for(user=chair, conference=conference, at=NOW), chair, DAY, 15)
    assert [(one.lane, one.lanes) for one in page.blocks] == [(0, 2), (1, 2), (0, 2), (0, 1)]


def test_a_placing_says_everything_itself(send, session, conference) -> None:
    loft = Room.objects.create(conference=conference, name="Loft")
    answer = send(room=loft.pk, begins="23:30", ends="00:30")
    session.refresh_from_db()
    assert answer.status_code == 200
    assert (session.room, session.starts_at) == (loft, NOON + 11.5 * HOUR)
    assert session.ends_at == NOON + 12.5 * HOUR
    told = answer.json()
    assert told["version"] == draft_version(conference) == 1
    assert f"#session-{session.key} {{" in told["css"]
    assert 'data-start="1410"' in told["board"]
    assert told["undo"] == "“Morning talks” moved"
    assert "Sat 23:30" in told["said"]


def test_the_address_of_the_day_matters_not_that_of_the_tab(send, session) -> None:
    send(shown="2026-12-14", day="2026-12-13", begins="09:00", ends="10:00")
    session.refresh_from_db()
    assert session.starts_at == dt.datetime(2026, 12, 13, 8, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        ({"version": 5}, 409, "Somebody changed this session"),
        ({"session": "gone"}, 409, "Somebody has removed this session"),
        ({"begins": "14:00", "ends": "13:00"}, 422, "must end after it begins"),
        ({"begins": "24:30"}, 422, "Enter a valid time"),
        ({"begins": ""}, 422, "required"),
        ({"room": "999999"}, 422, "This room is not there any more."),
        ({"room": "nonsense"}, 422, "This room is not there any more."),
        ({"day": "2026-03-29", "begins": "02:30", "ends": "04:00", "is_meant": "on"}, 422, "skip 02:30"),
        ({"day": "2027-08-01"}, 422, "save it anyway"),
        ({"day": "9999-12-31"}, 422, "year"),
        ({"day": "0001-01-01"}, 422, "year"),
        ({"kind": "swap"}, 422, "Choose the session"),
        ({"kind": "swap", "other": "nobody:0"}, 409, "removed this session"),
        ({"kind": "swap", "other": "no version"}, 422, "Choose a session"),
    ],
)
def test_a_placing_that_cannot_be_leaves_all_as_it_was(send, conference, words, status, sentence) -> None:
    before = rows_of(conference)
    answer = send(**words)
    assert answer.status_code == status
    assert sentence in answer.json()["said"]
    assert "session-" in answer.json()["board"]
    assert rows_of(conference) == before
    assert not ProgramEdit.objects.exists()
    assert not AuditLine.objects.exists()


def test_a_room_is_not_taken_twice(send, session, conference, room) -> None:
    later = make(conference, 2, room)
    answer = send(session=later.key, room=room.pk, begins="12:30", ends="13:30")
    later.refresh_from_db()
    assert (answer.status_code, later.starts_at) == (422, NOON + 2 * HOUR)
    assert answer.json()["said"] == "Another session is in this room at that time."


def test_a_copy_leaves_the_talks_where_they_are(send, session) -> None:
    Talk.objects.create(session=session, title="T", speaker="S")
    assert send(kind="copy").status_code == 200
    copy = Session.objects.exclude(pk=session.pk).get()
    assert (copy.title, copy.talks.count(), session.talks.count()) == ("Morning talks", 0, 1)


def test_two_sessions_change_places(send, session, conference) -> None:
    other = make(conference, 3, ends_at=NOON + 3.5 * HOUR)
    assert send(kind="swap", other=f"{other.key}:1").status_code == 409
    assert send(kind="swap", other=f"{other.key}:0").status_code == 200
    session.refresh_from_db()
    other.refresh_from_db()
    assert (session.starts_at, session.ends_at, session.room) == (NOON + 3 * HOUR, NOON + 4 * HOUR, None)
    assert (other.starts_at, other.ends_at) == (NOON, NOON + 0.5 * HOUR)


def test_several_move_together_and_only_the_end_counts(send, session, conference, room) -> None:
    after = make(conference, 1, room)
    moved = [f"{session.key}:0", f"{after.key}:0"]
    assert send("shift/", moved=moved, minutes=60).status_code == 200
    after.refresh_from_db()
    assert after.starts_at == NOON + 2 * HOUR
    assert ProgramEdit.objects.count() == 1
    assert send("shift/", moved=moved, minutes=60).status_code == 409
    assert send("shift/", moved=[], minutes=60).status_code == 422
    assert ProgramEdit.objects.count() == 1


def test_a_day_moves_with_its_talks_and_keeps_its_times_when_the_clocks_change(
    send, session, conference
) -> None:
    Talk.objects.create(session=session, title="T", speaker="S")
    assert send("day/", day="2026-12-13").status_code == 200
    session.refresh_from_db()
    assert session.starts_at == NOON + 24 * HOUR
    assert send("day/", shown="2026-12-13", day="2027-07-01").status_code == 200
    session.refresh_from_db()
    assert session.starts_at.hour == NOON.hour - 1
    assert session.talks.count() == 1
    for words in ({"shown": "2026-12-13"}, {"day": "2026-12-12"}, {"day": ""}):
        assert send("day/", **words).status_code == 422


def test_a_day_is_copied(send, session, conference) -> None:
    make(conference, 2)
    assert send("day/", kind="copy", day="2026-12-13").status_code == 200
    assert sorted(Session.objects.values_list("starts_at", flat=True)) == [
        NOON,
        NOON + 2 * HOUR,
        NOON + 24 * HOUR,
        NOON + 26 * HOUR,
    ]


def test_a_paper_that_waits_gets_its_place(send, session, paper, chair_client) -> None:
    assert paper.title in page_of(chair_client)
    answer = send("paper/", paper=paper.pk, minutes=20)
    assert answer.status_code == 200
    assert Talk.objects.get().submission == paper
    assert paper.title not in answer.json()["side"]
    assert send("paper/", paper=paper.pk, minutes=20).status_code == 422
    assert Talk.objects.count() == 1


def test_papers_that_wait_are_found_by_words_and_the_words_stay(
    send, session, paper, conference, chair_client
) -> None:
    other = make_submission(conference, [make_user()], title="Pruning ß", state=SubmissionState.ACCEPTED)
    page = page_of(chair_client, "?q=pruning+SS")
    assert other.title in page
    assert paper.title not in page
    assert "step=15&amp;q=pruning" in page
    assert "No paper that waits" in page_of(chair_client, "?q=nothing")
    answer = chair_client.post("/ws/chair/program/undo/", {"shown": "2026-12-12", "q": "ß"})
    assert answer.url.endswith("&q=%C3%9F")


def test_without_the_script_a_form_moves_a_session_and_keeps_what_was_typed(
    chair_client, session, conference
) -> None:
    page = page_of(chair_client, f"?day=2026-12-12&move={session.key}")
    assert 'value="12:00"' in page
    words = {"kind": "move", "session": session.key, "version": 0, "shown": "2026-12-12", "step": 30}
    words |= {"day": "2026-12-12", "begins": "15:10", "room": ""}
    refused = chair_client.post(f"{GRID}place/", {**words, "ends": "12:00"}).content.decode()
    assert "must end after it begins" in refused
    assert 'value="15:10"' in refused
    answer = chair_client.post(f"{GRID}place/", {**words, "ends": "16:00"})
    assert answer.url == f"{GRID}?step=30&day=2026-12-12"
    session.refresh_from_db()
    assert session.starts_at == NOON + HOUR * 3 + dt.timedelta(minutes=10)


def test_undo_and_redo_stay_on_the_day(send, session, chair_client, conference) -> None:
    send()
    undone = chair_client.post("/ws/chair/program/undo/", {"shown": "2026-12-12"}, headers=SCRIPT).json()
    session.refresh_from_db()
    assert session.starts_at == NOON
    assert (undone["said"], undone["redo"]) == ("Undone: “Morning talks” moved.", "“Morning talks” moved")
    again = chair_client.post("/ws/chair/program/redo/", {"shown": "2026-12-12"})
    assert again.url == f"{GRID}?step=15&day=2026-12-12"


def test_the_state_is_told_when_there_is_news(send, chair_client, conference) -> None:
    address = f"{GRID}state/?day=2026-12-12"
    assert chair_client.get(f"{address}&since=0").status_code == 204
    send()
    assert chair_client.get(f"{address}&since=0").json()["version"] == 1
    assert chair_client.get(f"{address}&since=1").status_code == 204


def test_a_warning_shows_at_each_of_its_sessions_and_goes_from_both(send, session, conference) -> None:
    other = make(conference, 0)
    for one in (session, other):
        Talk.objects.create(session=one, title="T", speaker="Bo Li", minutes=60)
    told = send(kind="move", session=other.key, begins="12:59", ends="13:59").json()
    assert told["board"].count('href="#warnings"') == 2
    assert f'href="#session-{session.key}"' in told["side"]
    told = send(kind="move", session=other.key, version=1, begins="18:00", ends="19:00").json()
    assert "warnings" not in told["board"]


def test_warnings_follow_what_is_known_today(chair_client, session, conference) -> None:
    Talk.objects.create(session=session, title="T", speaker="Bo Li", email="bo@a.example")
    assert "is away" not in page_of(chair_client)
    Unavailability.objects.create(
        conference=conference, email="bo@a.example", starts_at=NOON, ends_at=NOON + HOUR
    )
    assert "Bo Li speaks in “Morning talks” but is away" in page_of(chair_client)


@pytest.mark.parametrize(
    "query", ["?day=nonsense", "?day=0001-01-01", "?day=9999-12-31", "?step=7", "?move=x"]
)
def test_an_address_that_says_nothing_shows_a_day_all_the_same(chair_client, session, query) -> None:
    assert chair_client.get(f"{GRID}{query}").status_code == 200
    assert chair_client.get(f"{GRID}grid.css{query}").status_code == 200


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.SITE_EDITOR, None])
def test_for_others_there_is_no_such_page(send, session, conference, role) -> None:
    client = Client()
    if role:
        client.force_login(make_member(conference, role), backend="django.contrib.auth.backends.ModelBackend")
    before = rows_of(conference)
    for address in ("place/", "shift/", "day/", "paper/"):
        assert send(address, client, moved=f"{session.key}:0", minutes=5).status_code in (302, 404)
    assert client.get(GRID).status_code in (302, 404)
    assert client.get(f"{GRID}state/").status_code in (302, 404)
    assert rows_of(conference) == before


def test_sessions_of_another_conference_are_out_of_reach(send, session, conference, chair) -> None:
    other = make_conference("other")
    theirs = make(other)
    assert send(session=theirs.key).status_code == 409
    assert send("shift/", moved=f"{theirs.key}:0", minutes=5).status_code == 409
    assert send(kind="swap", other=f"{theirs.key}:0").status_code == 409
    theirs.refresh_from_db()
    assert (theirs.starts_at, theirs.version) == (NOON, 0)


def test_the_number_of_queries_does_not_grow(
    chair_client, session, conference, django_assert_max_num_queries
):
    def fill(number: int) -> None:
        rooms = [Room.objects.create(conference=conference, name=f"R{number}-{one}") for one in range(number)]
        for one in rooms:
            made = make(conference, number / 10, one)
            Talk.objects.create(session=made, title="T", speaker=f"S{one.pk}")

    counts = []
    for number in (1, 12):
        fill(number)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page_of(chair_client)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_two_hundred_random_edits_give_no_fault_and_nothing_half_done(send, conference, chair, room) -> None:
    dice = random.Random(7)
    rooms = [Room.objects.create(conference=conference, name=f"R{number}") for number in range(8)]
    for number in range(8):
        make(conference, number, rooms[number])
    for number in range(200):
        if number in (60, 120) and (empty := next((one for one in rooms if not one.sessions.exists()), None)):
            remove_room(room=empty, by=chair, at=NOW)
        one, other = dice.sample(list(Session.objects.all()), 2)
        before = rows_of(conference)
        begins, ends = sorted(dice.sample(range(288), 2))
        answer = send(
            dice.choice(["place/", "place/", "place/", "shift/", "day/"]),
            kind=dice.choice(["move", "move", "move", "swap", "copy"] if number < 100 else ["move", "swap"]),
            session=one.key,
            version=one.version - (dice.random() < 0.1),
            other=f"{other.key}:{other.version}",
            room=dice.choice(["", *[each.pk or 0 for each in rooms], 10**9]),
            day=f"2026-12-{dice.choice([11, 12, 13])}",
            begins=f"{begins // 12:02d}:{begins % 12 * 5:02d}",
            ends=f"{ends // 12:02d}:{ends % 12 * 5:02d}",
            moved=[f"{each.key}:{each.version}" for each in (one, other)],
            minutes=dice.choice([-300, -5, 5, 60]),
        )
        assert answer.status_code in (200, 403, 409, 422), answer.content
        assert answer.status_code == 200 or rows_of(conference) == before
