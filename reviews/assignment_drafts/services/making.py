"""Drafts of the assignment: asked for, cancelled, named, put aside and taken back."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import partial

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused, refuse
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import record
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer, viewer_for
from effgenai.resilience.database.locks import lock
from effgenai.resilience.nudges import nudge_on_commit
from effgenai.transitions import transition
from effgenai.ui import dates
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.assignment_drafts.queries.drafts import drafts_of
from reviews.assignment_drafts.queries.facts import Facts, facts_for
from reviews.assignment_drafts.rules.choices import Choices, default_name, why_not_choose
from reviews.assignment_drafts.rules.drafts import is_lost, why_not_ask_again, why_not_move
from reviews.assignment_drafts.services.computing import work_on_draft
from reviews.assignment_drafts.services.covering import cover
from reviews.assignment_drafts.states import UNDER_WAY, DraftState
from reviews.bidding.fit import bid_weight
from reviews.bidding.models import Bid

MAX_NAME = 80


def start_draft(*, viewer: Viewer, choices: Choices, at: dt.datetime, name: str = "") -> AssignmentDraft:
    """Ask a worker for a draft for this chair; nothing is assigned by it.

    It covers the papers that the chair is not in conflict with.

    Raises Refused if it is not a chair who asks, nothing waits for reviewers, or the choices cannot be.
    """
    with transaction.atomic():
        draft = _write(viewer, choices, name, at)
        _enqueue(draft.key)
    return draft


def propose_assignment(
    *, conference: Conference, by: User, at: dt.datetime, choices: Choices | None = None, name: str = ""
) -> AssignmentDraft:
    """Make a draft at once, for scripts: the same without a worker. Refuses with why there is none."""
    viewer = viewer_for(user=by, conference=conference, at=at)
    draft = _write(viewer, choices or Choices(bids=bid_weight(conference.pk)), name, at)
    work_on_draft(key=draft.key, at=at)
    draft.refresh_from_db()
    if draft.state != DraftState.PROPOSED:
        raise Refused(draft.failure or "The draft was cancelled.")
    return draft


@transaction.atomic
def _write(viewer: Viewer, choices: Choices, name: str, at: dt.datetime) -> AssignmentDraft:
    if viewer.user is None or not viewer.is_chair:
        raise Refused("Only chairs make drafts of the assignment.")
    facts = facts_for(viewer, Role(choices.role))
    refuse(why_not_propose(facts), *why_not_ask(facts, choices).values())
    draft = AssignmentDraft.objects.create(
        conference=viewer.conference,
        name=name.strip()[:MAX_NAME] or free_name(viewer, choices),
        **dataclasses.asdict(choices),
        created_at=at,
        created_by=viewer.user,
    )
    cover(draft, facts)
    _record("proposal.ask", draft, "Draft of the assignment asked for", by=viewer.user, at=at)
    return draft


def why_not_propose(facts: Facts) -> str | None:
    """The reason why there is nothing to propose; None if there is."""
    if not facts.papers:
        return "No submitted paper waits for reviewers."
    if not facts.members:
        who = "area chairs" if facts.role == Role.AREA_CHAIR else "reviewers"
        return f"There are no {who} yet. Invite some under Committee."
    return None


def why_not_ask(facts: Facts, choices: Choices) -> dict[str, str]:
    """The reasons why this cannot be asked, by the name of the choice to change; none if it can.

    Either the engine cannot do it, or nothing is known that it needs.
    """
    wrong = why_not_choose(choices)
    if choices.senior and not any(member.is_senior for member in facts.members):
        wrong.setdefault("senior", "Nobody is marked as senior yet; that is done under Committee.")
    if choices.topic and not any(member.topics for member in facts.members):
        wrong.setdefault("topic", "Nobody has named a topic yet.")
    if choices.liked and not Bid.objects.filter(submission__in=facts.papers, value__gt=0).exists():
        wrong.setdefault("liked", "Nobody has bid on these papers yet.")
    return wrong


def free_name(viewer: Viewer, choices: Choices) -> str:
    """The usual name of such a draft, with a number if another one has it."""
    day = dates.day(viewer.at, viewer.conference.time_zone, year=False)
    usual, taken = default_name(choices, day), {draft.name for draft in drafts_of(viewer)}
    names = [usual, *(f"{usual} ({number})" for number in range(2, len(taken) + 2))]
    return next(name for name in names if name not in taken)


def _enqueue(key: str, *, takes_over: bool = False) -> None:
    from reviews.tasks import make_draft  # tasks import services

    nudge_on_commit(make_draft, key, takes_over=takes_over)


@transaction.atomic
def ask_again(*, draft: AssignmentDraft, by: User, at: dt.datetime) -> None:
    """Have another worker make the draft, where none answered or the one at it fell silent.

    Raises Refused while a worker is at it, and once the draft is no longer being made.
    """
    row = lock(draft, "conference", "applied_by")
    refuse(why_not_ask_again(row, at))
    row.seen_at = at
    row.save(update_fields=["seen_at"])
    _record("proposal.ask_again", row, "Draft of the assignment asked for again", by=by, at=at)
    _enqueue(row.key, takes_over=True)


def resume_lost_drafts(*, at: dt.datetime) -> None:
    """Tell the workers again of drafts that are lost: of some they never heard, of some the worker died."""
    for draft in AssignmentDraft.objects.filter(state__in=UNDER_WAY).order_by("pk"):
        if is_lost(draft, at):
            _enqueue(draft.key)


@transaction.atomic
def cancel_draft(*, draft: AssignmentDraft, by: User, at: dt.datetime) -> None:
    """Give a draft up that is being made. Whatever the worker still finds is thrown away.

    Raises Refused once it is there, or has ended otherwise.
    """
    words = "Draft of the assignment cancelled"
    _move(draft, DraftState.CANCELLED, "proposal.cancel", words, by=by, at=at)


@transaction.atomic
def stop_draft(*, draft: AssignmentDraft, by: User, at: dt.datetime) -> None:
    """Have the engine end its search and hand over the best it has.

    Raises Refused unless a worker is at it.
    """
    row = lock(draft, "conference", "applied_by")
    if row.state != DraftState.RUNNING:
        raise Refused("No worker is at this draft now, so there is nothing to stop.")
    row.is_to_stop = True
    row.save(update_fields=["is_to_stop"])
    _record("proposal.stop", row, "Search for the draft of the assignment ended", by=by, at=at)


@transaction.atomic
def discard_draft(*, draft: AssignmentDraft, by: User, at: dt.datetime) -> None:
    """Put a draft aside; it stays to be read.

    Raises Refused while it is being made, once it is applied, and if it is put aside already.
    """
    words = "Draft of the assignment discarded"
    _move(draft, DraftState.DISCARDED, "proposal.discard", words, by=by, at=at)


@transaction.atomic
def restore_draft(*, draft: AssignmentDraft, by: User, at: dt.datetime) -> None:
    """Take back a draft that was put aside.

    Raises Refused if it was not put aside, or nothing is in it.
    """
    if lock(draft, "conference", "applied_by").state != DraftState.DISCARDED:
        raise Refused("This draft is not discarded.")
    words = "Draft of the assignment taken back"
    _move(draft, DraftState.PROPOSED, "proposal.restore", words, by=by, at=at)


@transaction.atomic
def rename_draft(*, draft: AssignmentDraft, name: str, by: User, at: dt.datetime) -> None:
    """Give a draft another name.

    Raises Refused if the name is empty or too long.
    """
    row, name = lock(draft, "conference", "applied_by"), name.strip()
    if not name or len(name) > MAX_NAME:
        raise Refused(f"A draft has a name of at most {MAX_NAME} characters.")
    if row.name == name:
        return
    row.name = name
    row.save(update_fields=["name"])
    _record("proposal.rename", row, "Draft of the assignment renamed", by=by, at=at)


def _move(
    draft: AssignmentDraft, to: DraftState, action: str, summary: str, *, by: User, at: dt.datetime
) -> None:
    row = lock(draft, "conference", "applied_by")
    refuse(why_not_move(row, to))
    transition(row, to, partial(_record, action, row, summary, by=by, at=at))


def _record(action: str, draft: AssignmentDraft, summary: str, *, by: User, at: dt.datetime) -> None:
    """A line without numbers: another chair may be in conflict with one of the papers."""
    record(action=action, by=by, at=at, conference=draft.conference, summary=summary, draft=draft.key)
