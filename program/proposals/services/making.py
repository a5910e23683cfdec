"""Plans of the programme: asked for, asked for again, cancelled, ended early and discarded."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.db import IntegrityError, transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused, refuse
from effgenai.conferences.core.records import record
from effgenai.conferences.core.viewer import Viewer
from effgenai.resilience.database.locks import lock
from effgenai.resilience.nudges import nudge_on_commit
from effgenai.transitions import transition
from program.proposals.choices import PlanningChoices
from program.proposals.models import ProgramProposal
from program.proposals.rules import is_lost, why_not_ask_again, why_not_move, why_not_stop
from program.proposals.states import UNDER_WAY, ProposalState

ONE_AT_A_TIME = (
    "A plan of this programme is being made already. Wait until it is there, or until it is cancelled."
)
NOTHING_TO_PLAN = "No accepted paper waits for a place, so there is nothing to plan."
NO_SESSION = "Tick at least one session that may be filled."


def start_proposal(*, viewer: Viewer, choices: PlanningChoices, at: dt.datetime) -> ProgramProposal:
    """Ask a worker for a plan for this editor; nothing of the draft is changed by it.

    Raises Refused if it is no editor who asks, no session is chosen, or another plan is being made.
    """
    if viewer.user is None or not viewer.may_edit_program:
        raise Refused("Only editors of the programme plan it.")
    refuse(None if choices.sessions else NO_SESSION)
    try:
        with transaction.atomic():
            proposal = ProgramProposal.objects.create(
                conference=viewer.conference,
                choices=choices.as_json(),
                created_at=at,
                created_by=viewer.user,
            )
            _record("plan.ask", proposal, "Plan of the programme asked for", by=viewer.user, at=at)
            _enqueue(proposal.key)
    except IntegrityError as error:
        raise Refused(ONE_AT_A_TIME) from error
    return proposal


def _enqueue(key: str, *, takes_over: bool = False) -> None:
    from program.tasks import make_plan  # tasks import services

    nudge_on_commit(make_plan, key, takes_over=takes_over)


@transaction.atomic
def ask_again(*, proposal: ProgramProposal, by: User, at: dt.datetime) -> None:
    """Have another worker make the plan, where none answered or the one at it fell silent.

    Raises Refused while a worker is at it, and once it is no longer being made.
    """
    row = lock(proposal, "conference", "applied_by")
    refuse(why_not_ask_again(row, at))
    row.seen_at = at
    row.save(update_fields=["seen_at"])
    _record("plan.ask_again", row, "Plan of the programme asked for again", by=by, at=at)
    _enqueue(row.key, takes_over=True)


def resume_lost_proposals(*, at: dt.datetime) -> None:
    """Tell the workers again of plans that are lost: of some they never heard, of some the worker died."""
    for proposal in ProgramProposal.objects.filter(state__in=UNDER_WAY).order_by("pk"):
        if is_lost(proposal, at):
            _enqueue(proposal.key)


@transaction.atomic
def stop_proposal(*, proposal: ProgramProposal, by: User, at: dt.datetime) -> None:
    """Have the planner hand over the best it has so far. Raises Refused unless a worker is at it."""
    row = lock(proposal, "conference", "applied_by")
    refuse(why_not_stop(row))
    row.is_to_stop = True
    row.save(update_fields=["is_to_stop"])
    _record("plan.stop", row, "Search for a plan of the programme ended", by=by, at=at)


@transaction.atomic
def cancel_proposal(*, proposal: ProgramProposal, by: User, at: dt.datetime) -> None:
    """Give up a plan that is being made; whatever the worker still finds is thrown away.

    Raises Refused once it is there, or has ended otherwise.
    """
    words = "Plan of the programme cancelled"
    _move(proposal, ProposalState.CANCELLED, "plan.cancel", words, by=by, at=at)


@transaction.atomic
def discard_proposal(*, proposal: ProgramProposal, by: User, at: dt.datetime) -> None:
    """Throw a proposal away. Raises Refused while it is being made, and once it is applied."""
    words = "Plan of the programme discarded"
    _move(proposal, ProposalState.DISCARDED, "plan.discard", words, by=by, at=at, result={})


def _move(
    proposal: ProgramProposal,
    to: ProposalState,
    action: str,
    summary: str,
    *,
    by: User,
    at: dt.datetime,
    **columns: object,
) -> None:
    row = lock(proposal, "conference", "applied_by")
    refuse(why_not_move(row, to))
    transition(row, to, partial(_record, action, row, summary, by=by, at=at), **columns)


def _record(action: str, proposal: ProgramProposal, summary: str, *, by: User, at: dt.datetime) -> None:
    """A line without numbers of papers: others may not know which of them are accepted."""
    record(action=action, by=by, at=at, conference=proposal.conference, summary=summary)
