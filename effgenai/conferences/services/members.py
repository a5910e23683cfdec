from __future__ import annotations

import datetime as dt

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.errors import Refused
from effgenai.conferences.models import Conference, Membership
from effgenai.conferences.records import record
from effgenai.conferences.rules import why_not_remove_member
from effgenai.conferences.services.rows import lock_conference
from effgenai.conferences.signals import member_added
from effgenai.conferences.states import Role


@transaction.atomic
def add_member(*, conference: Conference, user: User, role: Role, by: User, at: dt.datetime) -> Membership:
    """Give a person a role in the conference."""
    lock_conference(conference)
    membership, is_new = Membership.objects.get_or_create(
        conference=conference, user=user, role=role, defaults={"since": at}
    )
    if not is_new:
        raise Refused(f"{user} has the role already.")
    record(action="member.add", by=by, at=at, conference=conference, summary=f"{user}: {role.label}")
    member_added.send(Membership, conference=conference, user=user, at=at)
    return membership


@transaction.atomic
def remove_member(*, membership: Membership, by: User, at: dt.datetime) -> None:
    """Take a role from a person; never the last chair's."""
    conference = lock_conference(membership.conference)
    chairs = conference.memberships.filter(role=Role.CHAIR).count()
    if why_not := why_not_remove_member(membership, chairs):
        raise Refused(why_not)
    role = Role(membership.role).label
    record(action="member.remove", by=by, at=at, conference=conference, summary=f"{membership.user}: {role}")
    membership.delete()
