"""Planning from the page: choices, check, proposal, apply, undo."""

from __future__ import annotations

import pytest

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import AcceptedShown, Role
from effgenai.mail.models import OutboundEmail
from program.core.models import ProgramEdit, Session, SessionPerson, Talk, Unavailability
from program.core.rows import rows_of
from program.proposals.models import ProgramProposal
from program.proposals.services.computing import work_on_proposal
from program.proposals.states import ProposalState, Scope
from submissions.conflicts.models import Conflict
from submissions.core.states import SubmissionState
from tests.program.conftest import HOUR, NOON
from tests.program.proposals.conftest import make_paper, make_session
from tests.support.factories import NOW, make_member

pytestmark = pytest.mark.django_db


def form_of(sessions, **said):
    return {
        "scope": "waiting",
        "sessions": [one.key for one in sessions],
        "twice": "presenters",
        "minutes": 15,
        "boards": "",
        "stays": "on",
        "seed": 1,
        "kind_0": "oral",
        "do": "start",
        **said,
    }


def where(conference) -> dict[str, str]:
    talks = Talk.objects.filter(session__conference=conference, submission__isnull=False)
    return dict(talks.values_list("submission__title", "session__title"))


def apply(client, url, proposal, **ticked):
    usual = {"papers": [part["key"] for part in proposal.result["sessions"]]}
    return client.post(url("apply_plan", proposal.key), {**usual, **ticked})


def test_from_the_page_to_the_draft_and_back(chair_client, conference, sessions, url) -> None:
    for number in range(6):
        make_paper(conference, f"{'Whales' if number % 2 else 'Lasers'} {number}")
    before = rows_of(conference)
    page = chair_client.get(url("planner")).content.decode()
    assert "6 papers into 2 sessions" in page
    assert "Looks possible" in page
    answer = chair_client.post(url("planner"), form_of(sessions))
    proposal = ProgramProposal.objects.get()
    assert answer.url == url("plan_progress", proposal.key)
    work_on_proposal(key=proposal.key, at=NOW)
    assert rows_of(conference) == before
    shown = chair_client.get(answer.url, follow=True).content.decode()
    assert "Lasers 0" in shown
    assert "papers placed" in shown
    proposal.refresh_from_db()
    done = apply(chair_client, url, proposal)
    assert done.status_code == 302
    assert {title.split()[0]: session for title, session in where(conference).items()}.keys() == {
        "Whales",
        "Lasers",
    }
    assert len(where(conference)) == 6
    assert len({(title.split()[0], session) for title, session in where(conference).items()}) == 2
    (step,) = ProgramEdit.objects.all()
    proposal.refresh_from_db()
    assert (proposal.state, proposal.step_number) == (ProposalState.APPLIED, step.number)
    assert "Undo all of it" in chair_client.get(url("plan", proposal.key)).content.decode()
    chair_client.post(url("undo"))
    assert rows_of(conference) == before
    assert "Taken back" in chair_client.get(url("plan", proposal.key)).content.decode()
    assert not OutboundEmail.objects.exists()
    assert not conference.releases.exists()


def test_an_applied_plan_is_not_applied_again(chair_client, conference, sessions, url, propose) -> None:
    make_paper(conference, "Whales")
    proposal = propose()
    apply(chair_client, url, proposal)
    before = rows_of(conference)
    page = chair_client.post(
        url("apply_plan", proposal.key), {"papers": [sessions[0].key]}, follow=True
    ).content.decode()
    assert "has applied this plan already" in page
    assert rows_of(conference) == before


def test_only_what_is_ticked_is_taken_over(chair_client, conference, sessions, url, propose) -> None:
    for number in range(8):
        make_paper(conference, f"{'Whales' if number % 2 else 'Lasers'} {number}")
    proposal = propose()
    apply(chair_client, url, proposal, papers=[sessions[0].key])
    assert set(where(conference).values()) == {"One"}
    assert len(where(conference)) == 4


def test_nothing_ticked_changes_nothing(chair_client, conference, sessions, url, propose) -> None:
    make_paper(conference, "Whales")
    proposal = propose()
    page = chair_client.post(url("apply_plan", proposal.key), {}, follow=True).content.decode()
    assert "Tick at least one part" in page
    assert not where(conference)


def test_nobody_is_in_two_places_and_who_is_away_is_not_planned(conference, sessions, propose) -> None:
    make_paper(conference, "Whales", "Ada Nwosu")
    make_paper(conference, "Lasers", "Ada Nwosu")
    away = make_paper(conference, "Moths", "Bela Kun")
    email = away.authorships.first().email
    Unavailability.objects.create(
        conference=conference, name="Bela Kun", email=email, starts_at=NOON - HOUR, ends_at=NOON + 5 * HOUR
    )
    result = propose().result
    places = {one["paper"]: part["key"] for part in result["sessions"] for one in part["papers"]}
    assert len(set(places.values())) == 1
    assert len(places) == 2
    (unplaced,) = result["unplaced"]
    assert unplaced["paper"] == away.pk
    assert "Bela Kun" in unplaced["reason"]
    assert "away" in unplaced["reason"]
    assert any("Bela Kun" in sentence for sentence in result["clashes"])


def test_what_has_a_time_keeps_its_people(conference, sessions, propose) -> None:
    """Rule 19: an invited talk, a panel and a chair elsewhere at that time are respected."""
    paper = make_paper(conference, "Whales", "Ada Nwosu")
    author = paper.authorships.first()
    plenary = make_session(conference, "Plenary", kind="keynote")
    Talk.objects.create(session=plenary, title="Invited", speaker="Ada Nwosu", email=author.email)
    result = propose().result
    assert [one["paper"] for one in result["unplaced"]] == [paper.pk]
    assert "Plenary" in " ".join(result["clashes"])


def test_a_panellist_without_an_address_is_the_author_of_that_name(conference, sessions, propose) -> None:
    paper = make_paper(conference, "Whales", "Ada Nwosu")
    panel = make_session(conference, "Panel", kind="panel")
    SessionPerson.objects.create(session=panel, role="panellist", name="ada  nwosu")
    assert [one["paper"] for one in propose().result["unplaced"]] == [paper.pk]


def test_hand_placed_papers_stay_unless_chosen(chair_client, conference, sessions, url, propose) -> None:
    placed = make_paper(conference, "Whales 0")
    Talk.objects.create(session=sessions[1], submission=placed, minutes=20)
    make_paper(conference, "Whales 1")
    proposal = propose()
    apply(chair_client, url, proposal)
    assert where(conference) == {"Whales 0": "Two", "Whales 1": "Two"}
    assert Talk.objects.get(submission=placed).minutes == 20


def test_a_locked_talk_and_a_locked_session_are_left_alone(
    chair_client, conference, sessions, url, propose
) -> None:
    lasers, whales = make_paper(conference, "Lasers at sea"), make_paper(conference, "Whales")
    talk = Talk.objects.create(session=sessions[0], submission=lasers)
    other = Talk.objects.create(session=sessions[1], submission=whales)
    make_paper(conference, "Lasers on land")
    chair_client.post(url("change_talk", talk.key), {"action": "lock"})
    chair_client.post(url("lock_session", sessions[1].key), {"lock": "yes"})
    proposal = propose(scope=Scope.UNLOCKED)
    assert [part["key"] for part in proposal.result["sessions"]] == [sessions[0].key]
    apply(chair_client, url, proposal)
    assert where(conference) == {"Lasers at sea": "One", "Whales": "Two", "Lasers on land": "One"}
    assert "locked" in chair_client.get(url("edit_session", sessions[0].key)).content.decode()
    chair_client.post(url("undo"))
    chair_client.post(url("undo"))
    sessions[1].refresh_from_db()
    assert not sessions[1].is_locked
    other.refresh_from_db()
    assert other.session == sessions[1]


def test_planned_again_as_little_as_possible_moves(chair_client, conference, sessions, url, propose) -> None:
    for number in range(6):
        make_paper(conference, f"{'Whales' if number % 2 else 'Lasers'} {number}")
    apply(chair_client, url, propose())
    before = where(conference)
    make_paper(conference, "Whales 7")
    proposal = propose(scope=Scope.UNLOCKED, stays=True)
    moves = [
        one
        for part in proposal.result["sessions"]
        for one in part["papers"]
        if one["from"] not in {None, part["key"]}
    ]
    assert not moves
    apply(chair_client, url, proposal)
    assert {title: place for title, place in where(conference).items() if title in before} == before


STALE = {
    "a session has moved": lambda sessions, _papers: Session.objects.filter(pk=sessions[0].pk).update(
        starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR
    ),
    "a session is gone": lambda sessions, _papers: sessions[0].delete(),
    "a session is locked": lambda sessions, _papers: Session.objects.filter(pk=sessions[0].pk).update(
        is_locked=True
    ),
    "a paper was placed": lambda sessions, papers: Talk.objects.create(
        session=sessions[1], submission=papers[0]
    ),
    "a paper is withdrawn": lambda _sessions, papers: (
        type(papers[0])
        .objects.filter(pk=papers[0].pk)
        .update(state=SubmissionState.WITHDRAWN, withdrawn_at=NOW)
    ),
    "somebody is away": lambda sessions, papers: Unavailability.objects.create(
        conference=sessions[0].conference,
        email=papers[0].authorships.first().email,
        starts_at=NOON - HOUR,
        ends_at=NOON + HOUR,
    ),
    "a session is shorter": lambda sessions, _papers: Session.objects.filter(pk=sessions[0].pk).update(
        ends_at=NOON + HOUR / 2
    ),
}


@pytest.mark.parametrize("change", STALE.values(), ids=STALE)
def test_a_stale_plan_is_refused_with_a_list(
    chair_client, conference, sessions, url, propose, change
) -> None:
    papers = [make_paper(conference, f"Whales {number}") for number in range(4)]
    proposal = propose(sessions=(sessions[0].key,))
    change(sessions, papers)
    before = rows_of(conference)
    lines = AuditLine.objects.count()
    answer = apply(chair_client, url, proposal)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "has changed since this plan was made" in page
    assert page.count("<li>") > 0
    assert rows_of(conference) == before
    assert AuditLine.objects.count() == lines
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.PROPOSED


def test_a_change_elsewhere_does_not_stand_in_the_way(
    chair_client, conference, sessions, url, propose
) -> None:
    make_paper(conference, "Whales")
    proposal = propose(sessions=(sessions[0].key,))
    make_session(conference, "Dinner", hours=5, kind="social")
    Session.objects.filter(pk=sessions[0].pk).update(title="Renamed")
    assert apply(chair_client, url, proposal).status_code == 302
    assert where(conference) == {"Whales": "Renamed"}


def test_too_little_room_still_gives_a_plan(chair_client, conference, sessions, url, propose) -> None:
    """Rule 17: how many places are missing and of which kind, and a reason for each paper that waits."""
    for number in range(5):
        make_paper(conference, f"Whales {number}")
    said = form_of(sessions[:1], do="check")
    page = chair_client.post(url("planner"), said).content.decode()
    assert "1 of 5 papers of the kind oral have no place" in page
    assert not ProgramProposal.objects.exists()
    proposal = propose(sessions=(sessions[0].key,))
    assert len(proposal.result["sessions"][0]["papers"]) == 4
    shown = chair_client.get(url("plan", proposal.key)).content.decode()
    assert "What the plan cannot do" in shown
    assert "Cannot place" in shown


def test_the_quick_check_names_what_is_too_long_and_too_much(chair_client, conference, sessions, url) -> None:
    """Rule 18, before any search."""
    for number in range(2):
        make_paper(conference, f"Poster {number}", "Ada Nwosu", presentation="Poster")
    posters = make_session(conference, "Posters", hours=2, kind="poster")
    make_paper(conference, "Whales")
    said = form_of([*sessions, posters], do="check", minutes=90, kind_1="poster")
    page = chair_client.post(url("planner"), said).content.decode()
    assert "fits into no session of the kind oral; it has 90 minutes" in page
    assert "Ada Nwosu presents 2 posters, but there is 1 poster session" in page


def test_no_papers_and_no_sessions(chair_client, conference, url, room) -> None:
    assert "No session to fill" in chair_client.get(url("planner")).content.decode()
    made = make_session(conference, "One", room=room)
    assert "there is nothing to plan" in chair_client.get(url("planner")).content.decode()
    said = form_of([made])
    del said["kind_0"]
    chair_client.post(url("planner"), said)
    proposal = ProgramProposal.objects.get()
    work_on_proposal(key=proposal.key, at=NOW)
    page = chair_client.get(url("plan_progress", proposal.key)).content.decode()
    assert "nothing to plan" in page


def test_bad_choices_are_told_beside_their_fields_and_nothing_starts(
    chair_client, conference, sessions, url
) -> None:
    make_paper(conference, "Whales")
    said = form_of([], boards="1-5, 3", minutes=0)
    page = chair_client.post(url("planner"), said).content.decode()
    assert "Board 3 stands there twice" in page
    assert "Tick at least one session" in page
    assert "1-5, 3" in page
    assert not ProgramProposal.objects.exists()


def test_posters_hang_beside_similar_ones_and_no_presenter_twice(
    chair_client, conference, room, url, propose
) -> None:
    halls = [
        make_session(conference, f"Posters {number}", hours=number, room=room, kind="poster")
        for number in (0, 2)
    ]
    for number in range(8):
        words = "whales singing in cold seas" if number % 2 else "lasers cooling trapped atoms"
        make_paper(conference, f"{words} {number}", "Ada Nwosu" if number < 2 else "", presentation="Poster")
    proposal = propose(boards=("B4", "B3", "B1", "B9", "B10"))
    apply(chair_client, url, proposal)
    boards = list(
        Talk.objects.order_by("session__starts_at", "position").values_list("session__title", "board")
    )
    for hall in halls:
        there = [board for title, board in boards if title == hall.title]
        assert there == [board for board in ("B4", "B3", "B1", "B9", "B10") if board in there]
    first = Talk.objects.filter(submission__authorships__name="Ada Nwosu")
    assert len(set(first.values_list("session", flat=True))) == 2


def test_names_and_chairs_are_proposed_and_taken_over_if_ticked(
    chair_client, conference, sessions, url, propose, chair
) -> None:
    reviewer = make_member(conference, Role.REVIEWER)
    for number in range(3):
        make_paper(conference, f"Whales singing {number}")
    proposal = propose(sessions=(sessions[0].key,))
    (part,) = proposal.result["sessions"]
    assert "hales" in part["name"]
    assert part["chair"]["email"] in {reviewer.email, chair.email}
    chair_client.post(url("apply_plan", proposal.key), {"names": [part["key"]], "chairs": [part["key"]]})
    sessions[0].refresh_from_db()
    assert sessions[0].title == part["name"]
    assert [one.email for one in sessions[0].people.all()] == [part["chair"]["email"]]
    assert not where(conference)
    assert sessions[0].version == 1


def test_one_plan_at_a_time(chair_client, conference, sessions, url) -> None:
    make_paper(conference, "Whales")
    chair_client.post(url("planner"), form_of(sessions))
    page = chair_client.post(url("planner"), form_of(sessions, seed=2), follow=True).content.decode()
    assert "is being made already" in page
    assert ProgramProposal.objects.count() == 1


def test_cancelled_stopped_and_discarded(chair_client, conference, sessions, url, propose) -> None:
    make_paper(conference, "Whales")
    chair_client.post(url("planner"), form_of(sessions))
    proposal = ProgramProposal.objects.get()
    page = chair_client.post(url("stop_plan", proposal.key), follow=True).content.decode()
    assert "nothing to stop" in page
    chair_client.post(url("cancel_plan", proposal.key))
    work_on_proposal(key=proposal.key, at=NOW)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.result) == (ProposalState.CANCELLED, {})
    assert (
        "Nothing of this plan was kept"
        in chair_client.get(url("plan", proposal.key), follow=True).content.decode()
    )
    second = propose()
    assert (
        "too late to cancel"
        in chair_client.post(url("cancel_plan", second.key), follow=True).content.decode()
    )
    chair_client.post(url("discard_plan", second.key))
    second.refresh_from_db()
    assert (second.state, second.result) == (ProposalState.DISCARDED, {})
    assert not where(conference)


@pytest.mark.parametrize("role", [None, Role.REVIEWER, Role.AREA_CHAIR, Role.SITE_EDITOR])
def test_who_does_not_edit_the_programme_changes_nothing(
    client, conference, sessions, url, propose, role
) -> None:
    make_paper(conference, "Whales")
    proposal = propose()
    before = rows_of(conference)
    if role:
        client.force_login(make_member(conference, role), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(url("planner")).status_code in {302, 403, 404}
    for name in ("apply_plan", "discard_plan", "cancel_plan", "stop_plan", "ask_plan_again"):
        said = {"papers": [sessions[0].key]}
        assert client.post(url(name, proposal.key), said).status_code in {302, 403, 404}
    assert client.post(url("planner"), form_of(sessions)).status_code in {302, 403, 404}
    assert client.post(url("lock_session", sessions[0].key), {"lock": "yes"}).status_code in {302, 403, 404}
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.PROPOSED
    assert ProgramProposal.objects.count() == 1
    assert rows_of(conference) == before


def test_editors_plan_what_they_may_know_and_see_no_committee(
    client, conference, sessions, url, propose
) -> None:
    conference.accepted_shown = AcceptedShown.NOBODY
    conference.save()
    make_member(conference, Role.REVIEWER)
    paper = make_paper(conference, "Whales")
    own = propose()
    editor = make_member(conference, Role.PROGRAM_EDITOR)
    client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(url("planner")).content.decode()
    assert "0 papers into 2 sessions" in page
    assert "Plans so far" not in page
    assert client.get(url("plan", own.key)).status_code == 404
    assert client.post(url("apply_plan", own.key), {"papers": [sessions[0].key]}).status_code == 404
    conference.accepted_shown = AcceptedShown.EVERYONE
    conference.save()
    theirs = propose(by=editor)
    assert theirs.result["papers"] == [paper.pk]
    assert all(part["chair"] is None for part in theirs.result["sessions"])
    assert client.get(url("plan", own.key)).status_code == 200


def test_a_chair_in_conflict_does_not_learn_that_a_held_back_paper_is_accepted(
    chair_client, conference, sessions, url, propose, chair
) -> None:
    conference.accepted_shown = AcceptedShown.NOBODY
    conference.save()
    paper = make_paper(conference, "Whales")
    Conflict.objects.create(submission=paper, user=chair, source="self", created_at=NOW)
    other = make_member(conference, Role.CHAIR)
    theirs = propose(by=other)
    page = chair_client.get(url("planner")).content.decode()
    assert "0 papers into 2 sessions" in page
    assert "Plans so far" not in page
    assert chair_client.get(url("plan", theirs.key)).status_code == 404
