"""Which tags there are on the papers that a chair handles."""

from __future__ import annotations

import dataclasses

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef

from effgenai.conferences.core.viewer import Viewer
from effgenai.ui.tables import Column
from submissions.tags.models import PaperTag

COLUMNS = (Column("Tag"), Column("Papers", look="num"), Column("Change"))


@dataclasses.dataclass(frozen=True, slots=True)
class TagCount:
    """A tag, and on how many papers it stands that the chair handles."""

    word: str
    papers: int


def tag_counts(viewer: Viewer) -> list[TagCount]:
    """All tags by their words; one query."""
    rows = PaperTag.objects.visible_to(viewer).order_by("word").values("word").annotate(papers=Count("pk"))
    return [TagCount(word, papers) for word, papers in rows.values_list("word", "papers")]


def known_words(viewer: Viewer) -> list[str]:
    """The words to suggest; one query."""
    return [tag.word for tag in tag_counts(viewer)]


def words_of_paper() -> ArraySubquery:
    """The tags of the paper in the query around it, which has to be one that the viewer handles."""
    return ArraySubquery(PaperTag.objects.filter(submission=OuterRef("pk")).order_by("word").values("word"))
