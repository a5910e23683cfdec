from __future__ import annotations

import dataclasses

from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.news.models import News, NewsQuerySet
from effgenai.ui.tables import Column

COLUMNS = (
    Column("Title"),
    Column("State"),
    Column("Published", phone=False),
    Column("Action"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class NewsRow:
    """A piece of news on the desk. `state` is draft, waiting or out."""

    piece: News
    state: str


def public_news(viewer: Viewer) -> NewsQuerySet:
    """What is out by now, the newest first."""
    return News.objects.filter(conference=viewer.conference).public(viewer.at)


def news_rows(viewer: Viewer) -> list[NewsRow]:
    """Every piece, drafts first, then the newest; one query."""
    return [NewsRow(piece, _state(piece, viewer)) for piece in viewer.conference.news.all()]


def _state(piece: News, viewer: Viewer) -> str:
    if piece.published_at is None:
        return "draft"
    return "out" if piece.published_at <= viewer.at else "waiting"
