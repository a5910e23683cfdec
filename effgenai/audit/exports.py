from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from effgenai.audit.querysets import AuditLineQuerySet

HEADER = ("time", "person", "address", "action", "paper", "summary")


def record_rows(lines: AuditLineQuerySet) -> Iterator[tuple[Any, ...]]:
    """The lines as rows of a table, read from the database bit by bit."""
    for line in lines.iterator(chunk_size=1000):
        name, email = (str(line.actor), line.actor.email) if line.actor else ("the software", "")
        yield line.at, name, email, line.action, line.paper, line.summary
