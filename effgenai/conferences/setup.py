"""What a new conference gets from the apps above: each fills in its defaults when one is created."""

from __future__ import annotations

from collections.abc import Callable

from effgenai.conferences.models import Conference

Setup = Callable[[Conference], object]
_SETUPS: list[Setup] = []


def register_setup(setup: Setup) -> None:
    """Add defaults of an app; called from `AppConfig.ready`. Run a second time, a set-up changes nothing."""
    _SETUPS.append(setup)


def run_setup(conference: Conference) -> None:
    """Fill in the defaults of every app, inside the transaction that creates the conference."""
    for setup in _SETUPS:
        setup(conference)
