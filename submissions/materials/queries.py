"""Files and links beside accepted papers, for those who tend them."""

from __future__ import annotations

import dataclasses

from django.db.models import Q
from django.forms.boundfield import BoundField

from effgenai.conferences.core.viewer import Viewer
from submissions.core.models import Submission, SubmissionQuerySet
from submissions.core.states import SubmissionState
from submissions.materials.forms import MaterialsForm, public_name
from submissions.materials.models import Material
from submissions.materials.states import FILE_KINDS, LINK_KINDS, MaterialKind
from submissions.papers.access import Panel


@dataclasses.dataclass(frozen=True, slots=True)
class MaterialRow:
    """A kind of material on its page: the one there is, its field, and for files the tick beside it."""

    kind: MaterialKind
    material: Material | None
    field: BoundField
    tick: BoundField | None


def tended_papers(viewer: Viewer) -> SubmissionQuerySet:
    """Papers whose files and links the viewer may tend: their own, and for chairs those they handle."""
    if viewer.user is None:
        return Submission.objects.none()
    own = Submission.objects.filter(conference=viewer.conference).written_by(viewer.user)
    handled = Submission.objects.handled_by(viewer)
    return Submission.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=handled.values("pk")))


def material_rows(paper: Submission, form: MaterialsForm) -> list[MaterialRow]:
    """The kinds in their order, with what there is of them; one query."""
    current = {row.kind: row for row in paper.materials.current().select_related("file")}
    return [
        MaterialRow(
            kind, current.get(kind), form[kind], form[public_name(kind)] if kind in FILE_KINDS else None
        )
        for kind in (*FILE_KINDS, *LINK_KINDS)
    ]


def materials_panel(viewer: Viewer, paper: Submission) -> Panel | None:
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
    return Panel("submissions/materials/paper_page.html", context, place="aside")
