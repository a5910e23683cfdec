"""The dates of a conference as pages show them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db.models import Prefetch, QuerySet

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.core.wording import place_name
from effgenai.conferences.dates.models import Milestone, MilestoneException
from effgenai.conferences.dates.queries.milestones import open_between
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.dates.wording import clock, short_day
from effgenai.ui.dates import AOE_NAME, moment, relative
from effgenai.ui.navigation import TimelinePoint
from effgenai.ui.tables import Column

COLUMNS = (
    Column("Date"),
    Column("When"),
    Column("At the venue", phone=False),
    Column("Seen by", phone=False),
    Column("Hidden grace", look="num", phone=False),
    Column("Action"),
)

EXCEPTION_COLUMNS = (
    Column("For"),
    Column("When"),
    Column("Seen by", phone=False),
    Column("Why", phone=False),
    Column("Action"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class NextStep:
    """The next date of a conference with what one does about it; without a date, what is left to do."""

    label: str
    action: str
    address: str
    milestone: Milestone | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class OldDate:
    """A date that was announced once, and why it moved."""

    words: str
    reason: str


@dataclasses.dataclass(frozen=True, slots=True)
class TrackDate:
    """What a date is for the papers of one track."""

    track: str
    instant: dt.datetime
    aoe: str
    venue: str
    reason: str
    is_past: bool


@dataclasses.dataclass(frozen=True, slots=True)
class DateRow:
    """A date in every zone that matters; `state` is past, now (the next one) or future.

    What happens `on_site` has its time at the venue alone: no deadline of somebody far away. Where exceptions
    are loaded, `tracks` has a line for each track whose date is another.
    """

    milestone: Milestone
    state: str
    on_site: bool
    relative: str
    aoe: str
    venue: str
    old: list[OldDate]
    tracks: list[TrackDate]


# What the home page says of the next date of each kind: label, button, address below the conference.
STEPS = {
    MilestoneKind.CALL_OPENS: ("The call opens in", "Read the call", "call/"),
    MilestoneKind.SUBMISSIONS_DUE: ("Paper submission closes in", "Submit a paper", "submissions/new/"),
    MilestoneKind.DECISIONS: ("Decisions are sent in", "See all dates", "dates/"),
    MilestoneKind.CAMERA_READY_DUE: ("Final versions are due in", "See the accepted papers", "papers/"),
    MilestoneKind.STARTS: ("It begins in", "See the programme", "program/"),
    MilestoneKind.ENDS: ("It ends in", "See the programme", "program/"),
}
FOR_REVIEWERS = MilestoneKind.REVIEWS_DUE


def dates_of(viewer: Viewer, *, public_only: bool = False) -> list[Milestone]:
    """The dates that the viewer may see, in order, with their changes; two queries."""
    return list(_dates(viewer, public_only=public_only))


def dates_with_tracks(viewer: Viewer, *, public_only: bool = False) -> list[Milestone]:
    """The same, each with the exceptions of tracks as `for_tracks`; three queries."""
    of_tracks = MilestoneException.objects.filter(track__isnull=False).select_related("track")
    ordered = of_tracks.order_by("track__position", "track")
    return list(
        _dates(viewer, public_only=public_only).prefetch_related(
            Prefetch("exceptions", queryset=ordered, to_attr="for_tracks")
        )
    )


def removed_dates(conference: Conference) -> list[Milestone]:
    """The dates that were public and are off, in order, with their changes; two queries."""
    gone = Milestone.with_removed.filter(conference=conference, removed_at__isnull=False)
    return list(gone.prefetch_related("changes"))


def _dates(viewer: Viewer, *, public_only: bool) -> QuerySet[Milestone]:
    found = Milestone.objects.visible_to(viewer).prefetch_related("changes")
    return found.filter(is_public=True) if public_only else found


def next_step(conference: Conference, dates: Sequence[Milestone], at: dt.datetime) -> NextStep:
    """What comes next among these dates, and the button that belongs to it."""
    for date in dates:
        if date.ends_at > at and date.kind != FOR_REVIEWERS:
            return _step(date, dates, at)
    return _step_without_date(conference, dates, at)


def _step(date: Milestone, dates: Sequence[Milestone], at: dt.datetime) -> NextStep:
    usual = (f"{date.name} in", "See all dates", "dates/")
    label, action, address = STEPS.get(MilestoneKind(date.kind), usual)
    if date.kind == MilestoneKind.SUBMISSIONS_DUE and not open_between(dates, at):
        action, address = "Read the call", "call/"
    return NextStep(label, action, address, date)


def _step_without_date(conference: Conference, dates: Sequence[Milestone], at: dt.datetime) -> NextStep:
    if not dates:
        return NextStep("Dates will be announced here", "Read the call", "call/")
    return NextStep("All dates have passed", "Read the papers", "papers/")


def timeline(dates: Sequence[Milestone], at: dt.datetime) -> list[TimelinePoint]:
    """The dates as points of a line, the next one marked, a moved one with its former day struck out."""
    return [_point(date, state, at) for date, state in _with_states(dates, at)]


def _with_states(dates: Sequence[Milestone], at: dt.datetime) -> list[tuple[Milestone, str]]:
    coming = next((date for date in dates if date.ends_at > at), None)
    return [(date, "now" if date is coming else "past" if date.ends_at <= at else "future") for date in dates]


def _point(date: Milestone, state: str, at: dt.datetime) -> TimelinePoint:
    changes = list(date.changes.all())
    reason = changes[-1].reason if changes else ""
    return TimelinePoint(
        when=short_day(date, date.instant, at),
        title=date.name,
        text=" · ".join(filter(None, [clock(date), reason])),
        state=state,
        old=short_day(date, changes[-1].old_instant, at) if changes else "",
        datetime=date.instant.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def date_rows(conference: Conference, dates: Sequence[Milestone], at: dt.datetime) -> list[DateRow]:
    """The dates in AoE and at the venue, with all their former moments."""
    return [_row(conference, date, state, at) for date, state in _with_states(dates, at)]


def _row(conference: Conference, date: Milestone, state: str, at: dt.datetime) -> DateRow:
    return DateRow(
        milestone=date,
        state=state,
        on_site=date.kind in {MilestoneKind.STARTS, MilestoneKind.ENDS},
        relative=relative(date.instant, at),
        aoe=moment(date.instant, AOE_NAME, at),
        venue=moment(date.instant, conference.time_zone, at),
        old=_old_dates(date, at),
        tracks=[_track_date(conference, exception, at) for exception in getattr(date, "for_tracks", ())],
    )


def _old_dates(date: Milestone, at: dt.datetime) -> list[OldDate]:
    """Where it stood before, each moment once; a date that moved back stands where it stood at first."""
    reasons = {change.old_instant: change.reason for change in date.changes.all()}
    reasons.pop(date.instant, None)
    return [OldDate(moment(instant, date.zone, at), reason) for instant, reason in reasons.items()]


def _track_date(conference: Conference, exception: MilestoneException, at: dt.datetime) -> TrackDate:
    return TrackDate(
        track=str(exception.track),
        instant=exception.instant,
        aoe=moment(exception.instant, AOE_NAME, at),
        venue=moment(exception.instant, conference.time_zone, at),
        reason=exception.reason,
        is_past=exception.ends_at <= at,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class DatesPage:
    """The dates of a conference, on both sides of the present; `venue` is whose clock the venue's is."""

    past: list[DateRow]
    coming: list[DateRow]
    venue: str

    @property
    def rows(self) -> list[DateRow]:
        """All of them in order."""
        return [*self.past, *self.coming]


def dates_page(viewer: Viewer) -> DatesPage:
    """Every date the viewer may see; three queries."""
    rows = date_rows(viewer.conference, dates_with_tracks(viewer), viewer.at)
    turn = next((place for place, row in enumerate(rows) if row.state != "past"), len(rows))
    return DatesPage(past=rows[:turn], coming=rows[turn:], venue=place_name(viewer.conference))


def milestone_rows(viewer: Viewer) -> list[DateRow]:
    """Every date of the conference with its history; two queries."""
    return date_rows(viewer.conference, dates_of(viewer), viewer.at)
