"""How the papers of a chair stand: one count for the sidebar, the guide and the page of decisions."""

from __future__ import annotations

import dataclasses

from django.db.models import Count, Q

from effgenai.conferences.core.viewer import Viewer
from reviews.decisions.states import DecisionState
from reviews.reviewing.queries.counts import papers_under_review
from submissions.core.states import SubmissionState


@dataclasses.dataclass(frozen=True, slots=True)
class DecisionCount:
    """The papers of a chair by how far their decision is."""

    papers: int
    undecided: int
    provisional: int
    released: int

    @property
    def decided(self) -> int:
        """Those with a decision, provisional or released."""
        return self.papers - self.undecided


def count_decisions(viewer: Viewer) -> DecisionCount:
    """How many papers wait for a decision, have one, and know it; one query.

    A provisional decision on a paper that was withdrawn since counts nowhere: it can never be released.
    """
    is_open = Q(state=SubmissionState.SUBMITTED)
    counts = papers_under_review(viewer).aggregate(
        papers=Count("pk"),
        undecided=Count("pk", filter=is_open & Q(decision=None)),
        provisional=Count("pk", filter=is_open & Q(decision__state=DecisionState.PROVISIONAL)),
        released=Count("pk", filter=~is_open | Q(decision__state=DecisionState.RELEASED)),
    )
    return DecisionCount(**counts)
