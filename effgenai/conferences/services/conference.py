from __future__ import annotations

import datetime as dt

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.errors import Refused
from effgenai.conferences.models import Conference, Membership, Track
from effgenai.conferences.records import record
from effgenai.conferences.setup import run_setup
from effgenai.conferences.states import Role


@transaction.atomic
def create_conference(
    *, slug: str, title: str, short_name: str, chair: User, by: User | None, at: dt.datetime
) -> Conference:
    """A draft conference with one track, the defaults of every app, and its first chair.

    The first conference of an installation is the current one.
    """
    if Conference.objects.filter(slug=slug).exists():
        raise Refused(f"There is already a conference at “{slug}”.")
    conference = Conference.objects.create(
        slug=slug,
        title=title,
        short_name=short_name,
        created_at=at,
        is_current=not Conference.objects.filter(is_current=True).exists(),
    )
    Track.objects.create(conference=conference, name="Papers")
    Membership.objects.create(conference=conference, user=chair, role=Role.CHAIR, since=at)
    run_setup(conference)
    record(action="conference.create", by=by, at=at, conference=conference, summary=title)
    return conference
