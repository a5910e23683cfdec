"""What apps above do and say of conferences: on news of one, for a new one, beside one in a list."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping

from django.dispatch import Signal

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.contributions import Contribution, contributed

# `conference` knows an institution by other names now; `at`: since when.
institutions_changed = Signal()

# `user` was given a role in `conference` at `at`.
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
