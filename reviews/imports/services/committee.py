"""A committee from a file: invitations that wait to be sent, or members who said yes elsewhere."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.accounts.names.made_up import is_made_up
from effgenai.conferences.core.models import Conference, Membership, Topic
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.conferences.core.states import Role
from effgenai.ui.text.numbers import counted
from reviews.committee.invitees import Invitee
from reviews.committee.services.invitations import join_committee, prepare_invitations
from reviews.expertise.models import Reviewer
from reviews.expertise.rules import USUAL_LOAD
from reviews.imports.files.committee import ImportedMember
from reviews.imports.services.people import note_affiliation, people_of
from submissions.conflicts.services.derived import refresh_conflicts_of_newcomer
from submissions.imports.services import topics_named


@dataclasses.dataclass(slots=True)
class CommitteeReport:
    """What came of a committee file: seats that are new or were there, and what cannot be taken so."""

    new: int = 0
    known: int = 0
    made_up: int = 0
    chairs: list[str] = dataclasses.field(default_factory=list)
    without_address: list[str] = dataclasses.field(default_factory=list)
    are_members: bool = False

    @property
    def lines(self) -> list[str]:
        """The same in sentences."""
        what = "member" if self.are_members else "invitation"
        state = "" if self.are_members else " prepared, none sent"
        lines = [f"{counted(self.new, what)}{state}; {self.known} there already."]
        if self.made_up:
            words = counted(self.made_up, "address was", "addresses were")
            lines.append(f"{words} made up. Nothing is ever mailed there.")
        if self.chairs:
            lines.append(f"Chairs are invited under Set-up, Roles, not by a file: {', '.join(self.chairs)}.")
        if self.without_address:
            lines.append(f"Without an address nobody can be invited: {', '.join(self.without_address)}.")
        if not self.are_members and self.new:
            lines.append("Topics and affiliations are not taken: people tell them when they accept.")
        return lines


def import_committee(
    *,
    conference: Conference,
    members: Sequence[ImportedMember],
    usual: Role,
    are_members: bool,
    by: User | None,
    at: dt.datetime,
) -> CommitteeReport:
    """Prepare invitations for those whom a file names, or make them members who said yes elsewhere.

    Whoever has no role in the file gets the `usual` one. Chairs are not made so. Who is on the committee or
    was invited stays as they are. Nobody gets a mail.
    """
    report = CommitteeReport(are_members=are_members)
    report.chairs = [one.name or one.email for one in members if Role.CHAIR in one.roles]
    with transaction.atomic():
        lock_conference(conference)
        seats = [(one, role) for one in members for role in _roles(one, usual)]
        if are_members:
            _join(conference, seats, report, by, at)
        else:
            _invite(conference, seats, report, by, at)
    return report


def preview_committee(
    *,
    conference: Conference,
    members: Sequence[ImportedMember],
    usual: Role,
    are_members: bool,
    by: User | None,
    at: dt.datetime,
) -> CommitteeReport:
    """What `import_committee` would do; nothing of it stays."""
    with transaction.atomic():
        report = import_committee(
            conference=conference, members=members, usual=usual, are_members=are_members, by=by, at=at
        )
        transaction.set_rollback(True)
    return report


def _roles(member: ImportedMember, usual: Role) -> list[Role]:
    """The roles that the member gets: those of the file without chairs, or the usual one."""
    return [role for role in member.roles or (usual,) if role != Role.CHAIR]


def _invite(
    conference: Conference,
    seats: Sequence[tuple[ImportedMember, Role]],
    report: CommitteeReport,
    by: User | None,
    at: dt.datetime,
) -> None:
    asked: dict[tuple[Role, int], list[Invitee]] = defaultdict(list)
    for one, role in seats:
        if one.email and not is_made_up(one.email):
            asked[role, one.load or USUAL_LOAD].append(Invitee(one.email, one.name))
        else:
            report.without_address.append(one.name)
    for (role, load), invitees in asked.items():
        new = prepare_invitations(
            conference=conference, invitees=invitees, role=role, load=load, by=by, at=at
        )
        report.new += len(new)
        report.known += len(invitees) - len(new)


def _join(
    conference: Conference,
    seats: Sequence[tuple[ImportedMember, Role]],
    report: CommitteeReport,
    by: User | None,
    at: dt.datetime,
) -> None:
    people = people_of(conference, [(one.name, one.email) for one, _ in seats], at)
    topics = topics_named(conference, [name for one, _ in seats for name in one.topics])
    held = set(conference.memberships.values_list("user", "role"))
    joined: dict[User, None] = {}
    for one, role in seats:
        user = people[one.name, one.email]
        if (user.pk, role) in held:
            report.known += 1
            continue
        held.add((user.pk, role))
        note_affiliation(user, one.affiliation, at)
        own = [topics[name.lower()] for name in one.topics]
        _take_seat(one, own, conference=conference, user=user, role=role, at=at)
        joined[user] = None
        report.new += 1
    report.made_up = sum(is_made_up(user.email) for user in joined)
    if joined:
        words = ", ".join(map(str, joined))[:500]
        record(action="member.import", by=by, at=at, conference=conference, summary=words)


def _take_seat(
    one: ImportedMember,
    topics: Sequence[Topic],
    *,
    conference: Conference,
    user: User,
    role: Role,
    at: dt.datetime,
) -> None:
    """Give the role; what is known of the work of somebody who is there in another role stays."""
    if Reviewer.objects.filter(conference=conference, user=user).exists():
        Membership.objects.create(conference=conference, user=user, role=role, since=at)
        refresh_conflicts_of_newcomer(conference=conference, user=user, at=at)
        return
    row = join_committee(
        conference=conference, user=user, role=role, load=one.load or USUAL_LOAD, topics=topics, at=at
    )
    row.is_senior, row.takes_emergencies = one.is_senior, one.takes_emergencies
    row.away_from, row.away_until = one.away or (None, None)
    row.save()
