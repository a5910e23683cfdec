"""Who may open a paper's page: those this app knows of, and those that apps above add (reviewers)."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable
from typing import Any

from django.db.models import Q

from effgenai.conferences.core.viewer import Viewer
from effgenai.contributions import Contribution, contributed
from submissions.core.models import Submission, SubmissionQuerySet


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """A part of the paper page that another app draws: `place` is "top", "main" or "aside"."""

    template: str
    context: dict[str, Any]
    place: str = "main"


class SectionName(enum.Enum):
    """The sections that apps add to the paper page, in their order."""

    MATERIALS = enum.auto()
    DECISION = enum.auto()
    FLAGS = enum.auto()
    REVIEWS = enum.auto()
    PROGRESS = enum.auto()
    CONFLICT = enum.auto()


@dataclasses.dataclass(frozen=True, slots=True)
class PaperSection(Contribution):
    """A section of the paper page that an app draws; None for whom it is not meant."""

    name: SectionName
    build: Callable[[Viewer, Submission], Section | None]


@dataclasses.dataclass(frozen=True, slots=True)
class PaperReaders(Contribution):
    """More people who may open paper pages: `papers_of(viewer)` are the papers that a viewer may read."""

    papers_of: Callable[[Viewer], SubmissionQuerySet]


@dataclasses.dataclass(frozen=True, slots=True)
class Scores:
    """The overall scores that reviewers gave a paper, on a scale from `low` to `high`."""

    values: list[int]
    low: int
    high: int

    @property
    def mean(self) -> float:
        """Their mean, to one decimal."""
        return round(sum(self.values) / len(self.values), 1)


@dataclasses.dataclass(frozen=True, slots=True)
class PaperScores(Contribution):
    """The scores of own papers as far as their authors may read them, by the key of the paper."""

    of_own: Callable[[Viewer], dict[int, Scores]]


def papers_readable_by(viewer: Viewer) -> SubmissionQuerySet:
    """Every paper whose page the viewer may open."""
    known = Q(pk__in=Submission.objects.visible_to(viewer).values("pk"))
    return Submission.objects.filter(known | Q(pk__in=papers_opened_to(viewer).values("pk")))


def papers_opened_to(viewer: Viewer) -> SubmissionQuerySet:
    """The papers that apps above opened to the viewer: those they review or look after."""
    known = Q(pk__in=[])
    for readers in contributed(PaperReaders):
        known |= Q(pk__in=readers.papers_of(viewer).values("pk"))
    return Submission.objects.filter(known)


def own_scores(viewer: Viewer) -> dict[int, Scores]:
    """What the viewer may read of the scores of their own papers."""
    return {
        paper: scores for kind in contributed(PaperScores) for paper, scores in kind.of_own(viewer).items()
    }


def sections_of(viewer: Viewer, submission: Submission) -> list[Section]:
    """The parts that other apps show this viewer on the page of this paper."""
    order = list(SectionName)
    kinds = sorted(contributed(PaperSection), key=lambda kind: order.index(kind.name))
    built = (kind.build(viewer, submission) for kind in kinds)
    return [section for section in built if section]
