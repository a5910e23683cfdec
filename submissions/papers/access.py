"""Who may open a paper's page: those this app knows of, and those that apps above add (reviewers)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from django.db.models import Q

from effgenai.conferences.core.viewer import Viewer
from submissions.core.models import Submission, SubmissionQuerySet

Readers = Callable[[Viewer], SubmissionQuerySet]
_READERS: list[Readers] = []


@dataclasses.dataclass(frozen=True, slots=True)
class Panel:
    """A part of the paper page that another app draws: `place` is "main" or "aside"."""

    template: str
    context: dict[str, Any]
    place: str = "main"


PanelProvider = Callable[[Viewer, Submission], Panel | None]
_PANELS: dict[int, PanelProvider] = {}


def register_readers(readers: Readers) -> None:
    """Open paper pages to more people: `readers(viewer)` are the papers they may read. From `ready` only."""
    _READERS.append(readers)


def register_panel(order: int, provider: PanelProvider) -> None:
    """Add a part to the paper page, or None for whom it is not meant. From `ready` only."""
    _PANELS[order] = provider


def papers_readable_by(viewer: Viewer) -> SubmissionQuerySet:
    """Every paper whose page the viewer may open."""
    known = Q(pk__in=Submission.objects.visible_to(viewer).values("pk"))
    return Submission.objects.filter(known | Q(pk__in=papers_opened_to(viewer).values("pk")))


def papers_opened_to(viewer: Viewer) -> SubmissionQuerySet:
    """The papers that apps above opened to the viewer: those they review or look after."""
    known = Q(pk__in=[])
    for readers in _READERS:
        known |= Q(pk__in=readers(viewer).values("pk"))
    return Submission.objects.filter(known)


def panels_of(viewer: Viewer, submission: Submission) -> list[Panel]:
    """The parts that other apps show this viewer on the page of this paper."""
    panels = (_PANELS[order](viewer, submission) for order in sorted(_PANELS))
    return [panel for panel in panels if panel]
