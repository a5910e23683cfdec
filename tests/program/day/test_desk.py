"""On the day: a delay, a swap, a cancellation, each one step that visitors see at once."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from effgenai.conferences.core.states import Role
from effgenai.mail.models import Mailing, OutboundEmail
from effgenai.mail.states import EmailState
from program.core.models import ProgramEdit, Session, Talk
from program.core.services.history import undo
from program.releases.models import Release
from program.releases.services import release_schedule
from tests.program.conftest import HOUR, NOON
from tests.support.factories import NOW, make_member, make_user

pytestmark = pytest.mark.django_db
DAY = "/ws/chair/program/day/"


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def public(page: str = "") -> str:
    return " ".join(Client().get(f"/ws/program/{page}").content.decode().split())


def shown(client: Client, session: Session, question: str = "") -> str:
    return " ".join(client.get(f"{DAY}{session.key}/{question}").content.decode().split())


def delay(client: Client, session: Session, minutes: int = 10, way: str = "along", **words: object) -> str:
    rows = Session.objects.exclude(kind="break").exclude(title="Late")
    seen = (
        [f"{one.key}:{one.version}" for one in rows]
        if way == "along"
        else [f"{session.key}:{session.version}"]
    )
    data = {"minutes": minutes, "way": way, "seen": seen, **words}
    return client.post(f"{DAY}{session.key}/delay/", data, follow=True).content.decode()


def standing() -> list[tuple[object, ...]]:
    return [*Session.objects.values_list("title", "starts_at", "ends_at", "version").order_by("pk")]


def test_a_delay_is_looked_at_first(chair_client, session, released) -> None:
    before = standing()
    page = shown(chair_client, session, "?minutes=10&way=along")
    assert 'Second: <b class="num">13:10–14:10</b> <span class="muted">(was 13:00–14:00)</span>' in page
    assert "“Coffee” at 15:30 is fixed and stays." in page
    assert "This runs 10 minutes into it." in page
    assert "Late" not in page
    assert standing() == before
    assert "Third" not in shown(chair_client, session, "?minutes=10")  # its gap is used up


def test_new_clashes_of_people_are_told_before(chair_client, conference, loft, session, released) -> None:
    other = Session.objects.create(
        conference=conference, title="Elsewhere", room=loft, starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR
    )
    other.people.create(name="Cy Roe", email="cy@post.example")
    page = shown(chair_client, session, "?minutes=10")
    assert "New clashes" in page
    assert "Cy Roe chairs “Morning talks” and “Elsewhere”, at the same time." in page


def test_a_delay_is_one_step_and_public_at_once(chair_client, chair, conference, session, released) -> None:
    before = standing()
    assert "Visitors see it at once, as release 2." in delay(chair_client, session)
    assert [row[1] for row in standing()[:3]] == [row[1] + HOUR / 6 for row in before[:3]]
    assert ProgramEdit.objects.get().label == "“Morning talks” delayed by 10 minutes"
    assert Release.objects.first().is_correction
    assert "12:10" in public(f"{session.key}/")
    assert "now Sat 12 Dec, 12:10–13:10 (was Sat 12 Dec, 12:00–13:00)" in public("changes/")
    assert "DTSTART:20261212T111000Z" in public("calendar.ics")
    assert chair_client.get("/ws/chair/program/").content.decode().count("up to date") == 1


def test_one_undo_takes_it_back_for_visitors_as_well(chair_client, session, released) -> None:
    before = [row[:3] for row in standing()]
    delay(chair_client, session)
    page = chair_client.post(f"{DAY}undo/", {"session": session.key}, follow=True).content.decode()
    assert "Taken back. Visitors see it at once, as release 3." in page
    assert [row[:3] for row in standing()] == before
    assert Release.objects.first().schedule == released.schedule


def test_nothing_else_of_the_draft_is_shown(chair_client, session, released) -> None:
    Session.objects.filter(title="Third").update(title="Secret plan")
    Session.objects.filter(title="Late").update(starts_at=NOON + 6 * HOUR, ends_at=NOON + 7 * HOUR)
    Talk.objects.filter(position=2).update(title="Not out yet")
    delay(chair_client, session)
    page = public() + public(f"{session.key}/") + public("program.json")
    assert "12:10" in page
    assert "Secret plan" not in page
    assert "Not out yet" not in page
    late = next(row for row in Release.objects.first().schedule["sessions"] if row["title"] == "Late")
    assert late["starts_at"] == (NOON + 4 * HOUR).isoformat()


def test_what_visitors_see_otherwise_is_not_corrected(chair_client, session, released) -> None:
    Session.objects.filter(pk=session.pk).update(starts_at=NOON - HOUR / 2)
    before = standing()
    assert "Release the draft first" in delay(chair_client, session)
    assert standing() == before
    assert Release.objects.count() == 1
    assert not ProgramEdit.objects.exists()


def test_without_a_release_there_is_nothing_to_correct(chair_client, session, after) -> None:
    before = standing()
    assert "Nothing is public yet" in delay(chair_client, session)
    assert standing() == before
    assert not Release.objects.exists()


def test_what_was_changed_meanwhile_is_not_delayed(chair_client, session, released) -> None:
    Session.objects.filter(title="Third").update(version=7)
    rows = standing()
    data = {"minutes": 10, "way": "along", "seen": [f"{session.key}:0"], "tell": "on"}
    page = chair_client.post(f"{DAY}{session.key}/delay/", data, follow=True).content.decode()
    assert "Somebody changed this session while you had it open." in page
    assert "10 minutes later" in page  # the preview, as it is now
    assert standing() == rows
    assert not OutboundEmail.objects.exists()


@pytest.mark.parametrize("minutes", ["", "0", "-5", "601", "ten"])
def test_minutes_that_are_none_are_refused_in_words(chair_client, session, released, minutes) -> None:
    before = standing()
    assert 'role="alert"' in shown(chair_client, session, f"?minutes={minutes}")
    delay(chair_client, session, minutes)
    assert standing() == before
    assert Release.objects.count() == 1


@pytest.mark.parametrize("role", [None, Role.REVIEWER, Role.SITE_EDITOR])
def test_nobody_else_changes_anything(conference, session, talks, released, role) -> None:
    user = make_user("No Editor")
    if role:
        make_member(conference, role, user)
    client, before = client_of(user), standing()
    order = ",".join(talk.key for talk in talks)
    posts = {
        f"{session.key}/delay/": {"minutes": 10, "seen": [f"{session.key}:0"], "tell": "on"},
        f"{session.key}/swap/": {"one": talks[0].key, "other": talks[1].key, "order": order, "tell": "on"},
        f"talks/{talks[0].key}/cancel/": {"cancelled": "yes", "tell": "on"},
        "undo/": {"tell": "on"},
    }
    for address, words in posts.items():
        assert client.post(f"{DAY}{address}", words).status_code == 404
    assert client.get(DAY).status_code == client.get(f"{DAY}{session.key}/").status_code == 404
    assert standing() == before
    assert [talk.key for talk in session.talks.filter(is_cancelled=False)] == [talk.key for talk in talks]
    assert Release.objects.count() == 1
    assert not OutboundEmail.objects.exists()


def test_those_concerned_are_told_at_one_tick(chair_client, conference, chair, session, released) -> None:
    assert "Those concerned are written to." in delay(chair_client, session, tell="on")
    mails = {mail.to_address: mail for mail in OutboundEmail.objects.filter(kind="schedule.release")}
    assert mails.keys() == {"al@post.example", "bo@post.example", "di@post.example", "cy@post.example"}
    assert {mail.state for mail in mails.values()} == {EmailState.QUEUED}
    assert "12:10–12:30 CET" in mails["al@post.example"].body


def test_an_editor_who_is_no_chair_sends_nothing(conference, session, released) -> None:
    editor = make_member(conference, Role.PROGRAM_EDITOR)
    assert "Letters wait for a chair" in delay(client_of(editor), session, tell="on")
    assert {mail.state for mail in OutboundEmail.objects.all()} == {EmailState.HELD}


def test_without_the_tick_nobody_is_told(chair_client, session, released) -> None:
    assert "Nobody is written to." in delay(chair_client, session)
    assert not OutboundEmail.objects.exists()
    assert not Mailing.objects.exists()


def swap(client: Client, session: Session, one: Talk, other: Talk, order: list[Talk], **words: object) -> str:
    data = {"one": one.key, "other": other.key, "order": ",".join(talk.key for talk in order), **words}
    return client.post(f"{DAY}{session.key}/swap/", data, follow=True).content.decode()


def test_two_talks_change_places_in_two_taps(chair_client, session, talks, released) -> None:
    assert f"?swap={talks[0].key}#swap" in shown(chair_client, session)
    assert "Swap with this" in shown(chair_client, session, f"?swap={talks[0].key}")
    swap(chair_client, session, talks[0], talks[2], talks, tell="on")
    assert [talk.title for talk in session.talks.all()] == ["Talk Di", "Talk Bo", "Talk Al"]
    page = public(f"{session.key}/")
    assert page.index("Talk Di") < page.index("Talk Bo") < page.index("Talk Al")
    mails = {mail.to_address: mail.body for mail in OutboundEmail.objects.all()}
    assert "12:40–13:00" in mails["al@post.example"]


def test_a_swap_of_what_was_swapped_meanwhile_does_nothing(chair_client, session, talks, released) -> None:
    swap(chair_client, session, talks[0], talks[1], talks)
    page = swap(chair_client, session, talks[0], talks[2], talks, tell="on")
    assert "Somebody changed the talks of this session" in page
    assert [talk.title for talk in session.talks.all()] == ["Talk Bo", "Talk Al", "Talk Di"]
    assert not OutboundEmail.objects.exists()


def test_talks_of_other_sessions_do_not_change_places(chair_client, session, talks, after, released) -> None:
    foreign = Talk.objects.create(session=after[0], title="Foreign", speaker="X")
    assert "Choose two talks of this session." in swap(chair_client, session, talks[0], foreign, talks)
    assert Release.objects.count() == 1


def test_a_cancelled_talk_stays_in_its_place_and_is_told(chair_client, session, talks, released) -> None:
    address = f"{DAY}talks/{talks[1].key}/cancel/"
    assert "Cancel the talk" in shown(chair_client, session, f"?cancel={talks[1].key}")
    chair_client.post(address, {"cancelled": "yes", "tell": "on"})
    page = public(f"{session.key}/")
    assert page.count("cancelled") == 1
    assert "12:40" in page  # the one after it stays when it was
    assert "cancelled" in public()
    assert "Talk Bo (cancelled)" in public("calendar.ics").replace("\\r\\n ", "")
    assert '"is_cancelled": true' in public("program.json")
    assert "“Talk Bo” is cancelled" in public("changes/")
    mails = {mail.to_address for mail in OutboundEmail.objects.all()}
    assert "cy@post.example" in mails
    chair_client.post(address, {"cancelled": "no"})
    assert "cancelled" not in public(f"{session.key}/")


def test_who_speaks_in_a_cancelled_talk_is_told_so(
    chair_client, conference, chair, session, talks, released
) -> None:
    from program.releases.services import release_and_write

    Session.objects.filter(title="Late").update(title="Later")
    release_and_write(conference=conference, name="Told", by=chair, at=NOW)
    OutboundEmail.objects.update(state=EmailState.SENT, sent_at=NOW)
    chair_client.post(f"{DAY}talks/{talks[1].key}/cancel/", {"cancelled": "yes", "tell": "on"})
    mails = {mail.to_address: mail.body for mail in OutboundEmail.objects.filter(state=EmailState.QUEUED)}
    assert mails.keys() == {"bo@post.example", "cy@post.example"}
    assert "Cancelled: your talk “Talk Bo”" in mails["bo@post.example"]
    assert "Talk Bo (Bo Li) – cancelled" in mails["cy@post.example"]


def test_a_cancellation_outlives_the_next_release(chair_client, conference, chair, talks, released) -> None:
    chair_client.post(f"{DAY}talks/{talks[1].key}/cancel/", {"cancelled": "yes"})
    Session.objects.filter(title="Late").update(title="Later")
    release_schedule(conference=conference, name="Next", by=chair, at=NOW)
    assert "cancelled" in public()


def test_undo_of_the_history_alone_shows_visitors_nothing(
    chair, conference, chair_client, session, released
) -> None:
    delay(chair_client, session)
    undo(conference=conference, by=chair, at=NOW)
    assert "12:10" in public(f"{session.key}/")


def test_the_day_says_what_runs_and_what_was_corrected(chair_client, session, released) -> None:
    delay(chair_client, session)
    page = " ".join(chair_client.get(f"{DAY}?day=2026-12-12").content.decode().split())
    assert "Saturday 12 December" in page
    assert "12:10–13:10" in page


def test_the_pages_cost_as_much_for_many_sessions(chair_client, conference, session, talks, released) -> None:
    def queries() -> list[int]:
        found = []
        for address in (DAY, f"{DAY}{session.key}/?minutes=10"):
            with CaptureQueriesContext(connection) as caught:
                chair_client.get(address)
            found.append(len(caught))
        return found

    queries()
    few = queries()
    for number in range(30):
        start = NOON + (8 + number) * HOUR
        made = Session.objects.create(
            conference=conference, title=f"S{number}", starts_at=start, ends_at=start + HOUR
        )
        Talk.objects.create(session=made, title="T", speaker="S")
    assert queries() == few


@pytest.mark.django_db(transaction=True)
def test_two_delays_at_once_are_one(conference, chair, session, released) -> None:
    """Both saw the same: one is done, the other is told that somebody was faster."""
    clients = [client_of(chair), client_of(make_member(conference, Role.CHAIR))]
    answers: list[str] = []

    def press(client: Client) -> None:
        data = {"minutes": 10, "way": "shorter", "seen": [f"{session.key}:0"]}
        answers.append(client.post(f"{DAY}{session.key}/delay/", data, follow=True).content.decode())
        connection.close()

    threads = [threading.Thread(target=press, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.refresh_from_db()
    assert session.starts_at == NOON + HOUR / 6
    assert Release.objects.count() == 2
    assert sum("Somebody changed this session" in answer for answer in answers) == 1


def test_the_day_says_who_is_not_here_and_which_talks_have_no_slides(
    chair_client, conference, chair, session, talks, paper, released
) -> None:
    from effgenai.conferences.core.viewer import viewer_for
    from program.day.queries.today import day_page
    from program.day.services.chairs import check_in

    Talk.objects.create(session=session, submission=paper, position=3)
    check_in(talk=talks[0], is_here=True, by=chair, at=NOON)
    viewer = viewer_for(user=chair, conference=conference, at=NOON + HOUR / 6)
    first = day_page(viewer, None).rows[0]
    assert (first.state, first.here, len(first.talks)) == ("now", 1, 4)
    assert first.needs_people
    assert [talk.who for talk in first.absent] == ["Bo Li", "Di Li", first.absent[2].presenters]
    assert [talk.title for talk in first.without_slides] == [paper.title]
    page = " ".join(chair_client.get(f"{DAY}?day=2026-12-12").content.decode().split())
    assert "1 of 4 here" in page
    assert f"Without slides: “{paper.title}”" in page
