"""Every change of the draft is a step that its author can take back, and take back again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Max, QuerySet

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Overtaken, Refused
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import record
from effgenai.ui.dates import moment
from program.core.models import ProgramEdit
from program.core.rows import RowChange, Rows, differences, rows_of, write
from program.core.states import EditKind

TAKEN = "Another session is in this room at that time."
IMPOSSIBLE = "This cannot be put back: a room is taken, or a paper has its place elsewhere by now."
WORDS = {
    "starts_at": "its beginning",
    "ends_at": "its end",
    "room_id": "its room",
    "session_id": "its session",
    "position": "its place in the order",
    "minutes": "its length",
}


@contextmanager
def editing(
    conference: Conference, label: str, *, by: User, at: dt.datetime, taken: str = TAKEN
) -> Iterator[None]:
    """All that is written inside is one step of the history, called `label`, or nothing at all.

    Rooms are compared when all is written, so that two sessions can change places. Raises Refused with the
    sentence `taken` if a room would hold two sessions at one time.
    """
    with transaction.atomic():
        lock_draft(conference)
        with _step(conference, label, EditKind.EDIT, by, at, taken=taken):
            yield


def lock_draft(conference: Conference) -> None:
    """Wait for others who change the same draft, and for nobody else, until the transaction ends.

    The row of the conference is held by whoever releases decisions: that must not stop a change of the draft.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('draft', %s))", [conference.pk])


def undo(*, conference: Conference, by: User, at: dt.datetime) -> ProgramEdit:
    """Take back the last step of this person that still stands.

    Raises Refused if there is none, and Overtaken if somebody has changed the same things since: then nothing
    happens.
    """
    return _again(conference, EditKind.UNDO, by, at)


def redo(*, conference: Conference, by: User, at: dt.datetime) -> ProgramEdit:
    """Do again what this person took back last. Raises as `undo` does."""
    return _again(conference, EditKind.REDO, by, at)


def step_to_undo(conference: Conference, by: User) -> ProgramEdit | None:
    """The last step of this person that was not taken back; one query."""
    return _own(conference, by).filter(is_undone=False).first()


def step_to_redo(conference: Conference, by: User) -> ProgramEdit | None:
    """What this person took back last, unless they have changed something since; two queries."""
    stands = _own(conference, by).filter(is_undone=False).aggregate(last=Max("number"))["last"] or 0
    return _own(conference, by).filter(is_undone=True, number__gt=stands).order_by("number").first()


def draft_version(conference: Conference) -> int:
    """The number of the last step, 0 before the first; one query."""
    last: int | None = conference.program_edits.aggregate(last=Max("number"))["last"]
    return last or 0


def _own(conference: Conference, by: User) -> QuerySet[ProgramEdit]:
    return ProgramEdit.objects.filter(conference=conference, by=by, kind=EditKind.EDIT).order_by("-number")


@transaction.atomic
def _again(conference: Conference, kind: EditKind, by: User, at: dt.datetime) -> ProgramEdit:
    lock_draft(conference)
    is_undo = kind == EditKind.UNDO
    step = step_to_undo(conference, by) if is_undo else step_to_redo(conference, by)
    if step is None:
        raise Refused("You have nothing to undo." if is_undo else "You have nothing to do again.")
    changes = [RowChange(*change) for change in step.changes]
    if is_undo:
        changes = [change.reversed() for change in changes]
    _refuse_overtaken(conference, changes)
    try:
        with _step(conference, step.label, kind, by, at, taken=IMPOSSIBLE):
            write(changes)
            connection.check_constraints()  # a person or a paper that a row refers to may be gone
    except IntegrityError as error:
        raise Refused(IMPOSSIBLE) from error
    step.is_undone = is_undo
    step.save(update_fields=["is_undone"])
    action = "schedule.undo" if is_undo else "schedule.redo"
    record(action=action, by=by, at=at, conference=conference, summary=step.label)
    return step


@contextmanager
def _step(
    conference: Conference, label: str, kind: EditKind, by: User, at: dt.datetime, *, taken: str
) -> Iterator[None]:
    before = rows_of(conference)
    with _rooms_compared_at_the_end(taken):
        yield
    changes = [one.as_json() for one in differences(before, rows_of(conference))]
    if changes:
        number = draft_version(conference) + 1
        ProgramEdit.objects.create(
            conference=conference, number=number, kind=kind, label=label[:300], by=by, at=at, changes=changes
        )


@contextmanager
def _rooms_compared_at_the_end(taken: str) -> Iterator[None]:
    _compare_rooms("DEFERRED")
    yield
    try:
        with transaction.atomic():
            _compare_rooms("IMMEDIATE")
    except IntegrityError as error:
        raise Refused(taken) from error


def _compare_rooms(when: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS a_room_holds_one_session_at_a_time {when}")


def _refuse_overtaken(conference: Conference, changes: list[RowChange]) -> None:
    """Raise Overtaken unless every row is as the step left it, and nothing new hangs on one that would go."""
    now = rows_of(conference)
    known = {change.key for change in changes}
    for change in changes:
        row = now.get(change.key)
        if change.before is None or row is None:
            if (change.before is None) != (row is None):
                raise Overtaken("Somebody has removed what this step changed, so it stays as it is.")
            continue
        differing = {name for name, value in change.before.items() if row[name] != value}
        if differing:
            first = next((name for name in WORDS if name in differing), min(differing))
            raise Overtaken(_sentence(conference, first, change, now))
        if change.after is None and _has_new_parts(change, known, now):
            raise Overtaken("Something was put into what this step added, so it stays as it is.")


def _has_new_parts(change: RowChange, known: set[tuple[str, int]], now: Rows) -> bool:
    column = {"Session": "session_id", "Room": "room_id"}.get(change.model)
    return column is not None and any(
        values.get(column) == change.pk and key not in known for key, values in now.items()
    )


def _sentence(conference: Conference, name: str, change: RowChange, now: Rows) -> str:
    row, left = now[change.key], change.before or {}
    title = row.get("title") or row.get("name")
    what = f"“{title}”" if title else "A talk"
    return (
        f"{what} was changed since: {WORDS.get(name, name.replace('_', ' '))} is now "
        f"{_in_words(conference, name, row[name], now)}, your step had left it at "
        f"{_in_words(conference, name, left[name], now)}. "
        "Nothing is taken back, so that the later change stays."
    )


def _in_words(conference: Conference, name: str, value: Any, now: Rows) -> str:
    if name == "room_id":
        return str(now[("Room", value)]["name"]) if ("Room", value) in now else "everywhere"
    if name == "session_id":
        return f"“{now[('Session', value)]['title']}”" if ("Session", value) in now else "none"
    if name.endswith("_at"):
        return moment(dt.datetime.fromisoformat(value), conference.time_zone)
    return f"“{value}”"
