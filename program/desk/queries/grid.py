"""A day of the draft as a time grid: a column for each room, everything in it, and what waits beside it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable

from django.utils.http import urlencode

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.viewer import Viewer
from program.core.models import ProgramEdit, Room, papers_to_place
from program.core.services.history import draft_version, step_to_redo, step_to_undo
from program.core.times import at_venue, far_away
from program.desk.queries.draft import SessionRow, session_rows
from program.desk.queries.warnings import DraftWarning, warnings_of
from submissions.authors.queries import presenters_of
from submissions.core.models import Submission

HOUR, DAY = 60, 24 * 60  # minutes
# What an empty day shows; others reach as far as their sessions do, at most into the second night.
USUAL_HOURS = (8 * HOUR, 19 * HOUR)
LATEST = 2 * DAY
STEPS = (5, 15, 30, 60)
USUAL_STEP = 15
# Shorter ones are drawn as long as this, so that they can be read and hit.
SHORTEST = 5


@dataclasses.dataclass(frozen=True, slots=True)
class GridBlock:
    """A session as it stands in its column: minutes since midnight, and its share of the width."""

    row: SessionRow
    start: int
    end: int
    warnings: list[DraftWarning]
    lane: int = 0
    lanes: int = 1

    @property
    def key(self) -> str:
        """The key of its session."""
        return self.row.session.key


@dataclasses.dataclass(frozen=True, slots=True)
class GridColumn:
    """A room with its sessions in order of time; `room` is None for what takes place everywhere."""

    room: Room | None
    blocks: list[GridBlock]


@dataclasses.dataclass(frozen=True, slots=True)
class GridDay:
    """A day that can be shown, with how many sessions begin on it."""

    date: dt.date
    sessions: int
    far: str
    query: str


@dataclasses.dataclass(frozen=True, slots=True)
class GridWarning:
    """A sentence with the session that it leads to, and the address of its block."""

    words: str
    key: str
    address: str


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class GridPage:
    """A day of the draft. `begins` and `ends` are minutes since its midnight, `step` is in minutes."""

    day: dt.date
    step: int
    words: str
    days: list[GridDay]
    columns: list[GridColumn]
    begins: int
    ends: int
    warnings: list[GridWarning]
    waiting: list[tuple[Submission, str]]
    rows: list[SessionRow]
    version: int
    to_undo: ProgramEdit | None
    to_redo: ProgramEdit | None

    @property
    def query(self) -> str:
        """What an address of this day and this step says."""
        return _query(self.day, self.step, self.words)

    @property
    def hours(self) -> list[tuple[int, str]]:
        """The lines of the grid: minutes since midnight and the clock."""
        marks = range(self.begins, self.ends + 1, max(self.step, HOUR // 2))
        return [(minutes, f"{minutes // HOUR % 24:02d}:{minutes % HOUR:02d}") for minutes in marks]

    @property
    def blocks(self) -> list[GridBlock]:
        """Every session of the day, column by column."""
        return [block for column in self.columns for block in column.blocks]

    @property
    def history(self) -> list[tuple[str, ProgramEdit | None, str]]:
        """The two buttons of the history: name, the step each would take, and its address."""
        return [("Undo", self.to_undo, "program:undo"), ("Redo", self.to_redo, "program:redo")]

    @property
    def shortest(self) -> int:
        """The minutes of the shortest session of the day, or the step where all are longer."""
        return min([self.step, *(block.end - block.start for block in self.blocks)])


def grid_page(viewer: Viewer, user: User, day: dt.date | None, step: int, words: str = "") -> GridPage:
    """The day, or the first there is; of the papers that wait those with all `words`. Constant in queries."""
    conference = viewer.conference
    rows = session_rows(viewer)
    day = day or _first_day(conference, rows, viewer.at)
    found = warnings_of(conference, rows)
    blocks = _blocks(day, rows, found)
    begins, ends = _hours(blocks)
    return GridPage(
        day=day,
        step=step,
        words=words,
        days=_days(conference, rows, day, step, words),
        columns=_columns(list(conference.rooms.all()), blocks),
        begins=begins,
        ends=ends,
        warnings=_leading_to(found, rows, day, step),
        waiting=_waiting(viewer, words),
        rows=rows,
        version=draft_version(conference),
        to_undo=step_to_undo(conference, user),
        to_redo=step_to_redo(conference, user),
    )


def _query(day: dt.date, step: int, words: str) -> str:
    said = {"day": day.isoformat(), "step": str(step), "q": words}
    return urlencode({name: value for name, value in said.items() if value})


def _waiting(viewer: Viewer, words: str) -> list[tuple[Submission, str]]:
    """The papers without a place whose number, title, presenters or kind hold every word."""
    wanted = words.casefold().split()
    found = [(paper, presenters_of(paper)) for paper in papers_to_place(viewer)]
    return [
        (paper, presenters)
        for paper, presenters in found
        if all(
            word in f"{paper.number} {paper.title} {presenters} {paper.presentation}".casefold()
            for word in wanted
        )
    ]


def _first_day(conference: Conference, rows: list[SessionRow], at: dt.datetime) -> dt.date:
    return conference.starts_on or (rows[0].starts_at.date() if rows else at_venue(conference, at).date())


def _days(
    conference: Conference, rows: list[SessionRow], shown: dt.date, step: int, words: str
) -> list[GridDay]:
    """The days of the conference, the one shown, and every other that has a session, so that none is lost."""
    sessions = Counter(row.starts_at.date() for row in rows)
    dates = {shown, *sessions}
    if first := conference.starts_on:
        length = ((conference.ends_on or first) - first).days
        dates |= {first + dt.timedelta(days=number) for number in range(min(length, 60) + 1)}
    return [
        GridDay(date, sessions[date], far_away(conference, date), _query(date, step, words))
        for date in sorted(dates)
    ]


def _blocks(day: dt.date, rows: list[SessionRow], found: list[DraftWarning]) -> list[GridBlock]:
    about: dict[str, list[DraftWarning]] = defaultdict(list)
    for warning in found:
        for key in set(warning.sessions):
            about[key].append(warning)
    return [
        GridBlock(row, _minutes(day, row.starts_at), _end(day, row), about[row.session.key])
        for row in rows
        if row.starts_at.date() == day
    ]


def _minutes(day: dt.date, instant: dt.datetime) -> int:
    """Minutes since the midnight of the day, as clocks at the venue show them."""
    since = instant.replace(tzinfo=None) - dt.datetime.combine(day, dt.time())
    return int(since.total_seconds() // 60)


def _end(day: dt.date, row: SessionRow) -> int:
    """Where it ends, never before it has begun: clocks that go back may say so."""
    return min(max(_minutes(day, row.ends_at), _minutes(day, row.starts_at) + 1), LATEST)


def _hours(blocks: list[GridBlock]) -> tuple[int, int]:
    """From which full hour to which the grid reaches, in minutes."""
    first = min([USUAL_HOURS[0], *(block.start for block in blocks)])
    last = max([USUAL_HOURS[1], *(block.end for block in blocks)])
    return first // HOUR * HOUR, -(-last // HOUR) * HOUR


def _columns(rooms: list[Room], blocks: list[GridBlock]) -> list[GridColumn]:
    of_room: dict[int | None, list[GridBlock]] = defaultdict(list)
    for block in blocks:
        of_room[block.row.session.room_id].append(block)
    named = [GridColumn(room, _side_by_side(of_room[room.pk])) for room in rooms]
    return [*named, GridColumn(None, _side_by_side(of_room[None]))]


def _side_by_side(blocks: list[GridBlock]) -> list[GridBlock]:
    """Blocks that meet share the width of their column; the others have all of it."""
    placed: list[GridBlock] = []
    for group in _meeting(blocks):
        free: list[int] = []  # when each lane is free again
        lanes = []
        for block in group:
            lane = next((number for number, end in enumerate(free) if end <= block.start), len(free))
            free[lane : lane + 1] = [_drawn_end(block)]
            lanes.append(lane)
        placed += [
            dataclasses.replace(block, lane=lane, lanes=len(free))
            for block, lane in zip(group, lanes, strict=True)
        ]
    return placed


def _meeting(blocks: Iterable[GridBlock]) -> list[list[GridBlock]]:
    groups: list[list[GridBlock]] = []
    end = 0
    for block in blocks:
        if groups and block.start < end:
            groups[-1].append(block)
        else:
            groups.append([block])
        end = max(end, _drawn_end(block))
    return groups


def _drawn_end(block: GridBlock) -> int:
    return max(block.end, block.start + SHORTEST)


def _leading_to(
    found: list[DraftWarning], rows: list[SessionRow], shown: dt.date, step: int
) -> list[GridWarning]:
    days = {row.session.key: row.starts_at.date() for row in rows}
    warnings = []
    for one in found:
        key = one.sessions[0]
        other_day = "" if days[key] == shown else f"?day={days[key].isoformat()}&step={step}"
        warnings.append(GridWarning(one.words, key, f"{other_day}#session-{key}"))
    return warnings
