"""Saving and discarding what people typed into forms. No line of the record: it is theirs alone."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.http import QueryDict

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Overtaken, Refused
from effgenai.conferences.core.models import Conference
from effgenai.conferences.unfinished.models import UnfinishedForm

LIFETIME = dt.timedelta(days=180)
MAX_CHARACTERS = 500_000
MAX_FORMS = 200
NOT_TYPED = ("csrfmiddlewaretoken", "force")
SAVED_SINCE = "This form was saved elsewhere, perhaps in another tab."
TOO_LONG = "This is too long to be saved while you type; the button saves it."
TOO_MANY = "Too many forms are unfinished: save or discard some of them first."


@transaction.atomic
def save_unfinished(
    *,
    conference: Conference,
    by: User,
    path: str,
    typed: QueryDict,
    at: dt.datetime,
    version: int | None = None,
) -> UnfinishedForm:
    """Save what was typed into the form at `path`.

    `version` is the save from which the writer began, 0 for none; None saves over any. Raises Overtaken with
    the newer one, and Refused where it is too much.
    """
    mine = UnfinishedForm.objects.filter(conference=conference, by=by)
    old = mine.select_for_update(no_key=True).filter(path=path).first()
    if version is not None and (old.version if old else 0) != version:
        raise Overtaken(SAVED_SINCE, old)
    content = _content(typed)
    if old is None and mine.count() >= MAX_FORMS:
        raise Refused(TOO_MANY)
    row = old or UnfinishedForm(conference=conference, by=by, path=path, began_at=at, version=0)
    row.content, row.saved_at, row.version = content, at, row.version + 1
    row.save()
    return row


def _content(typed: QueryDict) -> str:
    said = typed.copy()
    for name in NOT_TYPED:
        said.pop(name, None)
    content = said.urlencode()
    if len(content) > MAX_CHARACTERS:
        raise Refused(TOO_LONG)
    return content


def clear_unfinished(*, conference: Conference, by: User, path: str) -> None:
    """Delete what was typed into a form: it was saved, or is wanted no more."""
    UnfinishedForm.objects.filter(conference=conference, by=by, path=path).delete()


def clear_deserted_forms(*, at: dt.datetime) -> None:
    """Delete what nobody has gone on with for half a year."""
    UnfinishedForm.objects.filter(saved_at__lt=at - LIFETIME).delete()
