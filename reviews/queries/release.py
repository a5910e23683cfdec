"""What a release would release, and a seal on exactly that."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence

from effgenai.conferences.viewer import Viewer
from reviews.models import Decision
from reviews.states import DecisionState
from submissions.models import Submission
from submissions.states import SubmissionState


def releasable(viewer: Viewer, numbers: Collection[int] | None) -> list[Decision]:
    """The provisional decisions on papers that the viewer handles, all or those of these numbers."""
    papers = Submission.objects.handled_by(viewer).filter(state=SubmissionState.SUBMITTED)
    decisions = Decision.objects.filter(
        submission__in=papers.values("pk"), state=DecisionState.PROVISIONAL
    ).select_related("outcome", "submission__conference")
    chosen = decisions if numbers is None else decisions.filter(submission__number__in=numbers)
    ordered = chosen.order_by("outcome__position", "outcome", "submission__number")
    return list(ordered.prefetch_related("submission__authorships__user", "submission__answers"))


def seal_of(decisions: Sequence[Decision]) -> str:
    """A short word for exactly these decisions, notes and letters; it differs as soon as one does."""
    facts = [
        (
            decision.submission_id,
            decision.outcome_id,
            decision.note,
            decision.outcome.accepts,
            decision.outcome.presentation,
            decision.outcome.mail_subject,
            decision.outcome.mail_body,
        )
        for decision in decisions
    ]
    return hashlib.sha256(repr(sorted(facts)).encode()).hexdigest()[:24]
