"""What judges say in advance: whose papers, and those of which institutions, they should not judge."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import refuse
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.conference import lock_conference
from submissions.conflicts.models import AdvanceConflict
from submissions.conflicts.rules import why_not_foretell
from submissions.conflicts.services.derived import refresh_conflicts


@transaction.atomic
def foretell(*, conference: Conference, text: str, word: str, by: User, at: dt.datetime) -> AdvanceConflict:
    """Keep a person or an institution that somebody is close to.

    What fits it becomes potential, and nobody tells them whether anything does. Raises Refused with the
    sentence of `why_not_foretell`.
    """
    lock_conference(conference)
    refuse(why_not_foretell(conference, by, text))
    row = AdvanceConflict.objects.create(conference=conference, user=by, text=text, word=word, created_at=at)
    refresh_conflicts(conference=conference, at=at, users=[by], clear_stale=False)
    _record("declaration.add", conference, by, at)
    return row


@transaction.atomic
def take_back_foretold(*, row: AdvanceConflict, by: User, at: dt.datetime) -> None:
    """Delete the line. What followed from it stays: nobody gets to see a paper by their own word."""
    row.delete()
    _record("declaration.remove", row.conference, by, at)


def _record(action: str, conference: Conference, by: User, at: dt.datetime) -> None:
    record(action=action, by=by, at=at, conference=conference, summary=str(by))
