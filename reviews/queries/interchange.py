"""The assignment as pairs of paper and address, for other systems."""

from __future__ import annotations

from effgenai.conferences.states import Role
from effgenai.conferences.viewer import Viewer
from reviews.interchange import Pair
from reviews.models import Assignment, AssignmentRun
from reviews.rules.assignment import ON_THE_DESK
from submissions.models import Submission


def pairs_in_force(viewer: Viewer) -> list[Pair]:
    """The tasks in force on papers that this chair handles, by paper."""
    papers = Submission.objects.handled_by(viewer).filter(state__in=ON_THE_DESK)
    tasks = Assignment.objects.active().filter(submission__in=papers.values("pk"))
    rows = tasks.order_by("submission__number", "role", "reviewer__email")
    return [
        Pair(number, email, is_area_chair=role == Role.AREA_CHAIR, score=score)
        for number, email, role, score in rows.values_list(
            "submission__number", "reviewer__email", "role", "score"
        )
    ]


def pairs_of_draft(run: AssignmentRun) -> list[Pair]:
    """The pairs of a draft, by paper."""
    rows = run.pairs.order_by("submission__number", "user__email")
    return [
        Pair(number, email, is_area_chair=run.role == Role.AREA_CHAIR, score=score)
        for number, email, score in rows.values_list("submission__number", "user__email", "score")
    ]
