"""What the rows of tables of papers with scores are drawn with."""

from __future__ import annotations

import dataclasses
import functools

from django.template.defaultfilters import floatformat
from django.utils.safestring import SafeString

from effgenai.conferences.core.models import Conference
from effgenai.ui.charts import score_dots
from effgenai.ui.templatetags.ui import status
from effgenai.ui.text.markdown import render_inline
from effgenai.ui.web.rows import Numbered, draw, numbered
from reviews.reviewing.queries.scores import Scale, ScoredPaper, mean, spread

MAX_DRAWN = 4_096


@dataclasses.dataclass(frozen=True, slots=True)
class Cells:
    """The parts of a row as HTML; those that many papers have in common are drawn once.

    `layout` is the template of the cells that follow from numbers alone, `paper` has the papers' addresses.
    """

    scale: Scale
    layout: str
    paper: Numbered

    def title(self, text: str) -> SafeString:
        """The title with its formulas."""
        return render_inline(text)

    def figures(self, row: ScoredPaper) -> SafeString:
        """The cells with the paper's scores and how many reviews are in."""
        scores, confidences = tuple(row.scores), tuple(row.confidences)
        return _figures(self.layout, scores, confidences, (row.done, row.assigned), self.scale)

    def status(self, kind: str, words: str) -> SafeString:
        """A state as a sign and a word."""
        return _status(kind, words)


@functools.lru_cache(maxsize=MAX_DRAWN)
def _figures(
    layout: str, scores: tuple[int, ...], confidences: tuple[int, ...], reviews: tuple[int, int], scale: Scale
) -> SafeString:
    return draw(
        layout,
        mean=_one_place(mean(scores)),
        dots=score_dots(scores, scale.low, scale.high),
        spread=spread(scores),
        confidence=_one_place(mean(confidences)),
        done=reviews[0],
        assigned=reviews[1],
    )


def _one_place(value: float | None) -> str:
    return "–" if value is None else str(floatformat(value, 1))


@functools.lru_cache(maxsize=MAX_DRAWN)
def _status(kind: str, words: str) -> SafeString:
    return status(kind, words)


def cells_of(conference: Conference, scale: Scale, layout: str) -> Cells:
    """What the tables of a conference are drawn with."""
    return Cells(scale, layout, numbered("submissions:paper", conference.slug))
