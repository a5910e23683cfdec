"""What apps above do and say of conferences: on news of one, for a new one, beside one in a list."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping

from django.db.models import TextChoices
from django.dispatch import Signal

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.contributions import Contribution, contributed
from effgenai.ui.dates import zone

# `conference` knows an institution by other names now; `at`: since when.
institutions_changed = Signal()

# `user` was given `role` in `conference` at `at`.
member_added = Signal()

# `user` is a chair of `conference` now, is proposed as one, or is one no longer; `by` did it, `at`.
chair_added = Signal()
chair_proposed = Signal()
chair_left = Signal()


@dataclasses.dataclass(frozen=True, slots=True)
class ConferenceDefaults(Contribution):
    """What an app fills in for a conference that is new `at` a moment; a second `install` changes nothing."""

    install: Callable[[Conference, dt.datetime], object]


def run_setup(conference: Conference, at: dt.datetime) -> None:
    """Fill in the defaults of every app, inside the transaction that creates the conference."""
    for defaults in contributed(ConferenceDefaults):
        defaults.install(conference, at)


@dataclasses.dataclass(frozen=True, slots=True)
class ConferenceNotes(Contribution):
    """What an app has to tell a person beside conferences in a list, by the key of the conference."""

    find: Callable[[User], Mapping[int, str]]


def notes_for(user: User) -> dict[int, str]:
    """What there is to tell of each conference that has any notes, one after the other."""
    found: dict[int, str] = {}
    for notes in contributed(ConferenceNotes):
        for key, words in notes.find(user).items():
            found[key] = f"{found[key]} {words}" if key in found else words
    return found


class SessionTimes(TextChoices):
    """What of a session stays when the days or the zone of its conference move."""

    CLOCK = "clock", "Keep the clock: they move along and begin at the same time of day"
    INSTANT = "instant", "Keep the instant: they stay exactly when they are"


@dataclasses.dataclass(frozen=True, slots=True)
class VenueMove:
    """A conference as it stands, and the first day and the time zone that it gets."""

    conference: Conference
    starts_on: dt.date | None
    time_zone: str

    @property
    def days(self) -> dt.timedelta:
        """By how much the first day moves; nothing if there was none, or is none any more."""
        old = self.conference.starts_on
        return self.starts_on - old if self.starts_on and old else dt.timedelta()

    def keeping_clock(self, instant: dt.datetime) -> dt.datetime:
        """The instant at which the clocks of the new venue show the same, on the day that moved along.

        A time that they skip there is the one right after.
        """
        local = instant.astimezone(zone(self.conference.time_zone))
        moved = dt.datetime.combine(local.date() + self.days, local.time(), tzinfo=zone(self.time_zone))
        return moved.astimezone(dt.UTC)


@dataclasses.dataclass(frozen=True, slots=True)
class MovedSession:
    """What a move of the venue would change: when it is now, and what either choice makes of it."""

    title: str
    now: str
    keeping_clock: str
    keeping_instant: str


@dataclasses.dataclass(frozen=True, slots=True)
class HeldAtVenue(Contribution):
    """What takes place at times of the venue: what a move would change of it, and moving it along."""

    changes: Callable[[VenueMove], list[MovedSession]]
    move: Callable[[VenueMove, User, dt.datetime], object]


def moved_sessions(move: VenueMove) -> list[MovedSession]:
    """Everything whose time a move would change, unless its clock or its instant is kept."""
    return [session for held in contributed(HeldAtVenue) for session in held.changes(move)]


def move_along(move: VenueMove, by: User, at: dt.datetime) -> None:
    """Move everything that takes place at the venue, each at its time of day."""
    for held in contributed(HeldAtVenue):
        held.move(move, by, at)
