"""What the editors of the schedule see: the draft by days, what waits for a place, and what is wrong."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections import Counter
from collections.abc import Collection
from typing import Any

from effgenai.conferences.core.states import AcceptedShown
from effgenai.conferences.core.viewer import Viewer
from effgenai.ui.dates import zone
from effgenai.ui.tables import Column
from effgenai.ui.text.numbers import counted
from program.models import Release, Session, Talk, known_papers, papers_to_place
from program.queries.snapshot import snapshot
from program.queries.strip import Slot, Strip, scale_of, strip_of
from program.states import SessionKind
from program.times import at_venue, far_away, until
from submissions.authors.queries import presenters_of
from submissions.core.models import Submission
from submissions.core.states import SubmissionState

NOT_SHOWN_YET = "A paper that is not public yet"
TALKING = (SessionKind.KEYNOTE, SessionKind.ORAL, SessionKind.PANEL)

SESSION_COLUMNS = (
    Column("Time"),
    Column("Session"),
    Column("Kind", phone=False),
    Column("Room"),
    Column("Talks", look="num", phone=False),
)

ROOM_COLUMNS = (
    Column("Name"),
    Column("How to get there"),
    Column("Action"),
)

TALK_COLUMNS = (
    Column("Begins"),
    Column("Talk"),
    Column("Minutes"),
    Column("Order"),
)

PASTED_COLUMNS = (
    Column("Name"),
    Column("How to get there"),
    Column("What happens"),
)

POSTER_COLUMNS = (
    Column("Poster"),
    Column("Order"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class TalkRow:
    """A talk of the draft with the time it begins at, derived from the talks before it.

    Of a paper that is no longer accepted only the number is told: `is_shown` is False, and it takes no time.
    """

    talk: Talk
    title: str
    starts_at: dt.datetime
    is_shown: bool
    presenters: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class SessionRow:
    """A session of the draft with its talks; times are those of the venue."""

    session: Session
    starts_at: dt.datetime
    ends_at: dt.datetime
    talks: list[TalkRow]
    problems: list[str]

    @property
    def until(self) -> str:
        """When it ends, read beside its beginning."""
        return until(self.starts_at, self.ends_at)

    @property
    def has_running_times(self) -> bool:
        """Whether its talks follow one another: posters hang side by side."""
        return self.session.has_running_times


@dataclasses.dataclass(frozen=True, slots=True)
class DeskDay:
    """A day of the draft: its sessions in order, and drawn to scale."""

    date: dt.date
    rows: list[SessionRow]
    strip: Strip

    @property
    def words(self) -> str:
        """Its length and how much there is: "09:00–18:00, 6 sessions"."""
        start, end = self.rows[0].starts_at, max(row.ends_at for row in self.rows)
        return f"{start:%H:%M}–{until(start, end)}, {counted(len(self.rows), 'session')}"


@dataclasses.dataclass(frozen=True, slots=True)
class DeskPage:
    """The draft by days, the papers that wait with who presents them, and what is wrong, in words."""

    days: list[DeskDay]
    waiting: list[tuple[Submission, str]]
    problems: list[str]
    last_release: Release | None
    is_changed: bool

    @property
    def rows(self) -> list[SessionRow]:
        """Every session, in order of time."""
        return [row for day in self.days for row in day.rows]

    @property
    def placed(self) -> int:
        """How many talks and posters have a place and are shown."""
        return sum(talk.is_shown for row in self.rows for talk in row.talks)

    @property
    def kinds(self) -> list[tuple[SessionKind, int]]:
        """The kinds that there are and how many sessions each has, in their usual order."""
        found = Counter(row.session.kind for row in self.rows)
        return [(kind, found[kind]) for kind in SessionKind if kind in found]


def desk_page_of(viewer: Viewer) -> DeskPage:
    """Everything on the desk of the programme; a constant number of queries."""
    known = _known(viewer)
    rows = [_session_row(viewer, session, known) for session in _sessions(viewer)]
    last = viewer.conference.releases.order_by("-number").first()
    return DeskPage(
        days=_days(rows, [room.name for room in viewer.conference.rooms.all()]),
        waiting=[(paper, presenters_of(paper)) for paper in papers_to_place(viewer)],
        problems=[*(problem for row in rows for problem in row.problems), *_clashes(rows), *_torn(rows)],
        last_release=last,
        is_changed=last is None or last.schedule != snapshot(viewer.conference),
    )


def _days(rows: list[SessionRow], rooms: list[str]) -> list[DeskDay]:
    days = [list(of_day) for _, of_day in itertools.groupby(rows, lambda row: row.starts_at.date())]
    slots = [[_slot(row) for row in day] for day in days]
    scale = scale_of(slots) if slots else None
    return [
        DeskDay(day[0].starts_at.date(), day, strip_of(of_day, rooms, scale))
        for day, of_day in zip(days, slots, strict=True)
        if scale
    ]


def _slot(row: SessionRow) -> Slot:
    session = row.session
    room = session.room.name if session.room else ""
    return Slot(row.starts_at, row.ends_at, room, session.kind, session.title)


def _clashes(rows: list[SessionRow]) -> list[str]:
    """Talks while something is meant for everyone. Rooms taken twice are refused by the database."""
    return [
        f"“{one.session.title}” is for everyone, but “{other.session.title}” takes place at the same time."
        for one, other in itertools.permutations(rows, 2)
        if one.session.room is None
        and other.session.kind in TALKING
        and one.starts_at < other.ends_at
        and other.starts_at < one.ends_at
    ]


def _torn(rows: list[SessionRow]) -> list[str]:
    """People who should present in two sessions at once, by their address."""
    return [
        f"{name} presents in “{one.session.title}” and in “{other.session.title}”, at the same time."
        for one, other in itertools.combinations(rows, 2)
        if one.starts_at < other.ends_at and other.starts_at < one.ends_at
        for address, name in sorted(_presenters(one).items())
        if address in _presenters(other)
    ]


def _presenters(row: SessionRow) -> dict[str, str]:
    papers = [talk.talk.submission for talk in row.talks if talk.presenters and talk.talk.submission]
    authors = [author for paper in papers for author in paper.authorships.all()]
    return {author.email.lower(): author.name for author in authors if author.is_presenter}


def _sessions(viewer: Viewer) -> list[Session]:
    sessions = Session.objects.visible_to(viewer).select_related("room")
    return list(sessions.prefetch_related("talks__submission__authorships"))


def _known(viewer: Viewer) -> set[int] | None:
    """The papers whose titles the viewer may know where accepted ones are held back; None: all."""
    if viewer.conference.accepted_shown == AcceptedShown.EVERYONE:
        return None
    return set(known_papers(viewer).values_list("pk", flat=True))


def session_row(viewer: Viewer, session: Session) -> SessionRow:
    """A session with its talks' times; of papers that the viewer may not know yet no title is told."""
    return _session_row(viewer, session, _known(viewer))


def _session_row(viewer: Viewer, session: Session, known: Collection[int] | None) -> SessionRow:
    start = at_venue(viewer.conference, session.starts_at)
    end = at_venue(viewer.conference, session.ends_at)
    talks, clock = [], start
    for talk in session.talks.all():
        row = _talk_row(talk, clock, known)
        talks.append(row)
        takes_time = row.is_shown and session.has_running_times
        clock += dt.timedelta(minutes=talk.minutes if takes_time else 0)
    problems = [*_far_away(viewer, session, start), *_problems(session, talks, clock, end)]
    return SessionRow(session, start, end, talks, problems)


def _far_away(viewer: Viewer, session: Session, start: dt.datetime) -> list[str]:
    distance = far_away(viewer.conference, start.date())
    return [f"“{session.title}” is {distance} the conference."] if distance else []


def _talk_row(talk: Talk, starts_at: dt.datetime, known: Collection[int] | None) -> TalkRow:
    paper = talk.submission
    if paper is None:
        return TalkRow(talk, talk.title, starts_at, is_shown=True)
    if paper.state != SubmissionState.ACCEPTED:
        return TalkRow(talk, f"Paper {paper.number}", starts_at, is_shown=False)
    if known is not None and paper.pk not in known:
        return TalkRow(talk, NOT_SHOWN_YET, starts_at, is_shown=True)
    return TalkRow(talk, paper.title, starts_at, is_shown=True, presenters=presenters_of(paper))


def _problems(session: Session, talks: list[TalkRow], until: dt.datetime, end: dt.datetime) -> list[str]:
    found = []
    if until > end:
        over = int((until - end).total_seconds() // 60)
        found.append(f"The talks of “{session.title}” take {over} minutes longer than the session.")
    found += [
        f"{row.title} in “{session.title}” is no longer accepted and will not be shown. Take it out."
        for row in talks
        if not row.is_shown
    ]
    return found


def release_changes(viewer: Viewer) -> list[str]:
    """What the next release will change for visitors, in sentences."""
    last = viewer.conference.releases.order_by("-number").first()
    old, new = (last.schedule if last else {"sessions": []}), snapshot(viewer.conference)
    zones = _Zones(last.time_zone if last else new["time_zone"], new["time_zone"])
    before = {row["key"]: row for row in old["sessions"]}
    after = {row["key"]: row for row in new["sessions"]}
    added = [
        f"New: {row['title']}, {_when(row, zones.new)}" for key, row in after.items() if key not in before
    ]
    gone = [f"Gone: {row['title']}" for key, row in before.items() if key not in after]
    changed = [
        f"Changed: {row['title']}: {'; '.join(_differences(before[key], row, zones))}"
        for key, row in after.items()
        if key in before and before[key] != row
    ]
    return [*zones.words(), *added, *changed, *gone]


@dataclasses.dataclass(frozen=True, slots=True)
class _Zones:
    """The zone in which visitors read the last release, and that of the next one."""

    old: str
    new: str

    def words(self) -> list[str]:
        """That all times are those of another zone, if they are."""
        return [] if self.old == self.new else [f"All times are shown in {self.new} (were in {self.old})."]


def _when(row: dict[str, Any], zone_name: str) -> str:
    here = zone(zone_name)
    start, end = (dt.datetime.fromisoformat(row[name]).astimezone(here) for name in ("starts_at", "ends_at"))
    return f"{start:%a} {start.day} {start:%b}, {start:%H:%M}–{until(start, end)}"


def _differences(old: dict[str, Any], new: dict[str, Any], zones: _Zones) -> list[str]:
    """How a session of the next release differs from the same one of the last; never empty."""
    found = []
    if old["title"] != new["title"]:
        found.append(f"it was called “{old['title']}”")
    if (old["starts_at"], old["ends_at"]) != (new["starts_at"], new["ends_at"]):
        found.append(f"now {_when(new, zones.new)} (was {_when(old, zones.old)})")
    if old["room"] != new["room"]:
        found.append(f"now in {new['room'] or 'no room of its own'} (was {old['room'] or 'in none'})")
    return [*found, *_talk_differences(old["talks"], new["talks"])] or ["details"]


def _talk_differences(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[str]:
    """Papers that left are counted, not named: a withdrawn one is not told of any more."""
    before, after = {talk["key"] for talk in old}, {talk["key"] for talk in new}
    found = [f"with “{talk['title']}”" for talk in new if talk["key"] not in before]
    gone = len(before - after)
    if gone:
        found.append("without one talk" if gone == 1 else f"without {gone} talks")
    if not found and old != new:
        found.append("its talks in another order, at other times or with other words")
    return found
