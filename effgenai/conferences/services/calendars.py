"""The secret address of a person's own calendar. The record tells that it was made, never what it is."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.models import CalendarKey, Conference
from effgenai.conferences.records import record


@transaction.atomic
def make_calendar_key(*, conference: Conference, user: User, at: dt.datetime) -> CalendarKey:
    """A new address for the person's calendar; the one they had leads nowhere from then on."""
    found, is_first = CalendarKey.objects.update_or_create(
        conference=conference, user=user, defaults={"key": secrets.token_urlsafe(32), "made_at": at}
    )
    verb = "made" if is_first else "renewed"
    summary = f"the address of their calendar was {verb}"
    record(action="calendar.make", by=user, at=at, conference=conference, summary=summary)
    return found


@transaction.atomic
def revoke_calendar_key(*, conference: Conference, user: User, at: dt.datetime) -> None:
    """Make the address void. Where there is none, nothing happens."""
    gone, _ = CalendarKey.objects.filter(conference=conference, user=user).delete()
    if gone:
        summary = "the address of their calendar was made void"
        record(action="calendar.revoke", by=user, at=at, conference=conference, summary=summary)
