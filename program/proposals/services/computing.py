"""What a worker does for an editor: read the draft, ask the planner, have the plan checked, write it down."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction

from effgenai.accounts.keys import new_key
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.records import record
from effgenai.conferences.core.viewer import Viewer, viewer_for
from effgenai.resilience.leases import Clock, Lease, LeaseEndedError, pulse
from effgenai.transitions import set_state, transition_all
from program.planning import (
    Plan,
    PlanningError,
    PlanningProblem,
    PlanningProgress,
    plan_faults,
    plan_programme,
    problem_from,
)
from program.proposals.choices import PlanningChoices
from program.proposals.models import ProgramProposal
from program.proposals.queries.problem import DraftProblem, draft_problem
from program.proposals.queries.results import result_of
from program.proposals.rules import is_silent
from program.proposals.states import UNDER_WAY, ProposalState

MAX_ATTEMPTS = 3
MAX_WORDS = 500
ENGINE_BEGINS, ENGINE_ENDS = 5, 90  # of the whole, in per cent
GAVE_UP = "The worker ended before it had finished, several times. Ask whoever runs the site for the logs."
UNEXPECTED = (
    "Something went wrong that should not have. Please try again; the details are in the site's logs."
)
UNPROVEN = "The check of the plan found a fault, so it is not kept. The details are in the site's logs."
NO_EDITOR = "Whoever asked for this plan no longer edits the programme."
NOTHING_LEFT = "No accepted paper waits for a place any more, so there is nothing to plan."

logger = logging.getLogger(__name__)


def work_on_proposal(
    *,
    key: str,
    at: dt.datetime,
    takes_over: bool = False,
    clock: Clock | None = None,
    end_process: Callable[[], None] | None = None,
) -> None:
    """Make the plan that was asked for; whatever happens, the editor reads how it ended.

    A second delivery of the same task finds it taken; `takes_over` is for one whose worker has ended. `clock`
    dates the signs of life. A process that may end by `end_process` does so as soon as the plan is cancelled
    or another worker has it, in the middle of a step.
    """
    lease = _take(key, at, takes_over=takes_over, clock=clock or (lambda: at))
    if lease is None:
        return
    try:
        with pulse(lease, end_process):
            _make(lease, at)
    except LeaseEndedError:
        logger.info("Plan %s was cancelled or taken over", key)
    except (Refused, PlanningError) as refusal:
        lease.fail(str(refusal))
    except Exception:
        lease.fail(UNEXPECTED)
        raise


class _PlanLease(Lease):
    """A proposal in the hands of this worker."""

    def __init__(self, proposal: ProgramProposal, clock: Clock) -> None:
        mine = ProgramProposal.objects.filter(
            pk=proposal.pk, state=ProposalState.RUNNING, worker=proposal.worker
        )
        super().__init__(mine, f"Plan {proposal.key}", clock)
        self.proposal = proposal

    def note_search(self, progress: PlanningProgress) -> None:
        """Tell how far the planner is, once a second at most."""
        share = ENGINE_BEGINS + int((ENGINE_ENDS - ENGINE_BEGINS) * progress.share)
        self.note_at_times(progress.step, share)

    def fail(self, words: str) -> None:
        """Note why there is no plan."""
        self.is_closing = True
        ended: dict[str, Any] = {"worker": "", "attempts": 0, "seen_at": None}
        transition_all(self.rows, ProposalState.FAILED, failure=words[:MAX_WORDS], **ended)


@transaction.atomic
def _take(key: str, at: dt.datetime, *, takes_over: bool, clock: Clock) -> _PlanLease | None:
    rows = ProgramProposal.objects.select_for_update(of=("self",), no_key=True)
    proposal = rows.select_related("conference", "created_by").filter(key=key, state__in=UNDER_WAY).first()
    if proposal is None:
        return None
    if proposal.state == ProposalState.RUNNING and not takes_over and not is_silent(proposal, at):
        return None
    proposal.worker, proposal.attempts, proposal.seen_at = new_key(), proposal.attempts + 1, at
    set_state(proposal, ProposalState.RUNNING)
    proposal.share = 0
    proposal.save(update_fields=["state", "share", "worker", "attempts", "seen_at"])
    lease = _PlanLease(proposal, clock)
    if proposal.attempts > MAX_ATTEMPTS:
        lease.fail(GAVE_UP)
        return None
    return lease


def _make(lease: _PlanLease, at: dt.datetime) -> None:
    proposal = lease.proposal
    lease.note("Reading the draft and the papers", 1)
    viewer = viewer_for(user=proposal.created_by, conference=proposal.conference, at=at)
    if not viewer.may_edit_program:
        raise Refused(NO_EDITOR)
    choices = PlanningChoices.from_json(proposal.choices)
    asked = draft_problem(viewer, choices)
    if not asked.facts.planned:
        raise Refused(NOTHING_LEFT)
    problem = problem_from(asked.data)
    plan = plan_programme(
        problem,
        seed=choices.seed,
        before=asked.before(),
        on_progress=lease.note_search,
        is_enough=lease.stop.is_set,
    )
    lease.note("Checking the plan", ENGINE_ENDS)
    _check(lease, asked, plan)
    lease.note("Proposing names and chairs", ENGINE_ENDS + 5)
    _save(lease, viewer, asked, problem, plan)


def _check(lease: _PlanLease, asked: DraftProblem, plan: Plan) -> None:
    """The independent check. Raises Refused if it finds a fault, which is one of the planner's."""
    if faults := plan_faults(asked.data, plan.as_json()):
        logger.error("Plan %s is faulty: %s", lease.proposal.key, " ".join(faults[:10]))
        raise Refused(UNPROVEN)


@transaction.atomic
def _save(
    lease: _PlanLease, viewer: Viewer, asked: DraftProblem, problem: PlanningProblem, plan: Plan
) -> None:
    """Write all of it, or nothing if the plan was cancelled meanwhile."""
    result = result_of(viewer, asked, problem, plan)
    row: ProgramProposal = lease.locked("conference", "created_by")
    set_state(row, ProposalState.PROPOSED)
    row.result, row.step, row.share = result, "", 100
    row.worker, row.attempts, row.seen_at = "", 0, None
    row.save()
    record(
        action="plan.make",
        by=row.created_by,
        at=viewer.at,
        conference=row.conference,
        summary="Plan of the programme made",
    )
