"""A new edition of a conference: a draft with the parts of the last one that its chair chose."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused, refuse
from effgenai.conferences.core.hooks import run_setup
from effgenai.conferences.core.models import Conference, Membership, Track
from effgenai.conferences.core.queries import why_not_call_it
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.conferences.core.states import Role
from effgenai.conferences.dates.shifts import Shift
from effgenai.conferences.desk.editions import Copying, EditionFacts, EditionPart
from effgenai.contributions import contributed


@transaction.atomic
def create_edition(
    *,
    old: Conference,
    facts: EditionFacts,
    shift: Shift | None,
    parts: Collection[str],
    by: User,
    at: dt.datetime,
) -> Conference:
    """A draft with the chosen parts, the defaults of every app for the rest, and who asked as its chair.

    Either everything stands afterwards or nothing does. Nothing is sent to anybody. Raises Refused if
    another conference has the address or the short name.
    """
    old = lock_conference(old)
    refuse(why_not_call_it(facts.short_name))
    new = _begin(old, facts, at)
    Membership.objects.create(conference=new, user=by, role=Role.CHAIR, since=at)
    copying = Copying(old, new, shift=shift, by=by, at=at)
    taken = [part for part in contributed(EditionPart) if part.key in parts]
    if any(part.key == "pages" for part in taken):
        copying.pages.update(old.pages.values_list("slug", flat=True))
    for part in taken:
        part.copy(copying)
    if not new.tracks.exists():
        Track.objects.create(conference=new, name="Papers")
    run_setup(new, at)
    keys = [part.key for part in taken]
    record(action="edition.create", by=by, at=at, conference=new, summary=f"after {old.slug}", parts=keys)
    record(action="edition.next", by=by, at=at, conference=old, summary=f"next edition: {new.slug}")
    return new


def _begin(old: Conference, facts: EditionFacts, at: dt.datetime) -> Conference:
    new = Conference(**dataclasses.asdict(facts), previous=old, time_zone=old.time_zone, created_at=at)
    try:
        new.full_clean(validate_unique=False)
        with transaction.atomic():
            new.save()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    except IntegrityError as error:
        raise Refused(taken_words(facts.slug)) from error
    return new


def taken_words(slug: str) -> str:
    """What is said to somebody who chose an address that is in use."""
    return f"There is already a conference at “{slug}”. Choose another address; everything else is kept."
