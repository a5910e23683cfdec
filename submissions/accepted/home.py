"""The block of accepted papers on the home page."""

from __future__ import annotations

import dataclasses

from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.site.blocks import HomePart
from submissions.accepted.queries import AcceptedPaper, highlights, of_conference

SHOWN = 6


@dataclasses.dataclass(frozen=True, slots=True)
class SomePapers:
    """Some accepted papers, and how many there are."""

    rows: list[AcceptedPaper]
    total: int


def accepted_on_home(viewer: Viewer) -> HomePart | None:
    """Papers with awards, then talks, then the others; eight queries, one while there are none."""
    if not of_conference(viewer.conference).exists():
        return None
    return HomePart("submissions/accepted/home.html", SomePapers(*highlights(viewer.conference, SHOWN)))
