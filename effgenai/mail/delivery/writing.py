"""Letters of large mailings, written by a worker: a deed on thousands of papers answers at once.

What is to be written stands in the database, a row for each paper. A batch of letters comes in one
transaction with the end of its rows, so that a worker killed anywhere leaves each letter written once, or
still to write.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Sequence

from django.db import transaction

from effgenai.conferences.core.errors import Refused
from effgenai.contributions import Contribution, contributed
from effgenai.mail.models import Mailing, UnwrittenLetters
from effgenai.mail.services import NOTHING_TO_SEND, Message, enqueue_mail, note_prepared
from effgenai.resilience.nudges import nudge_on_commit

PAPERS_A_BATCH = 100
ROWS_A_STATEMENT = 1000


@dataclasses.dataclass(frozen=True, slots=True)
class MailWriter(Contribution):
    """Who writes the mails of a kind.

    `write` gets the mailing, numbers of papers and the attempt, and returns the mails about these papers as
    the rows stand then.
    """

    kind: str
    write: Callable[[Mailing, Sequence[int], str], list[Message]]


@transaction.atomic
def write_letters(*, mailing: Mailing, kind: str, papers: Collection[int], attempt: str = "") -> Mailing:
    """Have the letters of a new mailing written about the papers of these numbers; the mailing.

    The first batch is there at once, so that small mailings are whole. Workers write the others. Raises
    Refused if nobody gets a letter.
    """
    rows = [
        UnwrittenLetters(mailing=mailing, kind=kind, paper=paper, attempt=attempt) for paper in sorted(papers)
    ]
    UnwrittenLetters.objects.bulk_create(rows, batch_size=ROWS_A_STATEMENT)
    has_more = write_batch(mailing)
    if not has_more and not mailing.mails.exists():
        raise Refused(NOTHING_TO_SEND)
    note_prepared(mailing, set(papers))
    if has_more:
        _nudge()
    return mailing


@transaction.atomic
def write_batch(mailing: Mailing) -> bool:
    """Write the letters about the next papers that no other worker has taken; True if there may be more."""
    waiting = UnwrittenLetters.objects.filter(mailing=mailing).order_by("pk")
    rows = list(waiting.select_for_update(skip_locked=True, no_key=True)[:PAPERS_A_BATCH])
    for kind, attempt in dict.fromkeys((row.kind, row.attempt) for row in rows):
        papers = [row.paper for row in rows if (row.kind, row.attempt) == (kind, attempt)]
        messages = _writer_of(kind).write(mailing, papers, attempt)
        enqueue_mail(messages=messages, at=mailing.created_at, conference=mailing.conference, mailing=mailing)
    waiting.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows) == PAPERS_A_BATCH


def write_what_waits() -> None:
    """Write all letters that wait, for the round that finds what a crash left behind."""
    for mailing in Mailing.objects.filter(pk__in=UnwrittenLetters.objects.values("mailing")):
        while write_batch(mailing):
            pass


def _writer_of(kind: str) -> MailWriter:
    (writer,) = (writer for writer in contributed(MailWriter) if writer.kind == kind)
    return writer


def _nudge() -> None:
    from effgenai.mail.tasks import write_unwritten_letters  # tasks import services

    nudge_on_commit(write_unwritten_letters)
