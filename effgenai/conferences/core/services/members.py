from __future__ import annotations

import datetime as dt

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused, refuse
from effgenai.conferences.core.hooks import chair_added, chair_left, chair_proposed, member_added
from effgenai.conferences.core.models import ChairProposal, Conference, Membership
from effgenai.conferences.core.records import record
from effgenai.conferences.core.rules import why_not_agree, why_not_remove_member
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.conferences.core.states import Role


@transaction.atomic
def add_member(
    *,
    conference: Conference,
    user: User,
    role: Role,
    by: User,
    at: dt.datetime,
    must_be_agreed: bool = False,
) -> Membership | ChairProposal:
    """Give a person a role in the conference.

    A chair who is not the only one proposes a further chair, and another chair agrees. All chairs are told.
    With `must_be_agreed` a further chair is proposed in any case.
    Raises Refused if the person has the role already.
    """
    lock_conference(conference)
    if conference.memberships.filter(user=user, role=role).exists():
        raise Refused(f"{user} has the role already.")
    if role == Role.CHAIR and (must_be_agreed or _chairs(conference) - {by.pk}):
        return _propose(conference, user, by, at)
    return _add(conference, user, role, by, at)


def _chairs(conference: Conference) -> set[int]:
    chairs = conference.memberships.filter(role=Role.CHAIR, user__is_active=True)
    return set(chairs.values_list("user", flat=True))


def _propose(conference: Conference, user: User, by: User, at: dt.datetime) -> ChairProposal:
    proposal, is_new = ChairProposal.objects.get_or_create(
        conference=conference, user=user, defaults={"proposed_by": by, "proposed_at": at}
    )
    if not is_new:
        raise Refused(f"{user} is proposed as a chair already.")
    record(action="chair.propose", by=by, at=at, conference=conference, summary=str(user))
    chair_proposed.send(Membership, conference=conference, user=user, by=by, at=at)
    return proposal


def _add(conference: Conference, user: User, role: Role, by: User, at: dt.datetime) -> Membership:
    membership = Membership.objects.create(conference=conference, user=user, role=role, since=at)
    record(action="member.add", by=by, at=at, conference=conference, summary=f"{user}: {role.label}")
    member_added.send(Membership, conference=conference, user=user, role=role, at=at)
    if role == Role.CHAIR:
        chair_added.send(Membership, conference=conference, user=user, by=by, at=at)
    return membership


@transaction.atomic
def agree_to_chair(*, proposal: ChairProposal, by: User, at: dt.datetime) -> Membership:
    """Another chair makes the proposed person a chair.

    Raises Refused if the proposal was answered already, or with the sentence of `why_not_agree`.
    """
    conference = lock_conference(proposal.conference)
    row = conference.chair_proposals.filter(pk=proposal.pk).select_related("user").first()
    if row is None:
        raise Refused("This proposal was answered already.")
    refuse(why_not_agree(row, _chairs(conference), by))
    row.delete()
    return _add(conference, row.user, Role.CHAIR, by, at)


@transaction.atomic
def discard_proposal(*, proposal: ChairProposal, by: User, at: dt.datetime) -> None:
    """Any chair takes a proposal off the list."""
    conference = lock_conference(proposal.conference)
    deleted, _ = conference.chair_proposals.filter(pk=proposal.pk).delete()
    if deleted:
        record(action="chair.discard", by=by, at=at, conference=conference, summary=str(proposal.user))


@transaction.atomic
def remove_member(*, membership: Membership, by: User | None, at: dt.datetime) -> None:
    """Take a role from a person; never the last chair's, nor, unless the operator does (None), another's.

    Raises Refused with the sentence of `why_not_remove_member`.
    """
    conference = lock_conference(membership.conference)
    refuse(why_not_remove_member(membership, len(_chairs(conference)), by))
    role = Role(membership.role)
    record(
        action="member.remove",
        by=by,
        at=at,
        conference=conference,
        summary=f"{membership.user}: {role.label}",
    )
    membership.delete()
    if role == Role.CHAIR:
        chair_left.send(Membership, conference=conference, user=membership.user, by=by, at=at)
