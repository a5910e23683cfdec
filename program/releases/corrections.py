"""Corrections on the day: a release that changes nothing of the last one but what a step has changed.

Each is a numbered release of its own. Calendars take the number for the order of changes, kept pages are told
apart by it, and under it an earlier state stays readable. A snapshot that changed under its number would
break all three. What else waits in the draft stays there.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.conference import lock_conference
from program.core.services.history import lock_draft
from program.releases.models import Release
from program.releases.services import LettersMade, write_letters
from program.releases.snapshot import snapshot

NOT_RELEASED = "Nothing is public yet, so there is nothing to correct: change the draft instead."
NAME_LENGTH = 120
# What a correction takes from the draft: times of a session, and of a talk whether it is cancelled, too.
OF_SESSION = ("starts_at", "ends_at")
OF_TALK = ("starts_at", "minutes", "is_cancelled")

Row = dict[str, Any]


@dataclasses.dataclass(slots=True)
class Correction:
    """What became of it: None and no letters if visitors see no difference."""

    release: Release | None = None
    letters: LettersMade = dataclasses.field(default_factory=LettersMade)


@contextmanager
def correcting(
    conference: Conference, name: str, *, by: User, at: dt.datetime, wants_letters: bool
) -> Iterator[Correction]:
    """Make public at once what is written inside to times, order and cancellations of the draft, or nothing.

    Raises Refused if nothing was released, or if visitors saw what changes otherwise than the draft had it.
    """
    with transaction.atomic():
        lock_conference(conference)
        lock_draft(conference)
        last = conference.releases.order_by("-number").first()
        if last is None:
            raise Refused(NOT_RELEASED)
        before, made = snapshot(conference), Correction()
        yield made
        schedule = corrected(last.schedule, before, snapshot(conference))
        if schedule != last.schedule:
            made.release = _release(last, name[:NAME_LENGTH], schedule, by, at)
            made.letters = write_letters(made.release) if wants_letters else LettersMade()


def _release(last: Release, name: str, schedule: Row, by: User, at: dt.datetime) -> Release:
    release = Release.objects.create(
        conference=last.conference,
        number=last.number + 1,
        name=name,
        is_correction=True,
        schedule=schedule,
        released_at=at,
        released_by=by,
    )
    summary = f"{release.number}: {name}"
    record(action="schedule.release", by=by, at=at, conference=last.conference, summary=summary)
    return release


def corrected(released: Row, before: Row, after: Row) -> Row:
    """A released schedule with what changed in the draft from `before` to `after`; see `correcting`."""
    old, new = ({row["key"]: row for row in schedule["sessions"]} for schedule in (before, after))
    rows = [_corrected(row, old.get(row["key"]), new.get(row["key"])) for row in released["sessions"]]
    return {**released, "sessions": rows}


def _corrected(row: Row, old: Row | None, new: Row | None) -> Row:
    if old is None or new is None or _standing(old) == _standing(new) or _is_alike(row, new):
        return row
    if not _is_alike(row, old):
        raise Refused(
            f"Visitors see “{row['title']}” otherwise than it stands in the draft. Release the draft first, "
            "or put it back; then this can be done."
        )
    shown = {talk["key"]: talk for talk in row["talks"]}
    talks = [_corrected_talk(shown[talk["key"]], talk) for talk in new["talks"] if talk["key"] in shown]
    return {**row, **{name: new[name] for name in OF_SESSION}, "talks": talks}


def _corrected_talk(shown: Row, new: Row) -> Row:
    rest = {name: value for name, value in shown.items() if name not in OF_TALK}
    return {**rest, **{name: new[name] for name in OF_TALK if name in new}}


def _is_alike(row: Row, other: Row) -> bool:
    """Whether both have the times, and the talks that both have stand at the same."""
    common = {talk["key"] for talk in row["talks"]} & {talk["key"] for talk in other["talks"]}
    return _standing(row, common) == _standing(other, common)


def _standing(row: Row, talks: set[str] | None = None) -> list[Any]:
    standing = [
        [talk["key"], *(talk.get(name) for name in OF_TALK)]
        for talk in row["talks"]
        if talks is None or talk["key"] in talks
    ]
    return [*(row[name] for name in OF_SESSION), standing]
