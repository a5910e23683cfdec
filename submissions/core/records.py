"""Lines of the record about a paper; whoever is in conflict with it never meets one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from effgenai.accounts.models import User
from effgenai.conferences.core.records import Line, record_all
from submissions.core.models import Submission


def record_paper(
    action: str,
    paper: Submission,
    *,
    by: User | None,
    at: dt.datetime,
    summary: str | None = None,
    unseen: bool = False,
    **detail: Any,
) -> None:
    """Write one line about a paper, inside the transaction of the change.

    `summary` is the title by default; details of empty text are left out.
    """
    record_all([paper_line(action, paper, by=by, at=at, summary=summary, unseen=unseen, **detail)])


def paper_line(
    action: str,
    paper: Submission,
    *,
    by: User | None,
    at: dt.datetime,
    summary: str | None = None,
    unseen: bool = False,
    **detail: Any,
) -> Line:
    """The same line, for callers that write many together by `record_all`."""
    return Line(
        action=action,
        by=by,
        at=at,
        conference=paper.conference,
        paper=paper.number,
        summary=paper.title if summary is None else summary,
        unseen=unseen,
        detail={name: value for name, value in detail.items() if value != ""},
    )
