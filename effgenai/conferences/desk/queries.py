"""What the desk shows: stages of the sidebar, what is still to do, a new edition before it is made."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.queries import conferences_of
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer, viewer_for
from effgenai.conferences.core.wording import date_range
from effgenai.conferences.dates.models import Milestone, MilestoneException
from effgenai.conferences.dates.queries.milestones import known_dates
from effgenai.conferences.dates.queries.pages import dates_of, timeline
from effgenai.conferences.dates.shifts import WEEK, Shift
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.desk.editions import EditionFacts, EditionOffer, number_of
from effgenai.conferences.desk.guide import Guide, GuideItem, GuideState, tasks_of
from effgenai.conferences.desk.guides.edition_links import EditionLinks
from effgenai.conferences.desk.guides.old_links import LeftLink, links_left
from effgenai.conferences.desk.guides.site import missing_facts
from effgenai.conferences.site.versions import stamp_of
from effgenai.conferences.web.desk import Stage, desk_url
from effgenai.conferences.web.sections import DeskSection, desk_sections
from effgenai.conferences.web.todos import Todo, conferences_with, todos_of
from effgenai.ui.dates import countdown, countdown_turns, lasting_words, moment
from effgenai.ui.navigation import TimelinePoint
from effgenai.ui.tables import Column

MAX_TODOS = 6

MEMBER_COLUMNS = (
    Column("Name"),
    Column("Role"),
    Column("Since", phone=False),
    Column("Action"),
)

DATE_COLUMNS = (
    Column("Date"),
    Column("This edition"),
    Column("Next edition"),
)

LINK_COLUMNS = (
    Column("Text"),
    Column("Link"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Overview:
    """Where a conference stands. The guide of those who are no chairs holds what they edit."""

    guide: Guide
    waiting: list[Todo]
    sections: list[DeskSection]
    points: list[TimelinePoint]

    @property
    def needed(self) -> list[GuideItem]:
        """What needs a chair first: contradictions, then what is required."""
        return [item for item in self.guide.open if item.required][:MAX_TODOS]

    @property
    def recommended(self) -> list[GuideItem]:
        """What a chair may well leave out."""
        return [item for item in self.guide.open if not item.required][:MAX_TODOS]


def setup_stage(viewer: Viewer) -> Stage | None:
    """Set-up, with the number of facts that are still missing; no query."""
    if not viewer.is_chair:
        return None
    facts = missing_facts(viewer.conference)
    missing = sum(item.standing != GuideState.DONE for item in facts)
    return Stage(
        key="setup",
        label="Set-up",
        url=desk_url(viewer.conference, "guide"),
        note=f"{missing} to do" if missing else "",
        state="now" if missing else "done",
    )


def call_stage(viewer: Viewer) -> Stage | None:
    """The call, with the time that is left; two queries, which the page may have asked before."""
    if not viewer.is_chair:
        return None
    known = known_dates(viewer)
    state, note = _call_state(known.dates, viewer.at)
    due, turn = known.dates.get(MilestoneKind.SUBMISSIONS_DUE), known.turn_after(viewer.at)
    if note and due and turn:
        turn = min(turn, countdown_turns(due.instant, viewer.at))
    url = desk_url(viewer.conference, "milestones")
    return Stage(key="call", label="Call", url=url, note=note, state=state, until=turn)


def _call_state(dates: Mapping[str, Milestone], at: dt.datetime) -> tuple[str, str]:
    opens, due = dates.get(MilestoneKind.CALL_OPENS), dates.get(MilestoneKind.SUBMISSIONS_DUE)
    if due is None:
        return "now", "no date"
    if due.ends_at <= at:
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
    return Stage(key="site", label="Site", url=desk_url(viewer.conference, "pages"), note=note, tool=True)


def overview(viewer: Viewer) -> Overview:
    """What is still to do, what waits for the viewer in any role, and the dates with the next one marked."""
    dates = dates_of(viewer)
    waiting = [todo for todo in todos_of(viewer) if not todo.done]
    return Overview(tasks_of(viewer), waiting, desk_sections(viewer), timeline(dates, viewer.at))


@dataclasses.dataclass(frozen=True, slots=True)
class MovedDate:
    """A date of the old edition and what becomes of it; `note` says what is odd about the new moment."""

    name: str
    before: str
    after: str
    note: str


@dataclasses.dataclass(frozen=True, slots=True)
class Preview:
    """A new edition as it would be. `seal` changes with anything that it shows."""

    days: str
    taken: list[EditionOffer]
    left: list[EditionOffer]
    dates: list[MovedDate]
    distance: str
    links: list[LeftLink]
    seal: str


def preview_of(
    old: Conference,
    *,
    facts: EditionFacts,
    shift: Shift | None,
    offers: Sequence[EditionOffer],
    keys: Collection[str],
    at: dt.datetime,
) -> Preview:
    """What will be made; three queries, and one for each part with texts."""
    taken = [offer for offer in offers if offer.part.key in keys]
    dates = moved_dates(old, shift, at, with_tracks="tracks" in keys) if shift and "dates" in keys else []
    pages = set(old.pages.values_list("slug", flat=True)) if "pages" in keys else set()
    return Preview(
        days=date_range(facts.starts_on, facts.ends_on),
        taken=taken,
        left=[offer for offer in offers if offer.part.key not in keys],
        dates=dates,
        distance=distance_words(shift) if shift and dates else "",
        links=links_left(old, EditionLinks(old, facts.slug, pages), keys),
        seal=stamp_of(dataclasses.asdict(facts), [(offer.part.key, offer.words) for offer in taken], dates),
    )


def moved_dates(old: Conference, shift: Shift, at: dt.datetime, *, with_tracks: bool) -> list[MovedDate]:
    """Every date with its new moment, and those of single tracks below it; three queries."""
    found: list[MovedDate] = []
    with lasting_words():
        for date in old.milestones.prefetch_related("exceptions__track"):
            found.append(_moved(date.name, date, date, shift, at))
            own = [one for one in date.exceptions.all() if with_tracks and one.track]
            found += [_moved(f"{date.name}: {one.track}", one, date, shift, at) for one in own]
    return found


def _moved(
    name: str, row: Milestone | MilestoneException, date: Milestone, shift: Shift, at: dt.datetime
) -> MovedDate:
    new = shift.instant(row.instant, row.zone, date.kind)
    note = "This moment has passed already." if new <= at else ""
    if not shift.keeps_clock(row.instant, row.zone, date.kind):
        note = "The clocks are put forward in that hour, so it is the time right after."
    return MovedDate(name, moment(row.instant, row.zone), moment(new, row.zone), note)


def distance_words(shift: Shift) -> str:
    """How far the dates move: "All dates are 52 weeks later."."""
    days = abs(shift.ahead)
    far = number_of(days, "day", "days") if days % WEEK else number_of(days // WEEK, "week", "weeks")
    words = "stay where they are" if not days else f"are {far} {'later' if shift.ahead > 0 else 'earlier'}"
    if shift.ahead == shift.days:
        return f"All dates {words}."
    return f"The dates before it {words}; its own days move with the first and the last."


def made_already(old: Conference, slug: str, by: User) -> Conference | None:
    """The edition at this address if it follows this one and the person is its chair; one query."""
    mine = Conference.objects.filter(previous=old, slug=slug)
    return mine.filter(memberships__user=by, memberships__role=Role.CHAIR).first()


@dataclasses.dataclass(frozen=True, slots=True)
class MyConference:
    """A conference in which a person takes part: as what, and what waits for them there."""

    conference: Conference
    viewer: Viewer
    roles: list[str]
    waiting: list[Todo]


def my_conferences(user: User, at: dt.datetime) -> list[MyConference]:
    """All conferences in which the person takes part, those where something waits first."""
    found = conferences_of(user).filter(pk__in=conferences_with(user))
    rows = [_my_conference(viewer_for(user=user, conference=each, at=at)) for each in found]
    return sorted(rows, key=lambda row: not row.waiting)


def _my_conference(viewer: Viewer) -> MyConference:
    return MyConference(
        conference=viewer.conference,
        viewer=viewer,
        roles=[role.label for role in Role if role in viewer.roles],
        waiting=[todo for todo in todos_of(viewer) if not todo.done],
    )
