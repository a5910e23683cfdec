from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.transaction import get_connection

from effgenai.accounts.models import User
from effgenai.audit.models import AuditLine
from effgenai.conferences.caching import touch
from effgenai.conferences.models import Conference


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
    """
    if not get_connection().in_atomic_block:
        raise RuntimeError("An audit line belongs to the transaction of its change.")
    touch(conference.pk if conference else None)
    return AuditLine.objects.create(
        conference=conference,
        at=at,
        actor=by,
        action=action,
        paper=paper,
        summary=summary[:300],
        detail=detail,
    )
