"""The papers with which somebody may say that they are in conflict: those they see as a judge."""

from __future__ import annotations

from django.db.models import Q

from effgenai.conferences.viewer import Viewer
from reviews.queries.bids import bidding_of
from reviews.querysets import assigned_to, biddable_by
from reviews.rules.bids import is_open
from submissions.models import Submission
from submissions.querysets import SubmissionQuerySet
from submissions.states import SubmissionState


def papers_to_declare(viewer: Viewer) -> SubmissionQuerySet:
    """Papers under review that they have, and those they bid on while bidding is open.

    Chairs say so on the page for adding conflicts.
    """
    known = Q(pk__in=assigned_to(viewer).filter(state=SubmissionState.SUBMITTED).values("pk"))
    if is_open(bidding_of(viewer.conference), viewer.at):
        known |= Q(pk__in=biddable_by(viewer).values("pk"))
    return Submission.objects.filter(known)
