from __future__ import annotations

from django.urls import reverse

from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.web.desk import Stage
from program.core.models import papers_to_place


def program_stage(viewer: Viewer) -> Stage | None:
    """The programme's place in the sidebar: how many accepted papers wait, or that it is released."""
    if not viewer.may_edit_program:
        return None
    waiting = papers_to_place(viewer).count()
    released = viewer.conference.releases.exists()
    state = "done" if released and not waiting else "now" if waiting or released else "later"
    note = f"{waiting} to place" if waiting else ""
    return Stage("program", "Programme", reverse("program:desk", args=[viewer.conference.slug]), note, state)
