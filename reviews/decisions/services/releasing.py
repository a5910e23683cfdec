"""The release of decisions: in one transaction, a few statements however many they are."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Overtaken, Refused, refuse
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.conferences.core.viewer import Viewer
from effgenai.mail.models import Mailing
from effgenai.resilience.database.locks import lock_all
from effgenai.transitions import transition_all
from reviews.decisions.models import Decision
from reviews.decisions.queries import releasable, seal_of, with_classes
from reviews.decisions.rules import why_not_release
from reviews.decisions.services.letters import prepare_letters
from reviews.decisions.services.showing import ShownTo, show
from reviews.decisions.states import DecisionState
from reviews.reviewing.services.numbering import number_shown_reviews
from submissions.core.models import Submission
from submissions.papers.services.outcomes import PaperOutcome, record_outcomes

NOTHING = "No provisional decision was left to release."
CHANGED = (
    "The decisions have changed since this page was loaded, so nothing was released. "
    "Look at it again: it now shows how things stand."
)


@dataclasses.dataclass(frozen=True, slots=True)
class ReleasedDecisions:
    """What was released: the decisions, and the draft of their letters if anybody gets one."""

    decisions: list[Decision]
    mailing: Mailing | None


def release_decisions(
    *,
    viewer: Viewer,
    numbers: Collection[int] | None,
    seal: str | None,
    at: dt.datetime,
    shown: ShownTo | None = None,
) -> ReleasedDecisions:
    """Release provisional decisions, all that the viewer handles or those on papers of these numbers.

    `seal` is what `seal_of` said of what the chair looked at: if anything differs, nothing happens. Without
    one they are released as they stand. `shown` says to whom accepted papers and reviews are shown from then
    on. The letters are held in a draft until a chair approves them; workers write most of a large one.

    Raises Overtaken if what would be released is not what `seal` stands for, and
    Refused if nothing is to be released.
    """
    if viewer.user is None or not viewer.is_chair:
        raise Refused("Only chairs release decisions.")
    with transaction.atomic():
        # Two releases at once: the second waits here, then finds other decisions than it showed.
        conference = lock_conference(viewer.conference)
        decisions = _locked(viewer, numbers, conference)
        if seal is not None and (not decisions or seal != seal_of(decisions)):
            raise Overtaken(CHANGED)
        refuse(None if decisions else NOTHING)
        show(viewer=viewer, shown=shown or ShownTo(), at=at)
        for decision in decisions:
            refuse(why_not_release(decision.submission, decision))
        _release(decisions, by=viewer.user, at=at)
        number_shown_reviews(viewer.conference, {decision.submission_id for decision in decisions})
        letters = prepare_letters(decisions, conference, by=viewer.user, at=at)
        return ReleasedDecisions(decisions, letters)


def _locked(viewer: Viewer, numbers: Collection[int] | None, conference: Conference) -> list[Decision]:
    """What can be released now, the papers locked and then the decisions, as they stand from then on."""
    papers = Submission.objects.filter(pk__in=releasable(viewer, numbers).values("submission"))
    pks = [paper.pk for paper in lock_all(papers.only("pk"))]
    lock_all(Decision.objects.filter(submission__in=pks).only("pk"))
    return with_classes(releasable(viewer, numbers).filter(submission__in=pks), conference)


def _release(decisions: Sequence[Decision], *, by: User, at: dt.datetime) -> None:
    rows = Decision.objects.filter(pk__in=[decision.pk for decision in decisions])
    transition_all(rows, DecisionState.RELEASED, released_at=at, released_by=by)
    record_outcomes(outcomes=[outcome_of(decision) for decision in decisions], by=by, at=at)


def outcome_of(decision: Decision) -> PaperOutcome:
    """What becomes of the paper by this decision."""
    kind = decision.outcome
    return PaperOutcome(decision.submission, kind.accepts, kind.presentation, waits=kind.waits)
