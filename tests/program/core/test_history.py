"""Every change of the draft can be taken back, unless somebody has changed the same thing since."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from effgenai.conferences.core.errors import Overtaken, Refused
from effgenai.conferences.core.states import Role
from effgenai.conferences.people.models import Person
from effgenai.conferences.people.states import PeopleGroup
from program.core.models import ProgramEdit, Room, Session, Talk
from program.core.rows import rows_of
from program.core.services import history, rooms, sessions, talks
from program.core.services.sessions import NamedPerson, Placement, SessionFacts, SessionPlace
from program.core.services.unavailable import AwayFacts, add_unavailability
from submissions.core.states import SubmissionState
from tests.program.conftest import HOUR, NOON
from tests.support.factories import NOW, make_member, make_submission, make_user

DESK = "/ws/chair/program/"


def facts(room: Room | None, hours: int = 0, **changed: object) -> SessionFacts:
    start = NOON + hours * HOUR
    values = {"title": "Talks", "kind": "oral", "room": room, "starts_at": start, "ends_at": start + HOUR}
    return SessionFacts(**{**values, **changed})


def later_by(span: dt.timedelta, *moved: Session) -> list[Placement]:
    return [
        Placement(
            session=one,
            version=one.version,
            place=SessionPlace(room=one.room, starts_at=one.starts_at + span, ends_at=one.ends_at + span),
        )
        for one in moved
    ]


@pytest.fixture
def deeds(conference, chair, room, session, paper):
    """Every kind of change, each as a function of no arguments."""
    said = {"by": chair, "at": NOW}
    other = Session.objects.create(
        conference=conference, title="Evening", room=room, starts_at=NOON + 3 * HOUR, ends_at=NOON + 4 * HOUR
    )
    talk = Talk.objects.create(session=session, title="Invited", speaker="Bo Li")
    second = Talk.objects.create(session=session, title="Second", speaker="Al Ma", position=1)
    people = (NamedPerson("Ada Nwosu", "ada@a.example"), NamedPerson("Bo Li"))
    place = SessionPlace(room=None, starts_at=NOON - HOUR, ends_at=NOON + HOUR)
    away = AwayFacts(room=room, name="", email="", starts_at=NOON, ends_at=NOON + HOUR)
    return {
        "add": lambda: sessions.add_session(
            conference=conference, facts=facts(room, 7, chairs=people), **said
        ),
        "change": lambda: sessions.change_session(
            session=session, facts=facts(room, 5, panellists=people, note="x"), version=0, **said
        ),
        "place": lambda: sessions.place_session(session=session, place=place, version=0, **said),
        "swap": lambda: sessions.swap_sessions(one=session, other=other, **said),
        "shift": lambda: sessions.place_sessions(
            conference=conference, placements=later_by(3 * HOUR, session, other), **said
        ),
        "copy": lambda: sessions.copy_sessions(
            conference=conference,
            places={session: SessionPlace(room=room, starts_at=NOON + 9 * HOUR, ends_at=NOON + 10 * HOUR)},
            **said,
        ),
        "remove": lambda: sessions.remove_session(session=session, **said),
        "place paper": lambda: talks.place_paper(session=session, paper=paper, minutes=20, **said),
        "move talk": lambda: talks.move_talk(talk=second, step=-1, **said),
        "move talk over": lambda: talks.move_talk_to(talk=talk, session=other, position=0, **said),
        "minutes": lambda: talks.set_talk_minutes(talk=talk, minutes=40, **said),
        "board": lambda: talks.set_talk_board(talk=talk, board="7a", **said),
        "remove talk": lambda: talks.remove_talk(talk=talk, **said),
        "away": lambda: add_unavailability(conference=conference, facts=away, **said),
        "room": lambda: rooms.add_room(conference=conference, facts=rooms.RoomFacts(name="Loft"), **said),
        "rename room": lambda: rooms.change_room(room=room, facts=rooms.RoomFacts(name="Aula"), **said),
    }


@pytest.mark.parametrize(
    "deed",
    [
        "add",
        "change",
        "place",
        "swap",
        "shift",
        "copy",
        "remove",
        "place paper",
        "move talk",
        "move talk over",
        "minutes",
        "board",
        "remove talk",
        "away",
        "room",
        "rename room",
    ],
)
def test_a_change_is_undone_and_done_again_to_the_letter(deeds, deed, conference, chair) -> None:
    before = rows_of(conference)
    deeds[deed]()
    after = rows_of(conference)
    assert before != after
    history.undo(conference=conference, by=chair, at=NOW)
    assert rows_of(conference) == before
    history.redo(conference=conference, by=chair, at=NOW)
    assert rows_of(conference) == after


def test_fifty_steps_are_taken_back_one_after_the_other(conference, chair, session) -> None:
    before = rows_of(conference)
    for number in range(50):
        sessions.change_session(session=session, facts=facts(None, number), version=number, by=chair, at=NOW)
    for _ in range(50):
        history.undo(conference=conference, by=chair, at=NOW)
    assert rows_of(conference) == before
    with pytest.raises(Refused, match="nothing to undo"):
        history.undo(conference=conference, by=chair, at=NOW)


def test_what_somebody_else_changed_since_is_not_forced_back(conference, chair, room, session) -> None:
    other = make_member(conference, Role.CHAIR)
    place = SessionPlace(room=room, starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR)
    sessions.place_session(session=session, place=place, version=0, by=chair, at=NOW)
    later = SessionPlace(room=room, starts_at=NOON + 2 * HOUR, ends_at=NOON + 3 * HOUR)
    sessions.place_session(session=session, place=later, version=1, by=other, at=NOW)
    stands = rows_of(conference)
    with pytest.raises(Overtaken, match=r"now Sat 12 Dec, 14:00 CET, .* left it at Sat 12 Dec, 13:00 CET"):
        history.undo(conference=conference, by=chair, at=NOW)
    assert rows_of(conference) == stands


def test_both_changes_of_one_session_stay_where_they_touch_different_things(
    conference, chair, room, session
) -> None:
    other = make_member(conference, Role.CHAIR)
    place = SessionPlace(room=room, starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR)
    sessions.place_session(session=session, place=place, version=0, by=chair, at=NOW)
    renamed = facts(room, 1, title="Renamed")
    sessions.change_session(session=session, facts=renamed, version=1, by=other, at=NOW)
    history.undo(conference=conference, by=chair, at=NOW)
    session.refresh_from_db()
    assert (session.title, session.starts_at, session.version) == ("Renamed", NOON, 3)


def test_a_session_that_was_filled_since_is_not_undone_away(conference, chair, room, paper) -> None:
    other = make_member(conference, Role.CHAIR)
    made = sessions.add_session(conference=conference, facts=facts(room), by=chair, at=NOW)
    talks.place_paper(session=made, paper=paper, minutes=20, by=other, at=NOW)
    with pytest.raises(Overtaken, match="put into"):
        history.undo(conference=conference, by=chair, at=NOW)
    assert Talk.objects.count() == 1


def test_a_paper_placed_elsewhere_since_keeps_its_place(conference, chair, room, session, paper) -> None:
    talk = talks.place_paper(session=session, paper=paper, minutes=20, by=chair, at=NOW)
    talks.remove_talk(talk=talk, by=chair, at=NOW)
    other = make_member(conference, Role.CHAIR)
    evening = sessions.add_session(conference=conference, facts=facts(room, 5), by=other, at=NOW)
    talks.place_paper(session=evening, paper=paper, minutes=20, by=other, at=NOW)
    with pytest.raises(Refused, match="cannot be put back"):
        history.undo(conference=conference, by=chair, at=NOW)
    assert Talk.objects.get().session == evening


def test_a_talk_whose_speaker_left_the_people_page_is_not_put_back_half(conference, chair, session) -> None:
    person = Person.objects.create(conference=conference, name="Bo Li", group=PeopleGroup.SPEAKER)
    facts_of_talk = talks.InvitedTalk(title="T", speaker="Bo Li", abstract="", minutes=30, person=person)
    talk = talks.add_invited_talk(session=session, facts=facts_of_talk, by=chair, at=NOW)
    talks.remove_talk(talk=talk, by=chair, at=NOW)
    person.delete()
    stands = rows_of(conference)
    with pytest.raises(Refused, match="cannot be put back"):
        history.undo(conference=conference, by=chair, at=NOW)
    assert rows_of(conference) == stands


def test_a_room_that_somebody_noted_something_of_since_is_not_undone_away(conference, chair) -> None:
    room = rooms.add_room(conference=conference, facts=rooms.RoomFacts(name="Loft"), by=chair, at=NOW)
    away = AwayFacts(room=room, name="", email="", starts_at=NOON, ends_at=NOON + HOUR)
    other = make_member(conference, Role.CHAIR)
    add_unavailability(conference=conference, facts=away, by=other, at=NOW)
    with pytest.raises(Overtaken, match="put into"):
        history.undo(conference=conference, by=chair, at=NOW)
    assert conference.unavailabilities.count() == 1


def test_a_new_change_ends_what_could_be_done_again(conference, chair, room, session) -> None:
    sessions.change_session(session=session, facts=facts(room, 1), version=0, by=chair, at=NOW)
    history.undo(conference=conference, by=chair, at=NOW)
    sessions.change_session(session=session, facts=facts(room, 2), version=2, by=chair, at=NOW)
    assert history.step_to_redo(conference, chair) is None
    with pytest.raises(Refused, match="nothing to do again"):
        history.redo(conference=conference, by=chair, at=NOW)


def test_two_sessions_change_places_though_their_rooms_are_taken(conference, chair, room, session) -> None:
    loft = Room.objects.create(conference=conference, name="Loft")
    long = Session.objects.create(
        conference=conference, title="Long", room=loft, starts_at=NOON, ends_at=NOON + 2 * HOUR
    )
    sessions.swap_sessions(one=session, other=long, by=chair, at=NOW)
    session.refresh_from_db()
    long.refresh_from_db()
    assert (session.room, session.ends_at - session.starts_at) == (loft, HOUR)
    assert (long.room, long.ends_at - long.starts_at) == (room, 2 * HOUR)


def test_a_whole_day_moves_by_an_hour_though_each_would_meet_the_next(conference, chair, room) -> None:
    day = [
        Session.objects.create(
            conference=conference,
            title=f"S{hour}",
            room=room,
            starts_at=NOON + hour * HOUR,
            ends_at=NOON + (hour + 1) * HOUR,
        )
        for hour in range(5)
    ]
    sessions.place_sessions(conference=conference, placements=later_by(HOUR, *day), by=chair, at=NOW)
    assert [one.starts_at for one in Session.objects.order_by("title")] == [
        NOON + (hour + 1) * HOUR for hour in range(5)
    ]


def test_a_swap_that_does_not_fit_is_refused_whole(conference, chair, room, session) -> None:
    loft = Room.objects.create(conference=conference, name="Loft")
    long = Session.objects.create(
        conference=conference, title="Long", room=loft, starts_at=NOON, ends_at=NOON + 2 * HOUR
    )
    Session.objects.create(
        conference=conference, title="Next", room=room, starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR
    )
    before = rows_of(conference)
    with pytest.raises(Refused, match="Another session is in this room"):
        sessions.swap_sessions(one=session, other=long, by=chair, at=NOW)
    assert rows_of(conference) == before
    assert not ProgramEdit.objects.exists()


def test_a_step_costs_the_same_however_long_the_programme(conference, chair, session) -> None:
    def queries() -> int:
        version = Session.objects.get(pk=session.pk).version
        place = SessionPlace(room=None, starts_at=NOON, ends_at=NOON + HOUR)
        with CaptureQueriesContext(connection) as found:
            sessions.place_session(session=session, place=place, version=version, by=chair, at=NOW)
            history.undo(conference=conference, by=chair, at=NOW)
        return len(found)

    few = queries()
    for number in range(30):
        extra = Session.objects.create(
            conference=conference, title=f"S{number}", starts_at=NOON, ends_at=NOON + HOUR
        )
        paper = make_submission(conference, [make_user()], state=SubmissionState.ACCEPTED)
        Talk.objects.create(session=extra, submission=paper)
    assert queries() == few


def test_the_desk_offers_to_undo_and_to_redo(chair_client, conference, session, form_data) -> None:
    chair_client.post(f"{DESK}sessions/{session.key}/", {**form_data, "version": 0})
    assert "Undo" in chair_client.get(DESK).content.decode()
    answer = chair_client.post(f"{DESK}undo/", follow=True)
    assert "Undone: “Afternoon” changed." in answer.content.decode()
    session.refresh_from_db()
    assert session.title == "Morning talks"
    chair_client.post(f"{DESK}redo/")
    session.refresh_from_db()
    assert session.title == "Afternoon"


def test_whoever_does_not_edit_the_programme_cannot_undo(client, conference, chair, session) -> None:
    place = SessionPlace(room=None, starts_at=NOON, ends_at=NOON + dt.timedelta(minutes=30))
    sessions.place_session(session=session, place=place, version=0, by=chair, at=NOW)
    stands = rows_of(conference)
    client.force_login(make_user(), backend="django.contrib.auth.backends.ModelBackend")
    for address in ("undo", "redo"):
        assert client.post(f"{DESK}{address}/").status_code == 404
    assert rows_of(conference) == stands
