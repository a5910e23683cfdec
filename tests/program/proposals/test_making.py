"""How a plan is made: steps at which it is cancelled, stopped, taken over; what it costs in queries."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.resilience.leases import pulse
from program.proposals.choices import BadBoards, PlanningChoices, boards_from
from program.proposals.models import ProgramProposal
from program.proposals.services import computing
from program.proposals.services.making import (
    ask_again,
    cancel_proposal,
    resume_lost_proposals,
    start_proposal,
    stop_proposal,
)
from program.proposals.states import ProposalState
from tests.program.proposals.conftest import make_paper, make_session
from tests.program.proposals.test_planner import apply
from tests.support.factories import NOW, make_member

pytestmark = pytest.mark.django_db
STEPS = ("Reading", "Checking", "Proposing")


@pytest.fixture
def waiting(conference, chair, sessions):
    """A plan that no worker has begun with."""
    for number in range(3):
        make_paper(conference, f"Whales {number}")
    choices = PlanningChoices(sessions=tuple(one.key for one in sessions))
    viewer = viewer_for(user=chair, conference=conference, at=NOW)
    return start_proposal(viewer=viewer, choices=choices, at=NOW)


def at_step(monkeypatch, step, does):
    """Do something when the worker comes to this step."""
    note = computing._PlanLease.note

    def noting(lease, words, share):
        note(lease, words, share)
        if words.startswith(step):
            does()

    monkeypatch.setattr(computing._PlanLease, "note", noting)


def work(proposal, **more):
    computing.work_on_proposal(key=proposal.key, at=NOW, **more)
    proposal.refresh_from_db()
    return proposal


@pytest.mark.parametrize("step", STEPS)
def test_cancelled_at_any_step_nothing_is_kept(waiting, chair, monkeypatch, step) -> None:
    at_step(monkeypatch, step, lambda: cancel_proposal(proposal=waiting, by=chair, at=NOW))
    assert (work(waiting).state, waiting.result) == (ProposalState.CANCELLED, {})


def test_stopped_it_hands_over_the_best_so_far_with_its_bound(waiting, chair, monkeypatch) -> None:
    at_step(monkeypatch, "Reading", lambda: stop_proposal(proposal=waiting, by=chair, at=NOW))
    made = pulse

    def heard(lease, *args, **more):
        lease.stop.set()
        return made(lease, *args, **more)

    monkeypatch.setattr(computing, "pulse", heard)
    result = work(waiting).result
    assert waiting.state == ProposalState.PROPOSED
    assert sum(len(part["papers"]) for part in result["sessions"]) == 3
    assert result["bound"] >= result["similarity"] - 1e-4


def test_a_task_that_comes_twice_makes_one_plan(waiting, monkeypatch) -> None:
    at_step(monkeypatch, "Checking", lambda: computing.work_on_proposal(key=waiting.key, at=NOW))
    assert work(waiting).state == ProposalState.PROPOSED
    assert (waiting.worker, waiting.attempts, waiting.seen_at) == ("", 0, None)


def test_the_same_seed_gives_the_same_plan(conference, sessions, propose) -> None:
    for number in range(6):
        make_paper(conference, f"{'Whales' if number % 2 else 'Lasers'} {number}")
    first, second = propose(seed=4).result, propose(seed=4).result
    assert {**first, "seconds": 0} == {**second, "seconds": 0}


def test_who_edits_no_more_gets_no_plan(waiting, conference, chair) -> None:
    conference.memberships.filter(user=chair).delete()
    assert work(waiting).state == ProposalState.FAILED
    assert "no longer edits" in waiting.failure


def test_a_plan_that_fails_the_check_is_not_kept(waiting, monkeypatch) -> None:
    monkeypatch.setattr(computing, "plan_faults", lambda *_: ["A fault."])
    assert (work(waiting).state, waiting.result) == (ProposalState.FAILED, {})
    assert waiting.failure == computing.UNPROVEN


def test_a_breakdown_is_told_without_its_details(waiting, monkeypatch) -> None:
    monkeypatch.setattr(computing, "plan_programme", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        work(waiting)
    waiting.refresh_from_db()
    assert waiting.failure == computing.UNEXPECTED


def test_what_kills_its_workers_is_given_up(waiting) -> None:
    ProgramProposal.objects.update(attempts=computing.MAX_ATTEMPTS)
    assert work(waiting).failure == computing.GAVE_UP


def test_a_silent_worker_is_noticed_and_replaced(chair_client, waiting, chair, url) -> None:
    with pytest.raises(Refused, match=r"not being made|A worker is at it"):
        ask_again(proposal=waiting, by=chair, at=NOW)
    ProgramProposal.objects.update(state=ProposalState.RUNNING, seen_at=NOW - dt.timedelta(days=9000))
    assert "The worker is silent" in chair_client.get(url("plan_progress", waiting.key)).content.decode()
    chair_client.post(url("ask_plan_again", waiting.key))
    assert work(waiting, takes_over=True).state == ProposalState.PROPOSED


def test_a_lost_plan_is_asked_for_again(
    waiting, monkeypatch, django_capture_on_commit_callbacks, settings
) -> None:
    from program import tasks

    asked = []
    monkeypatch.setattr(tasks.make_plan, "delay", lambda *args, **_: asked.append(args))
    with django_capture_on_commit_callbacks(execute=True):
        resume_lost_proposals(at=NOW)
    assert not asked
    with django_capture_on_commit_callbacks(execute=True):
        resume_lost_proposals(at=NOW + dt.timedelta(minutes=2))
    assert asked == [(waiting.key,)]


def test_pages_and_applying_cost_the_same_for_5_and_for_50_papers(
    chair_client, conference, sessions, url, propose
) -> None:
    make_session(conference, "Posters", hours=3, kind="poster")
    make_member(conference, Role.REVIEWER)

    def counts() -> list[int]:
        proposal = propose()
        found = []
        for ask in (
            lambda: chair_client.get(url("planner")),
            lambda: chair_client.get(url("plan", proposal.key)),
            lambda: apply(chair_client, url, proposal),
        ):
            with CaptureQueriesContext(connection) as queries:
                assert ask().status_code in {200, 302}
            found.append(len(queries))
        return found

    for number in range(5):
        make_paper(conference, f"Whales {number}", presentation="Poster")
    few = counts()
    chair_client.post(url("undo"))
    for number in range(45):
        make_paper(conference, f"Lasers {number}", presentation="Poster")
    assert counts() == few


@pytest.mark.parametrize(
    ("text", "boards"),
    [
        ("", ()),
        ("1-3, 7", ("1", "2", "3", "7")),
        ("A3–A1; B2\n9", ("A3", "A2", "A1", "B2", "9")),
        (" Fenster ", ("Fenster",)),
    ],
)
def test_boards_in_walking_order(text, boards) -> None:
    assert boards_from(text) == boards


@pytest.mark.parametrize("text", ["1-3, 2", "1-999999999999", "x" * 13, "A1-A5000"])
def test_boards_that_cannot_be(text) -> None:
    with pytest.raises(BadBoards):
        boards_from(text)


def test_without_scripts_the_page_of_progress_asks_again_by_itself(chair_client, waiting, url) -> None:
    page = chair_client.get(url("plan_progress", waiting.key)).content.decode()
    assert '<meta http-equiv="refresh" content="3">' in page
    assert "Cancel" in page
