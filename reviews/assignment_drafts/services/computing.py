"""What a worker does for a chair: ask the engine, have the answer checked, write it down."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

import numpy as np
from django.db import IntegrityError, transaction

from effgenai.accounts.keys import new_key
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.records import record
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.resilience.leases import PULSE_SECONDS, Clock, Lease, LeaseEndedError, pulse
from effgenai.transitions import set_state, transition_all
from effgenai.ui.text.numbers import counted
from reviews.assignment_drafts.models import AssignmentDraft, ProposedPair
from reviews.assignment_drafts.queries.facts import Facts, choices_of, facts_for, in_force, problem_of
from reviews.assignment_drafts.queries.notes import broken_words, failure_words, limit_words, notes_of
from reviews.assignment_drafts.queries.panel_rules import panel_rules_of
from reviews.assignment_drafts.rules.choices import Choices
from reviews.assignment_drafts.rules.drafts import is_silent
from reviews.assignment_drafts.services.covering import cover
from reviews.assignment_drafts.solving import (
    EngineAnswer,
    EngineQuestion,
    Unproven,
    answer,
    broken_already,
    checked,
    curve_of,
)
from reviews.assignment_drafts.states import ENGINE_BEGINS, UNDER_WAY, DraftState
from reviews.bidding.fit import fit_at, with_bids
from reviews.expertise.fit import affinity_of
from reviews.expertise.vectors import Tell
from reviews.matching import Affinity, MatchingError, Progress, Report, limit_costs

MAX_ATTEMPTS = 3
MAX_WORDS = 500
MAX_LIMITS = 5
MAX_PAIRS_PRICED = 400_000  # above this, solving again for each limit would take too long
GAVE_UP = "The worker ended before it had finished, several times. Ask whoever runs the site for the logs."
UNEXPECTED = (
    "Something went wrong that should not have. Please try again; the details are in the site's logs."
)
UNPROVEN = "The check of the answer found a fault, so it is not kept. The details are in the site's logs."
CHANGED = "People or papers went away while the draft was made. Please make it again."
NO_CHAIR = "Whoever asked for this draft is no chair any more."
NOTHING_LEFT = "The papers or people it was to be made for are gone."
NO_LEASE: dict[str, Any] = {"worker": "", "attempts": 0, "seen_at": None}

logger = logging.getLogger(__name__)


def work_on_draft(
    *,
    key: str,
    at: dt.datetime,
    takes_over: bool = False,
    clock: Clock | None = None,
    end_process: Callable[[], None] | None = None,
) -> None:
    """Make the draft that was asked for; whatever happens, the chair reads how it ended.

    A second delivery of the same task finds it taken. `takes_over` is for one whose worker is known to have
    ended: a worker that is still at it then stops at its next step. `clock` dates the signs of life; without
    it no time passes. A process that may end by `end_process` does so as soon as the draft is cancelled or
    another worker has it, in the middle of a step.
    """
    lease = _take(key, at, takes_over=takes_over, clock=clock or (lambda: at))
    if lease is None:
        return
    try:
        with pulse(lease, end_process, every=PULSE_SECONDS):
            _make(lease, at)
    except LeaseEndedError:
        logger.info("Draft %s was cancelled or taken over", key)
    except Refused as refusal:
        lease.fail(str(refusal))
    except IntegrityError:
        logger.exception("Draft %s could not be written", key)
        lease.fail(CHANGED)
    except Exception:
        lease.fail(UNEXPECTED)
        raise


class _Lease(Lease):
    """A draft in the hands of this worker, until it is cancelled or another one takes it."""

    def __init__(self, draft: AssignmentDraft, clock: Clock) -> None:
        rows = AssignmentDraft.objects.filter(pk=draft.pk, state=DraftState.RUNNING, worker=draft.worker)
        super().__init__(rows, f"Draft {draft.key}", clock)
        self.draft = draft

    def note_search(self, progress: Progress) -> None:
        """Tell how far the engine is, once a second at most."""
        self.note_at_times(progress.step, ENGINE_BEGINS + int(25 * progress.share))

    def note_check(self, words: str) -> None:
        """Tell what is checked."""
        self.note_at_times(f"Checking the proof: {words[:1].lower()}{words[1:]}", 80)

    def note_reading(self, done: int, of: int) -> None:
        """Tell that a language model reads papers, which may take minutes the first time."""
        self.note(f"Reading papers: {done:,} of {of:,}", 10 + 40 * done // of)

    def fail(self, words: str) -> None:
        """Note why there is no draft."""
        self.is_closing = True
        transition_all(self.rows, DraftState.FAILED, failure=words[:MAX_WORDS], **NO_LEASE)


@transaction.atomic
def _take(key: str, at: dt.datetime, *, takes_over: bool, clock: Clock) -> _Lease | None:
    rows = AssignmentDraft.objects.select_for_update(of=("self",), no_key=True).select_related(
        "conference", "created_by"
    )
    draft = rows.filter(key=key, state__in=UNDER_WAY).first()
    if draft is None or (draft.state == DraftState.RUNNING and not takes_over and not is_silent(draft, at)):
        return None
    draft.worker, draft.attempts, draft.seen_at = new_key(), draft.attempts + 1, at
    set_state(draft, DraftState.RUNNING)
    draft.share = 0
    draft.save(update_fields=["state", "share", "worker", "attempts", "seen_at"])
    lease = _Lease(draft, clock)
    if draft.attempts > MAX_ATTEMPTS:
        lease.fail(GAVE_UP)
        return None
    return lease


def _make(lease: _Lease, at: dt.datetime) -> None:
    draft, choices = lease.draft, choices_of(lease.draft)
    lease.note("Gathering papers, people and conflicts", 5)
    viewer = viewer_for(user=draft.created_by, conference=draft.conference, at=at)
    if not viewer.is_chair:
        raise Refused(NO_CHAIR)
    facts = facts_for(viewer, Role(draft.role))
    if not facts.papers or not facts.members:
        raise Refused(NOTHING_LEFT)
    lease.note(f"Comparing {_count(facts)}", 10)
    affinity = affinity_for(facts, choices, lease.note_reading)
    lease.note("Looking for the best assignment", ENGINE_BEGINS)
    asked = dataclasses.replace(
        asked_of(facts, affinity, choices), should_stop=lease.stop.is_set, on_progress=lease.note_search
    )
    if rows := broken_already(asked):
        raise Refused(broken_words(facts, rows))
    found = _answer(facts, asked)
    lease.note("Checking the proof", 80)
    report = _checked(lease, asked, found)
    lease.note("Asking what a better worst paper costs", 83)
    curve = curve_of(asked, found)
    lease.note("Asking what the limits cost", 85)
    limits = _limits(facts, asked, found)
    lease.note("Writing it down", 95)
    _save(lease, facts, affinity, found, report, choices=choices, limits=limits, curve=curve, at=at)


def _count(facts: Facts) -> str:
    papers = counted(len(facts.papers), "paper")
    return f"{papers} with {counted(len(facts.members), 'person', 'people')}"


def affinity_for(facts: Facts, choices: Choices, tell: Tell) -> Affinity:
    """How well everybody fits every paper, with the weights that were chosen."""
    affinity = affinity_of(facts.papers, facts.members, weights=choices.weights, tell=tell)
    return with_bids(affinity, facts.papers, facts.members, choices.bids)


def asked_of(facts: Facts, affinity: Affinity, choices: Choices) -> EngineQuestion:
    """The question to the engine. Refuses where a fit is no number."""
    if not np.isfinite(affinity.scores.data).all():
        raise Refused("The fit of a paper and a person could not be computed. Check weights and topics.")
    return EngineQuestion(
        problem=problem_of(facts, affinity, choices),
        choices=choices,
        rules=panel_rules_of(facts, choices),
        in_force=in_force(facts),
    )


def _answer(facts: Facts, asked: EngineQuestion) -> EngineAnswer:
    try:
        return answer(asked)
    except MatchingError as error:
        raise Refused(failure_words(facts, error)) from error


def _checked(lease: _Lease, asked: EngineQuestion, found: EngineAnswer) -> Report:
    try:
        return checked(asked, found, lease.note_check)
    except Unproven:
        logger.exception("The answer to draft %s is faulty", lease.draft.key)
        raise Refused(UNPROVEN) from None


def _limits(facts: Facts, asked: EngineQuestion, found: EngineAnswer) -> list[tuple[str, float]]:
    """What the highest fit would gain if a limit were eased, in words, the dearest first.

    Nothing of it is told to chairs from whom papers are kept: tasks on these take room that loads leave.
    """
    if facts.is_partial or found.free.infeasibilities or len(asked.problem.scores) > MAX_PAIRS_PRICED:
        return []
    costs = limit_costs(asked.problem, found.free, most=MAX_LIMITS)
    return [(limit_words(facts, limit), limit.gain) for limit in costs[:MAX_LIMITS]]


@transaction.atomic
def _save(
    lease: _Lease,
    facts: Facts,
    affinity: Affinity,
    found: EngineAnswer,
    report: Report,
    *,
    choices: Choices,
    limits: list[tuple[str, float]],
    curve: list[tuple[float, float]],
    at: dt.datetime,
) -> None:
    """Write all of it, or nothing if the draft was cancelled meanwhile."""
    row, solution = lease.locked("conference", "created_by"), found.solution
    pairs = (_pair(row, facts, affinity, place) for place in solution.pairs())
    ProposedPair.objects.bulk_create(pairs, batch_size=1000)
    set_state(row, DraftState.PROPOSED)
    row.step, row.share = "", 100
    row.notes = notes_of(facts, affinity, choices, found.infeasibilities)
    row.limits, row.curve = limits, curve
    _set_figures(row, facts, found, report)
    row.worker, row.attempts, row.seen_at = "", 0, None
    row.save()
    cover(row, facts, missing=found.lacking)
    # No numbers: another chair may be in conflict with one of the papers.
    record(
        action="proposal.make",
        by=row.created_by,
        at=at,
        conference=row.conference,
        summary="Draft of the assignment made",
        draft=row.key,
    )


def _pair(draft: AssignmentDraft, facts: Facts, affinity: Affinity, place: tuple[int, int]) -> ProposedPair:
    paper, member, fit = facts.papers[place[0]], facts.members[place[1]], fit_at(affinity, *place)
    return ProposedPair(
        draft=draft,
        submission=paper,
        user=member.user,
        score=fit.score,
        parts=fit.parts,
        is_new=(paper.pk, member.user_id) not in facts.standing,
    )


def _set_figures(draft: AssignmentDraft, facts: Facts, found: EngineAnswer, report: Report) -> None:
    solution, worst = found.solution, found.solution.worst_paper
    draft.total, draft.bound, draft.seconds = solution.total, solution.bound, solution.seconds
    draft.expected = solution.odds.expected_total if solution.odds else None
    draft.greatest, draft.cost = found.free.total, found.cost
    draft.worst, draft.worst_paper = solution.worst, None if worst is None else facts.papers[worst]
    draft.worst_bound, draft.gap = report.worst_bound, found.gap
    draft.even_gap = solution.evenness.gap if solution.evenness else None
    draft.is_finished = solution.finished
