from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Sequence
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused, refuse
from effgenai.conferences.core.hooks import SessionTimes, VenueMove, move_along, moved_sessions
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.queries import clear_domains, why_not_call_it
from effgenai.conferences.core.records import record
from effgenai.conferences.core.rules import why_not_move_to, why_not_use_domain
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.resilience.database.locks import lock_all
from effgenai.transitions import transition

# What calendars tell of the conference itself.
OF_THE_EVENT = frozenset({"title", "place", "starts_on", "ends_on", "domain"})

CHOOSE = "Choose what becomes of the sessions: they keep their clock or their instant."


@transaction.atomic
def update_settings(
    *, conference: Conference, fields: Sequence[str], by: User, at: dt.datetime, sessions: str = ""
) -> None:
    """Save the named fields as they are on the object; others may have changed the rest meanwhile.

    If sessions are held on other days or in another zone then, `sessions` says what of them stays.

    Raises Refused with the sentence of `why_not_use_domain` or `why_not_call_it`, with those of the
    constraints that are broken, or if `sessions` says nothing and something depends on it.
    """
    fresh = lock_conference(conference)
    move = _move_of(fresh, conference, fields)
    for name in fields:
        setattr(fresh, name, getattr(conference, name))
    if "domain" in fields and (why_not := why_not_use_domain(fresh.domain)):
        raise Refused(why_not)
    try:
        fresh.validate_constraints()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    if "short_name" in fields:
        refuse(why_not_call_it(fresh.short_name, apart_from=fresh.pk))
    _move_sessions(move, sessions, by, at)
    if not OF_THE_EVENT.isdisjoint(fields):
        fresh.event_changed_at = at
    fresh.save(update_fields=[*fields, "event_changed_at"])
    clear_domains()
    record(
        action="conference.change",
        by=by,
        at=at,
        conference=conference,
        summary=", ".join(name.replace("_", " ") for name in fields),
        fields=list(fields),
    )


def _move_of(old: Conference, new: Conference, fields: Sequence[str]) -> VenueMove:
    return VenueMove(
        copy.copy(old),
        new.starts_on if "starts_on" in fields else old.starts_on,
        new.time_zone if "time_zone" in fields else old.time_zone,
    )


def _move_sessions(move: VenueMove, sessions: str, by: User, at: dt.datetime) -> None:
    if not moved_sessions(move):
        return
    if sessions not in SessionTimes.values:
        raise Refused(CHOOSE)
    if sessions == SessionTimes.CLOCK:
        move_along(move, by, at)


@transaction.atomic
def set_public_state(*, conference: Conference, state: str, by: User, at: dt.datetime) -> Conference:
    """Publish the site, archive it, or take it back.

    Raises Refused with the sentence of `why_not_move_to`.
    """
    conference = lock_conference(conference)
    refuse(why_not_move_to(conference, state))
    old = conference.public_state
    line = partial(
        record,
        action="conference.publish",
        by=by,
        at=at,
        conference=conference,
        summary=f"{old} → {state}",
        old=old,
    )
    transition(conference, state, line)
    clear_domains()
    return conference


@transaction.atomic
def make_current(*, conference: Conference, by: User, at: dt.datetime) -> None:
    """Show this conference at the root of the site, instead of the one that was there."""
    lock_all(Conference.objects.filter(is_current=True))
    Conference.objects.filter(is_current=True).update(is_current=False)
    Conference.objects.filter(pk=conference.pk).update(is_current=True)
    record(action="conference.make_current", by=by, at=at, conference=conference, summary=conference.title)
