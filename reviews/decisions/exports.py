from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from effgenai.conferences.core.viewer import Viewer
from reviews.reviewing.queries.progress import scored_papers

HEADER = (
    "paper",
    "title",
    "track",
    "topics",
    "decision",
    "released",
    "note",
    "reviews",
    "mean",
    "spread",
    "confidence",
    "scores",
)


def decision_rows(viewer: Viewer) -> Iterator[list[Any]]:
    """Every paper the chair handles with its scores and decision, one a line."""
    for row in scored_papers(viewer, None):
        yield [
            row.number,
            row.title,
            row.track,
            "; ".join(row.topics),
            row.outcome,
            row.is_released,
            row.decision.note if row.decision else "",
            row.done,
            _rounded(row.mean),
            row.spread,
            _rounded(row.confidence),
            " ".join(map(str, row.scores)),
        ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
