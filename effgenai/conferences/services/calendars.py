"""The secret address of a person's own calendar. A personal setting: it changes no page and no record."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.models import CalendarKey, Conference


@transaction.atomic
def make_calendar_key(*, conference: Conference, user: User, at: dt.datetime) -> CalendarKey:
    """A new address for the person's calendar; the one they had leads nowhere from then on."""
    found, _ = CalendarKey.objects.update_or_create(
        conference=conference, user=user, defaults={"key": secrets.token_urlsafe(32), "made_at": at}
    )
    return found


def revoke_calendar_key(*, conference: Conference, user: User) -> None:
    """Make the address void."""
    CalendarKey.objects.filter(conference=conference, user=user).delete()
