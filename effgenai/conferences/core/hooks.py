"""What apps above do and say of conferences: on news of one, for a new one, beside one in a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.dispatch import Signal

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference

# `conference` knows an institution by other names now; `at`: since when.
institutions_changed = Signal()

# `user` was given a role in `conference` at `at`.
member_added = Signal()

# `user` is a chair of `conference` now, is proposed as one, or is one no longer; `by` did it, `at`.
chair_added = Signal()
chair_proposed = Signal()
chair_left = Signal()
Setup = Callable[[Conference], object]
_SETUPS: list[Setup] = []


def register_setup(setup: Setup) -> None:
    """Add defaults of an app; called from `AppConfig.ready`. Run a second time, a set-up changes nothing."""
    _SETUPS.append(setup)


def run_setup(conference: Conference) -> None:
    """Fill in the defaults of every app, inside the transaction that creates the conference."""
    for setup in _SETUPS:
        setup(conference)


NoteProvider = Callable[[User], Mapping[int, str]]
_PROVIDERS: list[NoteProvider] = []


def register_notes(provider: NoteProvider) -> None:
    """Add who has notes, by the key of the conference; called from `AppConfig.ready`."""
    _PROVIDERS.append(provider)


def notes_for(user: User) -> dict[int, str]:
    """What there is to tell of each conference that has any notes, one after the other."""
    found: dict[int, str] = {}
    for provider in _PROVIDERS:
        for key, words in provider(user).items():
            found[key] = f"{found[key]} {words}" if key in found else words
    return found
