"""When files are added to a paper and awards given; the sentence that says why not."""

from __future__ import annotations

from submissions.core.models import Submission
from submissions.core.states import SubmissionState


def why_not_add_material(submission: Submission) -> str | None:
    """The reason why no files and links may be put beside the paper, or None.

    They may once its acceptance is out, for good.
    """
    if submission.state == SubmissionState.ACCEPTED:
        return None
    return "Files and links are for accepted papers, once their decision is out."


def why_not_award(submission: Submission) -> str | None:
    """The reason why the paper may not be given an award, or None."""
    return None if submission.state == SubmissionState.ACCEPTED else "Only accepted papers are given awards."
