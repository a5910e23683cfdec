from __future__ import annotations

import dataclasses
import datetime as dt

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.audit.services import record
from effgenai.conferences.models import Conference, Membership
from effgenai.conferences.states import Role
from reviews.models import Reviewer
from reviews.rules.availability import Availability

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
    Conference.objects.select_for_update(no_key=True).get(pk=conference.pk)
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
