"""The record of who did what, as this app writes to it. The audit app stands above and is its keeper."""

from __future__ import annotations

import datetime as dt
from typing import Any, Protocol

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference


class Keeper(Protocol):
    """Writes one line into the record; `effgenai.audit.services.record` is one."""

    def __call__(
        self,
        *,
        action: str,
        by: User | None,
        at: dt.datetime,
        conference: Conference | None,
        summary: str = "",
        **detail: Any,
    ) -> object:
        """Write the line inside the transaction of the change."""


_KEEPERS: list[Keeper] = []


def register_keeper(keeper: Keeper) -> None:
    """Name who writes the record; called once, from the audit app's `ready`."""
    _KEEPERS[:] = [keeper]


def record(
    *, action: str, by: User | None, at: dt.datetime, conference: Conference, summary: str = "", **detail: Any
) -> None:
    """Write one line of the record. Without a keeper nothing may be changed, so that is an error."""
    (keeper,) = _KEEPERS
    keeper(action=action, by=by, at=at, conference=conference, summary=summary, **detail)
