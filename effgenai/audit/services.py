from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.transaction import get_connection

from effgenai.accounts.models import User
from effgenai.audit.models import AuditLine
from effgenai.conferences.core.models import Conference
from effgenai.conferences.web.caching import touch
from effgenai.conferences.web.unseen import is_unseen


def record(
    *,
    action: str,
    by: User | None,
    at: dt.datetime,
    conference: Conference | None,
    paper: int | None = None,
    summary: str = "",
    **detail: Any,
) -> AuditLine:
    """Write one line of the record. Call it inside the transaction of the change it tells of.

    `action` is `object.verb`, such as "submission.withdraw"; `by` is None for the software itself;
    `paper` is the number of the submission concerned. Never put secrets or texts of reviews in `detail`.

    Kept public pages end with it, unless the name of the action tells that no visitor can see such a deed.
    """
    if not is_unseen(action):
        touch(conference.pk if conference else None)
    about: dict[str, Any] = {"conference": conference, "paper": paper, "summary": summary}
    return record_unseen(action=action, by=by, at=at, **about, **detail)


def record_unseen(
    *,
    action: str,
    by: User | None,
    at: dt.datetime,
    conference: Conference | None,
    paper: int | None = None,
    summary: str = "",
    **detail: Any,
) -> AuditLine:
    """The same for a deed of which the caller knows that no visitor can see it, whatever it is called."""
    if not get_connection().in_atomic_block:
        raise RuntimeError("An audit line belongs to the transaction of its change.")
    return AuditLine.objects.create(
        conference=conference,
        at=at,
        actor=by,
        action=action,
        paper=paper,
        summary=summary[:300],
        detail=detail,
    )
