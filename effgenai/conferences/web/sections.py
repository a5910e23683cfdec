"""The sections of the desk's first page: how far things are, each drawn by the app that knows."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable
from typing import Any

from effgenai.conferences.core.viewer import Viewer
from effgenai.contributions import Contribution, contributed


@dataclasses.dataclass(frozen=True, slots=True)
class DeskSection:
    """A part of the desk's first page with its title; the template finds the context as `section`."""

    title: str
    template: str
    context: dict[str, Any]


class DeskSectionName(enum.Enum):
    """The sections in their order."""

    SUBMISSIONS = enum.auto()
    REVIEWS = enum.auto()
    MAIL = enum.auto()
    RECORDS = enum.auto()


@dataclasses.dataclass(frozen=True, slots=True)
class OverviewSection(Contribution):
    """A section of an app; None for whom there is nothing in it.

    `build` makes a constant number of queries and counts only what the viewer may see, by the functions
    that the pages behind it use.
    """

    name: DeskSectionName
    build: Callable[[Viewer], DeskSection | None]


def desk_sections(viewer: Viewer) -> list[DeskSection]:
    """The sections for one viewer, in the order of `DeskSectionName`."""
    order = list(DeskSectionName)
    kinds = sorted(contributed(OverviewSection), key=lambda kind: order.index(kind.name))
    return [section for section in (kind.build(viewer) for kind in kinds) if section]
