"""The block of accepted papers on the home page."""

from __future__ import annotations

import dataclasses

from effgenai.conferences.home_parts import HomePart
from effgenai.conferences.viewer import Viewer
from submissions.models import Submission
from submissions.queries.accepted import of_conference

SHOWN = 6


@dataclasses.dataclass(frozen=True, slots=True)
class SomePapers:
    """The first accepted papers, and how many there are."""

    papers: list[Submission]
    total: int


def accepted_on_home(viewer: Viewer) -> HomePart | None:
    """A few accepted papers with their authors; three queries, one while there are none."""
    accepted = of_conference(viewer.conference)
    total = accepted.count()
    if not total:
        return None
    papers = list(accepted.prefetch_related("authorships")[:SHOWN])
    return HomePart("submissions/home_papers.html", SomePapers(papers, total))
