from __future__ import annotations

from collections.abc import Sequence

from django.db.transaction import get_connection

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.records import Line
from effgenai.conferences.web.caching import touch
from effgenai.conferences.web.unseen import is_unseen

LINES_A_STATEMENT = 1000


def write_lines(lines: Sequence[Line]) -> list[AuditLine]:
    """Write what `record` of conferences was told; raises RuntimeError outside a transaction."""
    if not get_connection().in_atomic_block:
        raise RuntimeError("An audit line belongs to the transaction of its change.")
    seen = [line.conference for line in lines if not (line.unseen or is_unseen(line.action))]
    for conference in {conference.pk if conference else None for conference in seen}:
        touch(conference)
    return AuditLine.objects.bulk_create([_row(line) for line in lines], batch_size=LINES_A_STATEMENT)


def _row(line: Line) -> AuditLine:
    return AuditLine(
        conference=line.conference,
        at=line.at,
        actor=line.by,
        action=line.action,
        paper=line.paper,
        summary=line.summary[:300],
        detail=dict(line.detail),
    )
