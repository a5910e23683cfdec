"""Files and links beside accepted papers, for those who tend them."""

from __future__ import annotations

from django.db.models import Q

from effgenai.conferences.core.viewer import Viewer
from submissions.core.models import Submission, SubmissionQuerySet
from submissions.core.states import SubmissionState
from submissions.papers.access import Section


def tended_papers(viewer: Viewer) -> SubmissionQuerySet:
    """Papers whose files and links the viewer may tend: their own, and for chairs those they handle."""
    if viewer.user is None:
        return Submission.objects.none()
    own = Submission.objects.filter(conference=viewer.conference).written_by(viewer.user)
    handled = Submission.objects.handled_by(viewer)
    return Submission.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=handled.values("pk")))


def materials_section(viewer: Viewer, paper: Submission) -> Section | None:
    """On the page of an accepted paper: what stands beside it, and where to add to it."""
    if paper.state != SubmissionState.ACCEPTED:
        return None
    if not tended_papers(viewer).filter(pk=paper.pk).exists():
        return None
    context = {
        "materials": list(paper.materials.current()),
        "awards": list(paper.awards.all()),
        "gives_awards": Submission.objects.handled_by(viewer).filter(pk=paper.pk).exists(),
    }
    return Section("submissions/materials/paper_page.html", context, place="aside")
