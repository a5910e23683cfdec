"""The sessions of a day for those who look after it while it runs."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools

from effgenai.conferences.core.viewer import Viewer
from program.core.models import ProgramEdit
from program.core.services.history import step_to_undo
from program.core.times import conference_day
from program.day.models import CheckIn
from program.desk.queries.draft import SessionRow, TalkRow, session_rows
from program.releases.models import Release
from submissions.materials.models import Material
from submissions.materials.states import MaterialKind


@dataclasses.dataclass(frozen=True, slots=True)
class DayRow:
    """A session of the day, and how it stands to the present instant: "now", "next", "over" or "".

    `talks` are those that take place and that the viewer may know, `absent` those of them whose presenters
    were not seen yet, `without_slides` those without slides, where talks follow one another.
    """

    row: SessionRow
    state: str
    talks: list[TalkRow]
    absent: list[TalkRow]
    without_slides: list[TalkRow]

    @property
    def here(self) -> int:
        """How many presenters were seen."""
        return len(self.talks) - len(self.absent)

    @property
    def needs_people(self) -> bool:
        """Whether it is time to look for those who are not here."""
        return self.state in {"now", "next"} and bool(self.absent)


@dataclasses.dataclass(frozen=True, slots=True)
class DayPage:
    """A day of the draft with its corrections; `days` are all that have sessions."""

    day: dt.date | None
    days: list[dt.date]
    rows: list[DayRow]
    to_undo: ProgramEdit | None
    corrections: list[Release]
    is_released: bool


def day_page(viewer: Viewer, wanted: dt.date | None) -> DayPage:
    """The wanted day, else today or the next with sessions, else the last; a constant number of queries."""
    conference = viewer.conference
    found = itertools.groupby(
        session_rows(viewer), lambda row: conference_day(conference, row.session.starts_at)
    )
    by_day = {day: list(rows) for day, rows in found}
    days = sorted(by_day)
    today = conference_day(conference, viewer.at)
    day = (
        wanted
        if wanted in by_day
        else next((one for one in days if one >= today), days[-1] if days else None)
    )
    releases = list(conference.releases.defer("schedule").order_by("-number"))
    return DayPage(
        day=day,
        days=days,
        rows=_day_rows(viewer, by_day.get(day, []) if day else []),
        to_undo=step_to_undo(conference, viewer.user) if viewer.user else None,
        corrections=[
            one
            for one in releases
            if one.is_correction and conference_day(conference, one.released_at) == day
        ],
        is_released=bool(releases),
    )


def _day_rows(viewer: Viewer, rows: list[SessionRow]) -> list[DayRow]:
    coming = [row.session.starts_at for row in rows if row.session.starts_at > viewer.at]
    first = min(coming, default=None)
    checked_in = CheckIn.objects.filter(talk__session__in=[row.session for row in rows])
    here = set(checked_in.values_list("talk", flat=True))
    papers = [talk.talk.submission_id for row in rows for talk in row.talks if talk.talk.submission_id]
    slides = Material.objects.current().filter(submission__in=papers, kind=MaterialKind.SLIDES)
    with_slides = set(slides.values_list("submission", flat=True))
    return [_day_row(row, _state(row, viewer.at, first), here, with_slides) for row in rows]


def _day_row(row: SessionRow, state: str, here: set[int], with_slides: set[int]) -> DayRow:
    talks = [one for one in row.talks if one.is_shown and one.is_known and not one.talk.is_cancelled]
    papers = [one for one in talks if one.talk.submission_id and row.has_running_times]
    return DayRow(
        row=row,
        state=state,
        talks=talks,
        absent=[one for one in talks if one.talk.pk not in here],
        without_slides=[one for one in papers if one.talk.submission_id not in with_slides],
    )


def _state(row: SessionRow, at: dt.datetime, first: dt.datetime | None) -> str:
    if row.session.ends_at <= at:
        return "over"
    if row.session.starts_at <= at:
        return "now"
    return "next" if row.session.starts_at == first else ""
