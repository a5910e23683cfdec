"""What the chair's desk shows of the platform: stages of the rail, what is still to do, the dates."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.db.models import QuerySet
from django.urls import reverse

from effgenai.conferences.desk import Stage
from effgenai.conferences.duties import Duty, duties_of
from effgenai.conferences.forms.members import NAMED_HERE
from effgenai.conferences.guide import Guide, GuideItem, Standing, guide_of
from effgenai.conferences.guides.site import missing_facts
from effgenai.conferences.models import Conference, Membership, Milestone
from effgenai.conferences.queries.dates import DateRow, date_rows, dates_of, timeline
from effgenai.conferences.states import MilestoneKind, Role
from effgenai.conferences.viewer import Viewer
from effgenai.ui.dates import countdown
from effgenai.ui.navigation import NavItem, TimelinePoint

MOST_TODO = 6

# The tabs of each stage of ours: label, name of the address, what a viewer must be to see it.
TABS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "setup": (
        ("Guide", "guide", "is_chair"),
        ("Settings", "settings", "is_chair"),
        ("Roles", "members", "is_chair"),
        ("Institutions", "institutions", "is_chair"),
        ("Next edition", "next_edition", "is_chair"),
    ),
    "call": (
        ("Dates", "milestones", "is_chair"),
        ("Tracks", "tracks", "is_chair"),
        ("Topics", "topics", "is_chair"),
        ("Policies", "policies", "is_chair"),
        ("Files", "call_files", "is_chair"),
    ),
    "site": (
        ("Home page", "home_editor", "may_edit_site"),
        ("Pages", "pages", "may_edit_site"),
        ("News", "news_desk", "may_edit_site"),
        ("People", "people_edit", "may_edit_site"),
        ("Sponsors", "sponsors", "may_edit_site"),
        ("Past editions", "editions", "may_edit_site"),
        ("Pictures", "images", "may_edit_site"),
        ("Identity", "identity", "may_edit_site"),
        ("For authors", "texts", "may_edit_site"),
    ),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Overview:
    """Where a conference stands. The guide is empty for those who are no chairs."""

    guide: Guide
    waiting: list[Duty]
    points: list[TimelinePoint]

    @property
    def todo(self) -> list[GuideItem]:
        """What needs a chair first: contradictions, then what is required."""
        return [item for item in self.guide.open if item.required][:MOST_TODO]


def register_tab(stage: str, label: str, address: str, fact: str) -> None:
    """Add a sister page of another app to a stage; `address` with its namespace. From `AppConfig.ready`."""
    TABS[stage] = (*TABS[stage], (label, address, fact))


def tabs(viewer: Viewer, stage: str, current: str) -> list[NavItem]:
    """The sister pages within a stage."""
    return [
        NavItem(label, _url(viewer.conference, name), current=name == current)
        for label, name, fact in TABS[stage]
        if getattr(viewer, fact)
    ]


def _url(conference: Conference, name: str) -> str:
    return reverse(name if ":" in name else f"conferences:{name}", args=[conference.slug])


def setup_stage(viewer: Viewer) -> Stage | None:
    """Set-up, with the number of facts that are still missing; no query."""
    if not viewer.is_chair:
        return None
    facts = missing_facts(viewer.conference)
    missing = sum(item.standing != Standing.DONE for item in facts)
    return Stage(
        key="setup",
        label="Set-up",
        url=_url(viewer.conference, "guide"),
        note=f"{missing} to do" if missing else "",
        state="now" if missing else "done",
    )


def call_stage(viewer: Viewer) -> Stage | None:
    """The call, with the time that is left; one query."""
    if not viewer.is_chair:
        return None
    kinds = (MilestoneKind.CALL_OPENS, MilestoneKind.SUBMISSIONS_DUE)
    dates = {date.kind: date for date in viewer.conference.milestones.filter(kind__in=kinds)}
    state, note = _call_state(dates, viewer.at)
    url = _url(viewer.conference, "milestones")
    return Stage(key="call", label="Call", url=url, note=note, state=state)


def _call_state(dates: dict[str, Milestone], at: dt.datetime) -> tuple[str, str]:
    opens, due = dates.get(MilestoneKind.CALL_OPENS), dates.get(MilestoneKind.SUBMISSIONS_DUE)
    if due is None:
        return "now", "no date"
    if due.instant <= at:
        return "done", ""
    if opens and opens.instant > at:
        return "later", ""
    return "now", " ".join(countdown(due.instant, at).split()[:2])


def site_stage(viewer: Viewer) -> Stage | None:
    """The public site, with the number of pages that are drafts; one query."""
    if not viewer.may_edit_site:
        return None
    drafts = viewer.conference.pages.filter(is_published=False).count()
    note = {0: "", 1: "1 draft"}.get(drafts, f"{drafts} drafts")
    return Stage(key="site", label="Site", url=_url(viewer.conference, "pages"), note=note, tool=True)


def overview(viewer: Viewer) -> Overview:
    """What is still to do, what waits for the viewer in any role, and the dates with the next one marked."""
    dates = dates_of(viewer)
    waiting = [duty for duty in duties_of(viewer) if not duty.done]
    return Overview(guide=guide_of(viewer), waiting=waiting, points=timeline(dates, viewer.at))


def milestone_rows(viewer: Viewer) -> list[DateRow]:
    """Every date of the conference with its history; two queries."""
    return date_rows(viewer.conference, dates_of(viewer), viewer.at)


def members_here(conference: Conference) -> QuerySet[Membership]:
    """The roles that are given on the page of roles, chairs first; one query."""
    found = conference.memberships.filter(role__in=NAMED_HERE).select_related("user")
    return found.order_by("role", "user__name", "pk")


def committee_size(conference: Conference) -> int:
    """How many people review or look after papers; one query."""
    roles = (Role.REVIEWER, Role.AREA_CHAIR)
    return conference.memberships.filter(role__in=roles).values("user").distinct().count()
