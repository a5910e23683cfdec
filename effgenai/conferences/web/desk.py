"""The sidebar of the chair's desk: each app adds its stages, so the platform knows no domain."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.viewer import Fact, Viewer
from effgenai.conferences.web.caching import Counted, cached_for
from effgenai.conferences.web.http import MemberRequest
from effgenai.contributions import Contribution, contributed
from effgenai.ui.navigation import NavItem, SidebarItem

# The tabs of each stage of ours: label, name of the address, what is required of a viewer.
TABS: dict[str, tuple[tuple[str, str, Fact], ...]] = {
    "setup": (
        ("Guide", "guide", Fact.IS_CHAIR),
        ("Settings", "settings", Fact.IS_CHAIR),
        ("Roles", "members", Fact.IS_CHAIR),
        ("Institutions", "institutions", Fact.IS_CHAIR),
        ("Next edition", "next_edition", Fact.IS_CHAIR),
    ),
    "call": (
        ("Dates", "milestones", Fact.IS_CHAIR),
        ("Tracks", "tracks", Fact.IS_CHAIR),
        ("Topics", "topics", Fact.IS_CHAIR),
        ("Policies", "policies", Fact.IS_CHAIR),
        ("Files", "call_files", Fact.IS_CHAIR),
    ),
    "site": (
        ("Home page", "home_editor", Fact.MAY_EDIT_SITE),
        ("Pages", "pages", Fact.MAY_EDIT_SITE),
        ("News", "news_desk", Fact.MAY_EDIT_SITE),
        ("People", "people_edit", Fact.MAY_EDIT_SITE),
        ("Sponsors", "sponsors", Fact.MAY_EDIT_SITE),
        ("Past editions", "editions", Fact.MAY_EDIT_SITE),
        ("Pictures", "images", Fact.MAY_EDIT_SITE),
        ("Identity", "identity", Fact.MAY_EDIT_SITE),
        ("For authors", "texts", Fact.MAY_EDIT_SITE),
    ),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the sidebar for one viewer: `state` is done, now or later; `note` the number that matters.

    The note counts only what the viewer may see. `until` is when it may say something else though nothing was
    written; None: never.
    """

    key: str
    label: str
    url: str
    note: str = ""
    state: str = "now"
    tool: bool = False
    until: dt.datetime | None = None


class StageName(enum.StrEnum):
    """The stages in the order of the sidebar; the value is the key of the stage."""

    SET_UP = "setup"
    CALL = "call"
    SUBMISSIONS = "submissions"
    COMMITTEE = "committee"
    CONFLICTS = "conflicts"
    ASSIGNMENT = "assignment"
    REVIEWS = "reviews"
    DECISIONS = "decisions"
    PROGRAM = "program"
    MAIL = "mail"
    SITE = "site"
    RECORDS = "records"


@dataclasses.dataclass(frozen=True, slots=True)
class SidebarStage(Contribution):
    """The stage of an app. `build` makes a constant number of queries; None: it is not for this viewer.

    What it answers is kept for the same person until a row is written or the moment `until` has come.
    """

    name: StageName
    build: Callable[[Viewer], Stage | None]


def desk_page(viewer: Viewer, current: str) -> dict[str, Any]:
    """The context every desk page needs: the sidebar, with the stage of the key `current` marked."""
    stages = [Stage(*values) for values in cached_for(viewer, "sidebar", lambda: _stages(viewer))]
    return {"sidebar": [_item(stage, current) for stage in stages]}


def _stages(viewer: Viewer) -> Counted[list[tuple[Any, ...]]]:
    order = list(StageName)
    added = sorted(contributed(SidebarStage), key=lambda one: order.index(one.name))
    stages = [stage for one in added if (stage := one.build(viewer))]
    # Plain values: whoever reads them may be of another release.
    values = [dataclasses.astuple(stage) for stage in stages]
    return Counted(values, min((stage.until for stage in stages if stage.until), default=None))


def _item(stage: Stage, current: str) -> SidebarItem:
    return SidebarItem(
        label=stage.label,
        url=stage.url,
        note=stage.note,
        state=stage.state,
        current=stage.key == current,
        tool=stage.tool,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class DeskTab(Contribution):
    """A sister page of another app in a stage of ours, after those above; `address` with its namespace."""

    stage: StageName
    label: str
    address: str
    fact: Fact


def tabs(viewer: Viewer, stage: str, current: str) -> list[NavItem]:
    """The sister pages within a stage."""
    added = ((tab.label, tab.address, tab.fact) for tab in contributed(DeskTab) if tab.stage == stage)
    return [
        NavItem(label, desk_url(viewer.conference, name), current=name == current)
        for label, name, fact in (*TABS.get(stage, ()), *added)
        if viewer.has(fact)
    ]


def desk_url(conference: Conference, name: str) -> str:
    """The address of a page of the conference by its name, with its namespace where it is another app's."""
    return reverse(name if ":" in name else f"conferences:{name}", args=[conference.slug])


def desk_response(
    request: MemberRequest, template: str, stage: str, tab: str = "", **context: Any
) -> HttpResponse:
    """Render a page of the desk with its sidebar and, where the stage has them, its tabs."""
    frame = desk_page(request.viewer, stage)
    if tab:
        frame["tabs"] = tabs(request.viewer, stage, tab)
    return render(request, template, {**frame, **context})
