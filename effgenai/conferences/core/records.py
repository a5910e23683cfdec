"""The record of who did what. The audit app stands above this one and writes the lines."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.contributions import Contribution, contributed


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of the record, still to be written; `record` says what its fields mean."""

    action: str
    by: User | None
    at: dt.datetime
    conference: Conference | None
    paper: int | None = None
    summary: str = ""
    unseen: bool = False
    detail: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class AuditLog(Contribution):
    """Who writes the record, inside the transaction of the change; exactly one app adds it."""

    write: Callable[[Sequence[Line]], object]


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
    line = Line(
        action=action,
        by=by,
        at=at,
        conference=conference,
        paper=paper,
        summary=summary,
        unseen=unseen,
        detail=detail,
    )
    record_all([line])


def record_all(lines: Sequence[Line]) -> None:
    """The same for many lines, a thousand in one statement: a deed on many papers lets nobody wait."""
    (log,) = contributed(AuditLog)
    log.write(lines)
