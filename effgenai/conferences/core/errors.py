"""How a service answers that it did not do what it was asked for."""

from __future__ import annotations

from typing import Any


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault
    """A rule said no. The text is the sentence to show to the person who asked."""


class Overtaken(Refused):
    """Somebody changed the same thing meanwhile; `current` is how it stands now, where a page shows that."""

    def __init__(self, sentence: str, current: Any = None) -> None:
        super().__init__(sentence)
        self.current = current


def refuse(*reasons: str | None) -> None:
    """Raise Refused with the first reason that there is; do nothing if there is none."""
    for reason in reasons:
        if reason:
            raise Refused(reason)
