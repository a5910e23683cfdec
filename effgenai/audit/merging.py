"""The record when two accounts of one person are merged: old lines stay as they are, one is added."""

from __future__ import annotations

from effgenai.accounts.identities.registry import Merge, MergePart, leave
from effgenai.audit.services import record


def _write(merge: Merge) -> None:
    """The line belongs to no conference, so no chair meets it; it names accounts by their keys for ever."""
    record(
        action="account.merge",
        by=merge.by,
        at=merge.at,
        conference=None,
        summary=f"{merge.gone} → {merge.kept}",
        kept=merge.kept.key,
        gone=merge.gone.key,
    )


PART = MergePart(rows={"audit.AuditLine.actor": leave}, afterwards=_write)
