"""When files are added to a paper and awards given; the sentence that says why not."""

from __future__ import annotations

from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.ui.dates import moment
from submissions.core.dates import date_for
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from submissions.materials.states import MaterialKind


def why_not_add_material(submission: Submission, viewer: Viewer, kind: str = "") -> str | None:
    """The reason why the viewer may not put files and links of this kind beside the paper, or None.

    They may once its acceptance is out, for good; the final PDF until its date, with exceptions and hidden
    grace. Chairs who handle the paper still may after that, for authors who mail it to them. Without a
    kind: whether anything may be added.
    """
    if submission.state != SubmissionState.ACCEPTED:
        return "Files and links are for accepted papers, once their decision is out."
    return _why_too_late(submission, viewer) if kind == MaterialKind.PAPER else None


def _why_too_late(submission: Submission, viewer: Viewer) -> str | None:
    due = final_pdf_due(viewer, submission)
    if due is None or viewer.at <= due.closes_at:
        return None
    if Submission.objects.handled_by(viewer).filter(pk=submission.pk).exists():
        return None
    return f"The final PDF was due {moment(due.instant, due.zone, viewer.at)}."


def final_pdf_due(viewer: Viewer, submission: Submission) -> Milestone | None:
    """When the final PDF of the paper is due, as it applies to its track and to the viewer."""
    return date_for(viewer, submission, MilestoneKind.CAMERA_READY_DUE)


def why_not_award(submission: Submission) -> str | None:
    """The reason why the paper may not be given an award, or None."""
    return None if submission.state == SubmissionState.ACCEPTED else "Only accepted papers are given awards."
