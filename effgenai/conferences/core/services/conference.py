"""A new conference, with what it begins with."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.accounts.names.institutions import data_lines
from effgenai.conferences.core.errors import Refused, refuse
from effgenai.conferences.core.hooks import run_setup
from effgenai.conferences.core.models import Conference, Institution, Membership, Track
from effgenai.conferences.core.queries import why_not_call_it
from effgenai.conferences.core.records import record
from effgenai.conferences.core.states import Role


@transaction.atomic
def create_conference(
    *, slug: str, title: str, short_name: str, chair: User, by: User | None, at: dt.datetime
) -> Conference:
    """A draft conference with one track, the defaults of every app, and its first chair.

    The first conference of an installation is the current one. Raises Refused if another conference has the
    address or the short name.
    """
    if Conference.objects.filter(slug=slug).exists():
        raise Refused(f"There is already a conference at “{slug}”.")
    refuse(why_not_call_it(short_name))
    conference = Conference.objects.create(
        slug=slug,
        title=title,
        short_name=short_name,
        created_at=at,
        is_current=not Conference.objects.filter(is_current=True).exists(),
    )
    Track.objects.create(conference=conference, name="Papers")
    Membership.objects.create(conference=conference, user=chair, role=Role.CHAIR, since=at)
    record(action="conference.create", by=by, at=at, conference=conference, summary=title)
    run_setup(conference, at)
    return conference


@transaction.atomic
def install_usual_institutions(conference: Conference, at: dt.datetime) -> None:
    """Begin the table of a new conference with well-known institutions; one that has any stays as it is."""
    if conference.institutions.exists():
        return
    groups = [[name.strip() for name in line.split("|")] for line in data_lines("institutions.txt")]
    Institution.objects.bulk_create(
        Institution(conference=conference, name=name, aliases="\n".join(others)) for name, *others in groups
    )
    summary = f"{len(groups)} well-known institutions"
    record(action="institution.install", by=None, at=at, conference=conference, summary=summary, unseen=True)


def lock_conference(conference: Conference) -> Conference:
    """Wait for others who change the same conference; call it inside the transaction."""
    return Conference.objects.select_for_update(no_key=True).get(pk=conference.pk)
