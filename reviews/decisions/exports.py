from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from effgenai.conferences.core.viewer import Viewer
from reviews.decisions.models import Decision
from reviews.reviewing.queries.counts import papers_under_review
from reviews.reviewing.queries.scores import scored_papers

HEADER = (
    "paper",
    "title",
    "track",
    "topics",
    "decision",
    "released",
    "note to the authors",
    "reviews",
    "mean",
    "spread",
    "confidence",
    "scores",
)


def decision_rows(viewer: Viewer) -> Iterator[list[Any]]:
    """Every paper the chair handles with its scores and decision, one a line."""
    papers = papers_under_review(viewer)
    notes = Decision.objects.filter(submission__in=papers.values("pk")).exclude(note="")
    note_on = dict(notes.values_list("submission__number", "note"))
    for row in scored_papers(viewer, None):
        yield [
            row.number,
            row.title,
            row.track,
            "; ".join(row.topics),
            row.outcome,
            row.is_released,
            note_on.get(row.number, ""),
            row.done,
            _rounded(row.mean),
            row.spread,
            _rounded(row.confidence),
            " ".join(map(str, row.scores)),
        ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
