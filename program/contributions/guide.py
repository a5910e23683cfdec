"""What the guide says of the programme. Accepted papers are public, so every chair sees them all."""

from __future__ import annotations

from collections.abc import Iterator

from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.desk.guide import GuideItem, GuideStage
from effgenai.conferences.desk.guides.site import page_of, to_do
from program.core.models import papers_to_place

STAGE = GuideStage.PROGRAM


def program_items(viewer: Viewer) -> Iterator[GuideItem]:
    """Sessions, papers without a place, and the release; three queries."""
    conference = viewer.conference
    sessions = conference.sessions.count()
    waiting = papers_to_place(viewer).count()
    released = conference.releases.exists()
    desk = page_of(conference, "program:desk")
    yield GuideItem(
        STAGE,
        "Lay out the days",
        "Sessions, breaks and invited talks can stand before there are papers.",
        desk,
        to_do(done=sessions > 0, later=not waiting),
    )
    yield GuideItem(
        STAGE,
        "Place the accepted papers",
        f"{waiting} have no place in the schedule yet."
        if waiting
        else "They wait here once decisions are out.",
        desk,
        to_do(done=released and not waiting, later=not waiting),
    )
    yield GuideItem(
        STAGE,
        "Release the schedule",
        "Until then visitors see nothing of it; afterwards each release is numbered and kept.",
        page_of(conference, "program:release"),
        to_do(done=released, later=not sessions or waiting > 0),
        action="Release the schedule",
        opens=True,
    )
