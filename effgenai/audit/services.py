from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.transaction import get_connection

from effgenai.accounts.models import User
from effgenai.audit.models import AuditLine
from effgenai.conferences.core.models import Conference
from effgenai.conferences.web.caching import touch
from effgenai.conferences.web.unseen import is_unseen


def write_line(
    *,
    action: str,
    by: User | None,
    at: dt.datetime,
    conference: Conference | None,
    paper: int | None,
    summary: str,
    unseen: bool,
    detail: dict[str, Any],
) -> AuditLine:
    """Write what `record` of conferences was told; raises RuntimeError outside a transaction."""
    if not get_connection().in_atomic_block:
        raise RuntimeError("An audit line belongs to the transaction of its change.")
    if not (unseen or is_unseen(action)):
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
