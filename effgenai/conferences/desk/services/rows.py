"""The plain rows of a conference, from tracks to sponsors: add, change, order, remove."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.hooks import institutions_changed
from effgenai.conferences.core.models import Institution, Topic, Track
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.conferences.people.models import Person
from effgenai.conferences.site.models import PastEdition, Sponsor

Row = Track | Topic | Person | Sponsor | PastEdition | Institution


@transaction.atomic
def save_row(*, row: Row, fields: Sequence[str], by: User, at: dt.datetime) -> Row:
    """Add the row, or change the named fields of it.

    Raises Refused with the sentences of the constraints that are broken.
    """
    lock_conference(row.conference)
    is_new = row.pk is None
    try:
        row.validate_constraints()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    row.save(update_fields=None if is_new else list(fields))
    _record("add" if is_new else "change", row, by, at, fields)
    _tell(row, at)
    return row


@transaction.atomic
def add_rows(*, rows: Sequence[Row], by: User, at: dt.datetime) -> None:
    """Add all of the rows in their order, or none. Raises Refused as `save_row` does."""
    for row in rows:
        save_row(row=row, fields=[], by=by, at=at)


@transaction.atomic
def remove_row(*, row: Row, by: User, at: dt.datetime) -> None:
    """Remove the row from every list. Papers that are in a track stay in it, which nobody is told here."""
    lock_conference(row.conference)
    _record("remove", row, by, at)
    if isinstance(row, Track):
        row.call_files.all().delete()
        row.is_removed = True
        row.save(update_fields=["is_removed"])
    else:
        row.delete()
    _tell(row, at)


def _tell(row: Row, at: dt.datetime) -> None:
    if isinstance(row, Institution):
        institutions_changed.send(Institution, conference=row.conference, at=at)


def _record(verb: str, row: Row, by: User, at: dt.datetime, fields: Sequence[str] = ()) -> None:
    record(
        action=f"{type(row).__name__.lower()}.{verb}",
        by=by,
        at=at,
        conference=row.conference,
        summary=str(row),
        fields=list(fields),
    )
