"""The record of who did what, as this app writes to it. The audit app stands above and writes it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, Protocol

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.contributions import Contribution, contributed


class WriteLine(Protocol):
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


@dataclasses.dataclass(frozen=True, slots=True)
class AuditLog(Contribution):
    """Who writes the record; exactly one app adds it."""

    write: WriteLine


def record(
    *, action: str, by: User | None, at: dt.datetime, conference: Conference, summary: str = "", **detail: Any
) -> None:
    """Write one line of the record. If nobody writes it nothing may be changed, so that is an error."""
    (log,) = contributed(AuditLog)
    log.write(action=action, by=by, at=at, conference=conference, summary=summary, **detail)
