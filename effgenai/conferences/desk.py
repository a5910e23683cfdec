"""The rail of the chair's desk: each app adds its stages, so the platform knows no domain."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from effgenai.conferences.viewer import Viewer
from effgenai.ui.navigation import RailItem


@dataclasses.dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the rail for one viewer: `state` is done, now or later; `note` the one number that matters.

    The note counts only what the viewer may see.
    """

    key: str
    label: str
    url: str
    note: str = ""
    state: str = "now"
    tool: bool = False


StageProvider = Callable[[Viewer], Stage | None]
_PROVIDERS: dict[int, StageProvider] = {}

# The order of the rail, EXPERIENCE "Desk". An app registers at the place of its stage.
(
    SET_UP,
    CALL,
    SUBMISSIONS,
    COMMITTEE,
    CONFLICTS,
    ASSIGNMENT,
    REVIEWS,
    DECISIONS,
    PROGRAM,
    MAIL,
    SITE,
    RECORDS,
) = range(12)


def register_stage(place: int, provider: StageProvider) -> None:
    """Add a stage at its place. A provider makes a constant number of queries."""
    _PROVIDERS[place] = provider


def desk_page(viewer: Viewer, current: str) -> dict[str, Any]:
    """The context every desk page needs: the rail, with the stage of the key `current` marked."""
    stages = (_PROVIDERS[place](viewer) for place in sorted(_PROVIDERS))
    return {"rail": [_item(stage, current) for stage in stages if stage]}


def _item(stage: Stage, current: str) -> RailItem:
    return RailItem(
        label=stage.label,
        url=stage.url,
        note=stage.note,
        state=stage.state,
        current=stage.key == current,
        tool=stage.tool,
    )
