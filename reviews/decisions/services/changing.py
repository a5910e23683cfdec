"""A released decision is changed: with a reason, a letter to whoever knows the earlier one, and a line."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Overtaken, Refused, refuse
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.viewer import Viewer
from effgenai.mail.models import Mailing
from effgenai.mail.services import Message, prepare_mailing, stop_letters
from reviews.decisions.emails import LETTER, Notified, decision_mails
from reviews.decisions.models import Decision, DecisionChange, DecisionClass
from reviews.decisions.queries import notified_of, reviews_read, with_authors
from reviews.decisions.rules import why_not_change
from reviews.decisions.services.deciding import decision_of, lock_papers
from reviews.decisions.services.letters import LETTERS
from submissions.core.models import Submission
from submissions.core.records import record_paper
from submissions.papers.services.transitions import await_outcome, change_outcome

# It holds no number: a chair in conflict with the paper may read it at another one.
TITLE = "Letters of changed decisions"
CHANGED = (
    "Another chair has changed this decision since you loaded the page, so nothing was done. "
    "Below you see how it stands now."
)
NOTHING_DONE = "Nothing was done: load the page again."


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OtherDecision:
    """What becomes of a released decision, and why; `seen` is how often it had been changed before."""

    outcome: DecisionClass
    note: str
    reason: str
    seen: int


def change_decision(*, viewer: Viewer, number: int, change: OtherDecision, at: dt.datetime) -> Mailing | None:
    """Change the released decision on a paper; the state of the paper follows at once.

    Letters about the earlier decision that have not left are kept back. Those about the new one are held in a
    draft until a chair approves them, which is returned; None if there is nobody to write to.

    Raises Overtaken if it was changed since it was `seen`, and Refused if it cannot be changed, there is no
    reason, or nothing would change.
    """
    if viewer.user is None:
        raise Refused("Only chairs change decisions.")
    with transaction.atomic():
        messages = _changed(lock_papers(viewer, [number])[0], change, viewer, by=viewer.user, at=at)
        return _prepare_letters(messages, viewer.conference, by=viewer.user, at=at)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class MoveUp:
    """What becomes of papers of the waiting list, and why.

    `seen` has the numbers of the papers with how often the decision on each had been changed before.
    """

    outcome: DecisionClass
    reason: str
    seen: Mapping[int, int]


def move_up(*, viewer: Viewer, moved: MoveUp, at: dt.datetime) -> Mailing | None:
    """Decide on papers of the waiting list, all or none, each keeping its note; their letters are one draft.

    Raises Overtaken and Refused as `change_decision` does, and Refused if one of them does not wait.
    """
    if viewer.user is None:
        raise Refused("Only chairs change decisions.")
    refuse(None if moved.seen else "Tick the papers of the waiting list first.")
    with transaction.atomic():
        messages: list[Message] = []
        for paper in lock_papers(viewer, list(moved.seen)):
            decision = decision_of(paper)
            if decision is None or not decision.outcome.waits:
                raise Overtaken(f"Paper {paper.number} is not on the waiting list any more. {NOTHING_DONE}")
            change = OtherDecision(
                outcome=moved.outcome,
                note=decision.note,
                reason=moved.reason,
                seen=moved.seen[paper.number],
            )
            messages += _changed(paper, change, viewer, by=viewer.user, at=at)
        return _prepare_letters(messages, viewer.conference, by=viewer.user, at=at)


def _changed(
    paper: Submission, change: OtherDecision, viewer: Viewer, *, by: User, at: dt.datetime
) -> list[Message]:
    """Change the decision on a locked paper; the letters about it."""
    decision = _changeable(paper, change)
    notified = notified_of(viewer.conference, [paper.number])[paper.number]
    stop_letters(conference=viewer.conference, kind=LETTER, paper=paper.number)
    _change(decision, change, by=by, at=at)
    _follow(paper, change.outcome, by=by, at=at)
    return _letters(decision, notified)


def _changeable(paper: Submission, change: OtherDecision) -> Decision:
    decision = decision_of(paper)
    refuse(why_not_change(paper, decision))
    assert decision is not None  # the rule has refused
    changes = decision.changes.count()
    if changes != change.seen:
        raise Overtaken(CHANGED, changes)
    if decision.outcome_id == change.outcome.pk and decision.note == change.note:
        raise Refused("That is the decision already. Choose another one, or change the note.")
    if not change.reason.strip():
        raise Refused("Say why the decision is changed.")
    return decision


def _change(decision: Decision, change: OtherDecision, *, by: User, at: dt.datetime) -> None:
    before, after = decision.outcome, change.outcome
    DecisionChange.objects.create(
        decision=decision, before=before, after=after, reason=change.reason, changed_at=at, changed_by=by
    )
    decision.outcome, decision.note, decision.changed_at = after, change.note, at
    decision.save(update_fields=["outcome", "note", "changed_at"])
    words = f"{before} → {after}" if before != after else f"{after}: other note"
    record_paper("decision.change", decision.submission, by=by, at=at, summary=words, reason=change.reason)


def _follow(paper: Submission, outcome: DecisionClass, *, by: User, at: dt.datetime) -> None:
    if outcome.waits:
        await_outcome(submission=paper, by=by, at=at)
        return
    change_outcome(
        submission=paper, accepted=outcome.accepts, presentation=outcome.presentation, by=by, at=at
    )


def _letters(decision: Decision, notified: Notified) -> list[Message]:
    conference = decision.submission.conference
    (fresh,) = with_authors(Decision.objects.filter(pk=decision.pk), conference)
    attempt = f"change-{fresh.changes.count()}"
    return decision_mails(fresh, reviews=reviews_read(conference), notified=notified, attempt=attempt)


def _prepare_letters(
    messages: list[Message], conference: Conference, *, by: User, at: dt.datetime
) -> Mailing | None:
    if not messages:
        return None
    return prepare_mailing(conference=conference, kind=LETTERS, title=TITLE, messages=messages, by=by, at=at)
