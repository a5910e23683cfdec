from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least

from effgenai.accounts.keys import new_token
from effgenai.accounts.models import User
from effgenai.conferences.core.errors import refuse
from effgenai.conferences.core.models import Conference, Membership, Topic
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.members import add_member
from effgenai.conferences.core.states import Role
from effgenai.mail.services import enqueue_mail, settle_failed
from effgenai.resilience.database.locks import lock, lock_all
from effgenai.transitions import set_state, transition
from reviews.committee.emails import declined_message, due_date, invitation_message, mail_key
from reviews.committee.invitees import Invitee
from reviews.committee.models import Invitation
from reviews.committee.rules import invitations as rules
from reviews.committee.states import InvitationState
from reviews.expertise.models import Reviewer
from submissions.conflicts.services.derived import refresh_conflicts_of_newcomer


@transaction.atomic
def prepare_invitations(
    *,
    conference: Conference,
    invitees: Sequence[Invitee],
    role: Role,
    load: int,
    by: User | None,
    at: dt.datetime,
) -> list[Invitation]:
    """Write invitations that wait to be sent; return the new ones.

    Whoever was invited to the role before, or has it, is passed over.
    """
    known = _known_addresses(conference, role)
    new = {invitee.email: invitee for invitee in invitees if invitee.email not in known}
    rows = Invitation.objects.bulk_create(
        [
            Invitation(
                conference=conference,
                email=invitee.email,
                name=invitee.name,
                role=role,
                load=load,
                created_at=at,
                created_by=by,
            )
            for invitee in new.values()
        ],
        ignore_conflicts=True,
    )
    if rows:
        record(
            action="invitation.prepare",
            by=by,
            at=at,
            conference=conference,
            summary=f"{len(rows)} invitations prepared",
            addresses=sorted(new),
            role=role,
        )
    return rows


def _known_addresses(conference: Conference, role: Role) -> set[str]:
    invited = conference.invitations.filter(role=role).values_list("email", flat=True)
    members = conference.memberships.filter(role=role).values_list("user__email", flat=True)
    return {address.lower() for address in [*invited, *members]}


@transaction.atomic
def send_invitations(
    *,
    conference: Conference,
    invitations: Iterable[int],
    by: User,
    at: dt.datetime,
    is_reminder: bool = False,
) -> int:
    """Send those of the named invitations that may be sent now; return how many mails that makes.

    One that was answered or sent meanwhile is passed over, so a second press sends nothing twice.

    Raises Refused before the site is published, unless all are to people who run the conference.
    """
    rows = lock_all(conference.invitations.filter(pk__in=list(invitations)))
    for row in rows:
        refuse(rules.why_not_invite(conference, row.role))
    due = due_date(conference)
    sent = [row for row in rows if _is_for_now(row, at=at, is_reminder=is_reminder)]
    _mark_sent(sent, at=at)
    messages = [invitation_message(row, at=at, due=due, is_reminder=is_reminder) for row in sent]
    enqueue_mail(messages=messages, at=at, conference=conference, by=by)
    _record_sending(sent, conference=conference, by=by, at=at, is_reminder=is_reminder)
    return len(messages)


def _is_for_now(invitation: Invitation, *, at: dt.datetime, is_reminder: bool) -> bool:
    if is_reminder:
        return rules.why_not_remind(invitation, at) is None
    return invitation.state == InvitationState.PREPARED


def _mark_sent(invitations: Sequence[Invitation], *, at: dt.datetime) -> None:
    _settle_failed(invitations)
    for row in invitations:
        set_state(row, InvitationState.SENT)
        row.sent_at, row.sendings = at, row.sendings + 1
    Invitation.objects.bulk_update(invitations, ["state", "sent_at", "sendings"], batch_size=500)


def _record_sending(
    sent: list[Invitation], *, conference: Conference, by: User, at: dt.datetime, is_reminder: bool
) -> None:
    if not sent:
        return
    record(
        action="invitation.remind" if is_reminder else "invitation.send",
        by=by,
        at=at,
        conference=conference,
        summary=f"{len(sent)} {'reminders' if is_reminder else 'invitations'} sent",
        addresses=[row.email for row in sent],
    )


@transaction.atomic
def resend_invitation(*, invitation: Invitation, by: User, at: dt.datetime) -> Invitation:
    """Send one again, also after it was taken back or has lapsed. Its address on the web stays the same.

    Raises Refused if it was accepted, or may not be sent for another reason.
    """
    row = lock(invitation, "conference")
    refuse(rules.why_not_invite(row.conference, row.role) or rules.why_not_send(row))
    _mark_sent([row], at=at)
    message = invitation_message(row, at=at, due=due_date(row.conference), is_reminder=False)
    enqueue_mail(messages=[message], at=at, conference=row.conference, by=by)
    _record_sending([row], conference=row.conference, by=by, at=at, is_reminder=False)
    return row


@transaction.atomic
def readdress_invitation(*, invitation: Invitation, email: str, by: User, at: dt.datetime) -> Invitation:
    """Send one to another address instead. Its page gets a new secret: the old link is void.

    Raises Refused if it waits for no answer, or the address is known already.
    """
    row = lock(invitation, "conference")
    known = _known_addresses(row.conference, Role(row.role)) - {row.email.lower()}
    refuse(rules.why_not_invite(row.conference, row.role) or rules.why_not_readdress(row, email, known))
    was, row.email, row.token = row.email, email, new_token()
    row.save(update_fields=["email", "token"])
    _mark_sent([row], at=at)
    message = invitation_message(row, at=at, due=due_date(row.conference), is_reminder=False)
    enqueue_mail(messages=[message], at=at, conference=row.conference, by=by)
    record(
        action="invitation.readdress",
        by=by,
        at=at,
        conference=row.conference,
        summary=f"{was} becomes {email}",
    )
    return row


@transaction.atomic
def correct_invitation(
    *, invitation: Invitation, name: str, email: str, by: User, at: dt.datetime
) -> Invitation:
    """Change name and address of one that was not sent yet.

    Raises Refused if it was sent, or the address is known already.
    """
    row = lock(invitation, "conference")
    known = _known_addresses(row.conference, Role(row.role)) - {row.email.lower()}
    refuse(rules.why_not_correct(row, email, known))
    was, row.email, row.name = row.email, email.lower(), name
    row.save(update_fields=["email", "name"])
    record(
        action="invitation.correct",
        by=by,
        at=at,
        conference=row.conference,
        summary=f"{was} becomes {row.email}" if was != row.email else f"name of {row.email}",
    )
    return row


def _settle_failed(invitations: Sequence[Invitation]) -> None:
    """What failed before is of no matter once it is sent anew, taken back or answered."""
    settle_failed([mail_key(row, sending) for row in invitations for sending in range(1, row.sendings + 1)])


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: User, at: dt.datetime) -> None:
    """Take an unanswered one back. One that was never sent disappears.

    Raises Refused if it was answered or taken back already.
    """
    row = lock(invitation, "conference", to_delete=True)
    refuse(rules.why_not_revoke(row))
    words = f"{row.email}, {row.role}"
    line = partial(record, action="invitation.revoke", by=by, at=at, conference=row.conference, summary=words)
    if row.state == InvitationState.PREPARED:
        line()
        row.delete()
        return
    _settle_failed([row])
    transition(row, InvitationState.EXPIRED, line)


@transaction.atomic
def accept_invitation(
    *, invitation: Invitation, user: User, load: int, topics: Iterable[Topic], at: dt.datetime
) -> Reviewer:
    """Join the committee as the signed-in account, whatever its address; conflicts are looked for at once.

    Raises Refused if it was answered, taken back or has lapsed.
    """
    row = _accepted(invitation, user, at, {"load": load})
    return join_committee(
        conference=row.conference, user=user, role=Role(row.role), load=load, topics=topics, at=at
    )


def _accepted(invitation: Invitation, user: User, at: dt.datetime, facts: dict[str, Any]) -> Invitation:
    row = lock(invitation, "conference")
    refuse(rules.why_not_accept(row, at))
    _settle_failed([row])
    line = partial(
        record,
        action="invitation.accept",
        by=user,
        at=at,
        conference=row.conference,
        summary=f"{row.email} joins as {row.get_role_display().lower()}",
        **facts,
    )
    transition(row, InvitationState.ACCEPTED, line, user=user, answered_at=at)
    return row


@transaction.atomic
def accept_role(*, invitation: Invitation, user: User, at: dt.datetime) -> bool:
    """Begin to help run the conference; False if a chair has to agree first.

    That is so where there are other chairs than the one who invited, and where the account is not the
    invited one's: a link that was passed on makes nobody a chair.

    Raises Refused if it was answered, taken back or has lapsed.
    """
    row = _accepted(invitation, user, at, {})
    conference, role = row.conference, Role(row.role)
    if conference.memberships.filter(user=user, role=role).exists():
        return True
    if role == Role.CHAIR and conference.chair_proposals.filter(user=user).exists():
        return False
    listed = EmailAddress.objects.filter(user=user, email__iexact=row.email)
    by = row.created_by or user
    given = add_member(
        conference=conference, user=user, role=role, by=by, at=at, must_be_agreed=not listed.exists()
    )
    return isinstance(given, Membership)


@transaction.atomic
def join_committee(
    *, conference: Conference, user: User, role: Role, load: int, topics: Iterable[Topic], at: dt.datetime
) -> Reviewer:
    """Give a person the role and their working data; both are kept if they are there already."""
    Membership.objects.get_or_create(conference=conference, user=user, role=role, defaults={"since": at})
    reviewer, _ = Reviewer.objects.update_or_create(
        conference=conference,
        user=user,
        # What chairs asked for at least gives way to what is taken at most.
        defaults={"load_max": load, "load_min": Least(F("load_min"), load)},
        create_defaults={"load_max": load, "joined_at": at},
    )
    reviewer.topics.set(topics)
    refresh_conflicts_of_newcomer(conference=conference, user=user, at=at)
    return reviewer


@transaction.atomic
def decline_invitation(
    *, invitation: Invitation, reason: str, suggestions: str = "", user: User | None, at: dt.datetime
) -> Invitation:
    """Say no, with a reason and others to ask or without; needs no account. Who invited is told.

    Raises Refused if it was answered or taken back.
    """
    row = lock(invitation, "conference")
    refuse(rules.why_not_decline(row, at))
    _settle_failed([row])
    said = {"decline_reason": reason, "suggestions": suggestions}
    line = partial(
        record, action="invitation.decline", by=user, at=at, conference=row.conference, summary=row.email
    )
    transition(row, InvitationState.DECLINED, line, user=user, answered_at=at, **said)
    _tell_who_invited(row, at)
    return row


def _tell_who_invited(invitation: Invitation, at: dt.datetime) -> None:
    """Only somebody who is still a chair."""
    conference, chair = invitation.conference, invitation.created_by
    if chair and conference.memberships.filter(user=chair, role=Role.CHAIR).exists():
        enqueue_mail(messages=[declined_message(invitation, chair)], at=at, conference=conference)
