import datetime as dt

import pytest

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from reviews import tasks
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.assignment_drafts.services import computing as work
from reviews.assignment_drafts.services.computing import work_on_draft
from reviews.assignment_drafts.services.making import ask_again, cancel_draft, resume_lost_drafts
from reviews.assignment_drafts.solving import answer
from reviews.assignment_drafts.states import DraftState
from reviews.bidding.models import Bid, BiddingRound
from reviews.bidding.states import BidValue
from reviews.expertise.fit import affinity_of
from reviews.matching import MAX_MIN
from tests.plugins.mail import wait_until
from tests.support.drafts import (
    make_paper,
    make_reviewer,
    pairs,
    propose,
    start,
    state_of,
    url,
    write_settings,
)
from tests.support.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(conference):
    """One paper and one person who fits it."""
    return make_paper(conference, "Alpha"), make_reviewer(conference, "Cora")


def at_step(monkeypatch, step, does):
    """Do something when the worker comes to this step."""
    note = work._Lease.note

    def noting(lease, words, share):
        note(lease, words, share)
        if words.startswith(step):
            does(lease.draft)

    monkeypatch.setattr(work._Lease, "note", noting)


STEPS = ("Gathering", "Comparing 1 paper with 1 person", "Looking", "Checking", "Writing")


@pytest.mark.parametrize("step", STEPS)
def test_cancelled_at_any_step_nothing_is_kept(conference, chair, small, monkeypatch, step):
    draft = start(conference, chair)
    at_step(monkeypatch, step, lambda _: cancel_draft(draft=draft, by=chair, at=NOW))
    work_on_draft(key=draft.key, at=NOW)
    assert state_of(draft) == DraftState.CANCELLED
    assert not draft.pairs.exists()
    assert draft.total is None


def test_cancelled_before_a_worker_takes_it(client, conference, chair, small):
    draft = start(conference, chair)
    client.post(url(conference, "cancel_run", draft.key))
    work_on_draft(key=draft.key, at=NOW)
    assert state_of(draft) == DraftState.CANCELLED
    page = client.get(url(conference, "run", draft.key), follow=True).content.decode()
    assert "Nothing of this draft was kept" in page


def test_it_is_too_late_to_cancel_what_is_there(conference, chair, small):
    draft = propose(conference, chair)
    with pytest.raises(Refused, match="too late to cancel"):
        cancel_draft(draft=draft, by=chair, at=NOW)
    assert state_of(draft) == DraftState.PROPOSED


def test_a_task_that_comes_twice_makes_one_draft(conference, chair, small, monkeypatch):
    draft = start(conference, chair)
    at_step(monkeypatch, "Looking", lambda _: work_on_draft(key=draft.key, at=NOW))
    work_on_draft(key=draft.key, at=NOW)
    work_on_draft(key=draft.key, at=NOW)
    assert state_of(draft) == DraftState.PROPOSED
    assert draft.pairs.count() == 1


def test_a_worker_that_was_replaced_stops(conference, chair, small, monkeypatch):
    draft = start(conference, chair)
    begun: list[bool] = []

    def replace(_):
        if not begun:
            begun.append(True)
            work_on_draft(key=draft.key, at=NOW, takes_over=True)

    at_step(monkeypatch, "Looking", replace)
    work_on_draft(key=draft.key, at=NOW)
    assert state_of(draft) == DraftState.PROPOSED
    assert draft.pairs.count() == 1


def test_a_worker_of_the_release_before_takes_over_too(conference, chair, small, monkeypatch):
    draft = start(conference, chair)

    def replace(row):
        write_settings(row, {"worker": "another"})

    at_step(monkeypatch, "Looking", replace)
    work_on_draft(key=draft.key, at=NOW)
    assert state_of(draft) == DraftState.RUNNING
    assert not draft.pairs.exists()


def test_the_lease_is_there_as_long_as_a_worker_is_at_it(conference, chair, small, monkeypatch):
    draft, seen = start(conference, chair), []
    monkeypatch.setattr(work, "new_key", lambda: "me")
    at_step(monkeypatch, "Looking", lambda _: seen.append(AssignmentDraft.objects.get()))
    work_on_draft(key=draft.key, at=NOW)
    assert [lease_of(row) for row in seen] == [("me", 1, NOW)]
    draft.refresh_from_db()
    assert lease_of(draft) == ("", 0, None)


def lease_of(draft):
    return draft.worker, draft.attempts, draft.seen_at


def test_two_drafts_at_once_do_not_disturb_each_other(conference, chair, small, monkeypatch):
    first, second = start(conference, chair), start(conference, chair, objective=MAX_MIN)

    def make_the_other(draft):
        if draft.pk == first.pk:
            work_on_draft(key=second.key, at=NOW)

    at_step(monkeypatch, "Looking", make_the_other)
    work_on_draft(key=first.key, at=NOW)
    assert [state_of(draft) for draft in (first, second)] == [DraftState.PROPOSED] * 2
    assert pairs(first) == pairs(second) == {("Alpha", "Cora")}


def test_a_bid_that_comes_meanwhile_does_no_harm(conference, chair, small, monkeypatch):
    BiddingRound.objects.create(conference=conference)
    paper, person = small
    draft = start(conference, chair)
    at_step(
        monkeypatch,
        "Looking",
        lambda _: Bid.objects.create(submission=paper, reviewer=person, value=BidValue.NOT_MINE, at=NOW),
    )
    work_on_draft(key=draft.key, at=NOW)
    assert state_of(draft) == DraftState.PROPOSED


def test_a_paper_that_goes_meanwhile_fails_it_in_words(conference, chair, small, monkeypatch):
    draft = start(conference, chair)
    at_step(monkeypatch, "Gathering", lambda _: conference.memberships.filter(role=Role.REVIEWER).delete())
    work_on_draft(key=draft.key, at=NOW)
    assert state_of(draft) == DraftState.FAILED
    assert draft.failure == work.NOTHING_LEFT


def test_a_breakdown_is_told_without_its_details(client, conference, chair, small, monkeypatch):
    draft = start(conference, chair)
    monkeypatch.setattr(work, "answer", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        work_on_draft(key=draft.key, at=NOW)
    page = client.get(url(conference, "run_progress", draft.key)).content.decode()
    assert "Something went wrong" in page
    assert "division" not in page


def test_an_answer_that_does_not_pass_the_check_is_not_kept(conference, chair, small, monkeypatch):
    draft = start(conference, chair)
    told = answer

    def lies(asked):
        found = told(asked)
        object.__setattr__(found.solution, "total", found.solution.total + 1)
        return found

    monkeypatch.setattr(work, "answer", lies)
    work_on_draft(key=draft.key, at=NOW)
    assert state_of(draft) == DraftState.FAILED
    assert draft.failure == work.UNPROVEN
    assert not draft.pairs.exists()


def test_a_fit_that_is_no_number_is_told(conference, chair, monkeypatch):
    make_reviewer(conference, "Cora", topic="Compression")
    make_paper(conference, "Alpha", topic="Compression")
    draft = start(conference, chair)
    real = affinity_of

    def broken(*args, **more):
        affinity = real(*args, **more)
        affinity.scores.data[:] = float("nan")
        return affinity

    monkeypatch.setattr(work, "affinity_of", broken)
    work_on_draft(key=draft.key, at=NOW)
    assert state_of(draft) == DraftState.FAILED
    assert "could not be computed" in draft.failure


def test_who_is_no_chair_any_more_gets_no_draft(conference, chair, small):
    draft = start(conference, chair)
    conference.memberships.filter(user=chair).delete()
    work_on_draft(key=draft.key, at=NOW)
    assert state_of(draft) == DraftState.FAILED
    assert not draft.pairs.exists()


def silence(draft, minutes):
    draft.seen_at = NOW - dt.timedelta(minutes=minutes)
    draft.state = DraftState.RUNNING
    draft.save()


def test_a_silent_worker_is_noticed_and_replaced(client, conference, chair, small):
    draft = start(conference, chair)
    silence(draft, 60 * 24 * 365 * 20)
    page = client.get(url(conference, "run_progress", draft.key)).content.decode()
    assert "The worker is silent" in page
    client.post(url(conference, "ask_again", draft.key))
    work_on_draft(key=draft.key, at=NOW, takes_over=True)
    assert state_of(draft) == DraftState.PROPOSED


def test_a_worker_that_is_at_it_is_left_alone(conference, chair, small):
    draft = start(conference, chair)
    silence(draft, 1)
    with pytest.raises(Refused, match="A worker is at it"):
        ask_again(draft=draft, by=chair, at=NOW)
    assert state_of(draft) == DraftState.RUNNING


def test_what_kills_its_workers_is_given_up(conference, chair, small):
    draft = start(conference, chair)
    draft.attempts = work.MAX_ATTEMPTS
    draft.save()
    work_on_draft(key=draft.key, at=NOW)
    assert state_of(draft) == DraftState.FAILED
    assert draft.failure == work.GAVE_UP


def test_a_draft_that_no_worker_heard_of_is_asked_for_again(
    conference, chair, small, monkeypatch, django_capture_on_commit_callbacks
):
    draft = start(conference, chair)
    sent = []
    monkeypatch.setattr(tasks.make_draft, "delay", lambda key, **_: sent.append(key))
    with django_capture_on_commit_callbacks(execute=True):
        resume_lost_drafts(at=NOW + dt.timedelta(seconds=10))
    assert sent == []
    with django_capture_on_commit_callbacks(execute=True):
        resume_lost_drafts(at=NOW + dt.timedelta(minutes=2))
    assert sent == [draft.key]


def test_a_draft_whose_worker_died_is_given_to_another_one(
    conference, chair, small, monkeypatch, django_capture_on_commit_callbacks
):
    draft, sent = start(conference, chair), []
    monkeypatch.setattr(tasks.make_draft, "delay", lambda key, **_: sent.append(key))
    for minutes, told in ((4, []), (6, [draft.key])):
        silence(draft, minutes)
        with django_capture_on_commit_callbacks(execute=True):
            resume_lost_drafts(at=NOW)
        assert sent == told
    work_on_draft(key=draft.key, at=NOW)
    assert state_of(draft) == DraftState.PROPOSED


@pytest.mark.django_db(transaction=True)
def test_a_worker_shows_life_while_the_engine_thinks(conference, chair, small, monkeypatch):
    draft = start(conference, chair)
    later = NOW + dt.timedelta(hours=1)
    seen: list[str] = []

    def think(facts, asked):
        wait_until(lambda: later == AssignmentDraft.objects.get().seen_at)
        seen.append(AssignmentDraft.objects.get().step)
        raise Refused("Enough.")

    times = iter([NOW] * 3)  # the notes of the steps until the engine is asked
    monkeypatch.setattr(work, "PULSE_SECONDS", 0.01)
    monkeypatch.setattr(work, "_answer", think)
    work_on_draft(key=draft.key, at=NOW, clock=lambda: next(times, later))
    assert seen == ["Looking for the best assignment"]
    assert state_of(draft) == DraftState.FAILED
