"""The record of who did what. The audit app stands above this one and writes the lines."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, Protocol

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.contributions import Contribution, contributed


class WriteLine(Protocol):
    """Writes one line into the record; `effgenai.audit.services.write_line` is one."""

    def __call__(
        self,
        *,
        action: str,
        by: User | None,
        at: dt.datetime,
        conference: Conference | None,
        paper: int | None,
        summary: str,
        unseen: bool,
        detail: dict[str, Any],
    ) -> object:
        """Write the line inside the transaction of the change."""


@dataclasses.dataclass(frozen=True, slots=True)
class AuditLog(Contribution):
    """Who writes the record; exactly one app adds it."""

    write: WriteLine


def record(
    *,
    action: str,
    by: User | None,
    at: dt.datetime,
    conference: Conference | None,
    paper: int | None = None,
    summary: str = "",
    unseen: bool = False,
    **detail: Any,
) -> None:
    """Write one line of the record. Call it inside the transaction of the change it tells of.

    `action` is `object.verb`, such as "submission.withdraw"; `by` is None for the software itself;
    `paper` is the number of the submission concerned. Never put secrets or texts of reviews in `detail`.
    Cached public pages end with it, unless the name of the action tells that no visitor can see such a deed,
    or the caller knows it (`unseen`). If nobody writes the record nothing may be changed: that is an error.
    """
    (log,) = contributed(AuditLog)
    log.write(
        action=action,
        by=by,
        at=at,
        conference=conference,
        paper=paper,
        summary=summary,
        unseen=unseen,
        detail=detail,
    )
