"""Whether the record is as it was written: each line and its place in the chain of hashes.

The hash is computed here, not by the function in the database, which its owner could replace.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Generator, Iterator
from contextlib import closing

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

LINES_A_BATCH = 2000
_TEXT = """jsonb_build_array(line.id, line.conference_id,
    to_char(line.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
    line.actor_id, line.action, line.paper, line.summary, line.detail)::text"""
# No value of anybody's stands in it.
_LINKS = f"""SELECT link.number, link.hash, {_TEXT}
    FROM audit_auditlink link LEFT JOIN audit_auditline line ON line.id = link.line_id
    ORDER BY link.number"""  # noqa: S608
_LOOSE = """SELECT count(*) FROM audit_auditline line
    WHERE NOT EXISTS (SELECT FROM audit_auditlink link WHERE link.line_id = line.id)"""


@dataclasses.dataclass(frozen=True, slots=True)
class Anchor:
    """One link, noted down somewhere else: the chain must still go through it."""

    number: int
    hash: str

    @classmethod
    def read(cls, text: str) -> Anchor:
        """Read `NUMBER:HASH`. Raises ValueError if it is something else."""
        number, _, digest = text.partition(":")
        if len(digest) != 64:
            raise ValueError(f"“{text}” is not of the form NUMBER:HASH.")
        return cls(int(number), digest)

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


@dataclasses.dataclass(frozen=True, slots=True)
class ChainReport:
    """How long the chain is, where it ends, and the first fault in it, in words; "" if there is none."""

    head: Anchor
    fault: str


@transaction.atomic
def verify_chain(anchor: Anchor | None = None) -> ChainReport:
    """Read the whole record and say whether anything was changed, taken out or slipped in.

    Somebody who owns the database can write a new chain that is whole. With an anchor that was noted down
    elsewhere before, this is found out as well.
    """
    with closing(_links()) as links:
        return _follow(links, anchor)


def faults_of_record() -> Iterator[str]:
    """The first fault of the record, for whoever has just restored it."""
    if fault := verify_chain().fault:
        yield fault


def _follow(links: Iterator[tuple[int, str, str | None]], anchor: Anchor | None) -> ChainReport:
    head = Anchor(0, "")
    passed = anchor is None
    for number, digest, text in links:
        expected = hashlib.sha256(f"{head.hash}\n{text}".encode()).hexdigest()
        if number != head.number + 1:
            return ChainReport(head, f"Line {head.number + 1} of the record is gone.")
        if text is None or digest != expected:
            return ChainReport(head, f"Line {number} of the record is not what was written.")
        head = Anchor(number, digest)
        passed = passed or head == anchor
    return ChainReport(head, _fault_at_the_end(anchor, passed=passed))


def _links() -> Generator[tuple[int, str, str | None]]:
    with connection.cursor() as cursor:
        cursor.execute(f"DECLARE links NO SCROLL CURSOR FOR {_LINKS}")
        try:
            while rows := _next_rows(cursor):
                yield from rows
        finally:
            cursor.execute("CLOSE links")


def _next_rows(cursor: CursorWrapper) -> list[tuple[int, str, str | None]]:
    cursor.execute(f"FETCH {LINES_A_BATCH} FROM links")
    rows: list[tuple[int, str, str | None]] = cursor.fetchall()
    return rows


def _fault_at_the_end(anchor: Anchor | None, *, passed: bool) -> str:
    if not passed and anchor is not None:
        return f"The record does not go through {anchor}: it was written anew, or cut off."
    with connection.cursor() as cursor:
        cursor.execute(_LOOSE)
        [loose] = cursor.fetchone() or [0]
    return f"{loose} lines of the record stand outside its chain." if loose else ""
