from __future__ import annotations

from effgenai.conferences.viewer import Viewer
from submissions.models import Submission
from submissions.states import SubmissionState


def papers_hidden_from(viewer: Viewer) -> set[int]:
    """The numbers of all papers the viewer does not handle as a chair: in conflict with, own ones, drafts."""
    handled = Submission.objects.handled_by(viewer).values("pk")
    others = Submission.objects.filter(conference=viewer.conference).exclude(pk__in=handled)
    return set(others.values_list("number", flat=True))


def is_any_paper_kept_from(viewer: Viewer) -> bool:
    """Whether a paper that was submitted is not theirs to handle as a chair."""
    handled = Submission.objects.handled_by(viewer).values("pk")
    submitted = Submission.objects.filter(conference=viewer.conference).exclude(state=SubmissionState.DRAFT)
    return submitted.exclude(pk__in=handled).exists()
