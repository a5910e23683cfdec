"""A released decision is changed: with a reason, a letter to whoever knows the earlier one, and a line."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Overtaken, Refused, refuse
from effgenai.conferences.core.viewer import Viewer
from effgenai.mail.models import Mailing
from effgenai.mail.services import prepare_mailing, stop_letters
from reviews.decisions.emails import LETTER, Notified, decision_mails
from reviews.decisions.models import Decision, DecisionChange, DecisionClass
from reviews.decisions.queries import notified_of, with_authors
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
        paper = lock_papers(viewer, [number])[0]
        decision = _changeable(paper, change)
        notified = notified_of(viewer.conference, [number])[number]
        stop_letters(conference=viewer.conference, kind=LETTER, paper=number)
        _change(decision, change, by=viewer.user, at=at)
        _follow(paper, change.outcome, by=viewer.user, at=at)
        return _prepare_letters(decision, notified, by=viewer.user, at=at)


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


def _prepare_letters(decision: Decision, notified: Notified, *, by: User, at: dt.datetime) -> Mailing | None:
    conference = decision.submission.conference
    (fresh,) = with_authors(Decision.objects.filter(pk=decision.pk), conference)
    messages = decision_mails(fresh, notified=notified, attempt=f"change-{fresh.changes.count()}")
    if not messages:
        return None
    return prepare_mailing(conference=conference, kind=LETTERS, title=TITLE, messages=messages, by=by, at=at)
