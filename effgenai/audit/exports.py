from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from effgenai.audit.models import AuditLine, AuditLineQuerySet
from effgenai.audit.queries import without_authors

HEADER = ("time", "person", "address", "action", "paper", "summary")


def record_rows(lines: AuditLineQuerySet) -> Iterator[tuple[Any, ...]]:
    """The lines as rows of a table, read from the database bit by bit."""
    for line in map(without_authors, lines.iterator(chunk_size=1000)):
        name, email = (str(line.actor), line.actor.email) if line.actor else (nobody(line), "")
        yield line.at, name, email, line.action, line.paper, line.summary


def nobody(line: AuditLine) -> str:
    """The word for who acted where no person is named."""
    return "an author" if line.by_author else "the software"
