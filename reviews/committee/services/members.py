"""What members of the committee do and take, and accounts that look like one person's."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.db import transaction

from effgenai.accounts.identities.services import ask_both
from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Conference, Membership
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.conferences.core.states import Role
from reviews.committee.queries.duplicates import DuplicateRow
from reviews.expertise.models import Reviewer
from reviews.expertise.rules import Availability

MANAGED_ROLES = (Role.REVIEWER, Role.AREA_CHAIR)


@transaction.atomic
def update_member(
    *,
    conference: Conference,
    member: User,
    roles: set[Role],
    load: int,
    least: int = 0,
    is_senior: bool = False,
    availability: Availability | None = None,
    by: User,
    at: dt.datetime,
) -> Reviewer:
    """Set what a member of the committee does, how much and when. Papers they have already stay with them.

    Whether they have papers is not asked here: the answer could tell a chair of papers hidden from them.
    """
    lock_conference(conference)
    memberships = conference.memberships.filter(user=member)
    memberships.filter(role__in=set(MANAGED_ROLES) - roles).delete()
    for role in sorted(roles):
        Membership.objects.get_or_create(
            conference=conference, user=member, role=role, defaults={"since": at}
        )
    facts = {"load_max": load, "load_min": min(least, load), "is_senior": is_senior}
    facts |= dataclasses.asdict(availability or Availability())
    reviewer, _ = Reviewer.objects.update_or_create(
        conference=conference, user=member, defaults=facts, create_defaults=facts | {"joined_at": at}
    )
    record(
        action="committee.update",
        by=by,
        at=at,
        conference=conference,
        summary=f"{member}: {', '.join(sorted(roles)) or 'no role'}, at most {load} papers",
    )
    return reviewer


@transaction.atomic
def ask_to_merge(*, conference: Conference, row: DuplicateRow, by: User, at: dt.datetime) -> None:
    """Ask the owner of two accounts, at both addresses, to make them one.

    The record names them only if both are on the committee, which every chair knows anyway: the authors of
    a paper are not for those in conflict with it.

    Raises Refused if they were asked not long ago, or have said that these are two people.
    """
    one, other = row.one, row.other
    if ask_both(one=one.user, other=other.user, by=by, at=at, why=_why(conference)) is None:
        raise Refused("They were asked not long ago, or have said that these are two people.")
    names = f"{one.user} ({one.address}) and {other.user} ({other.address})"
    is_public = one.is_member and other.is_member
    record(
        action="account.ask_to_merge",
        by=by,
        at=at,
        conference=conference,
        paper=None if is_public else min(one.papers + other.papers),
        summary=names if is_public else "the owner of two accounts",
    )


def _why(conference: Conference) -> str:
    return f"the chairs of {conference.title} noticed"
