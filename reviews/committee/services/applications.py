"""Offers to review: made and withdrawn by volunteers, approved and declined by chairs."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.audit.models import AuditLine
from effgenai.conferences.core.errors import refuse
from effgenai.conferences.core.models import Conference, Topic
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.mail.services import enqueue_mail
from effgenai.resilience.database.locks import lock, lock_all
from effgenai.transitions import transition
from reviews.committee.emails import approval_message, due_date, received_message, refusal_message
from reviews.committee.models import Application
from reviews.committee.queries.applications import has_verified_address
from reviews.committee.rules import applications as rules
from reviews.committee.services.invitations import join_committee
from reviews.committee.states import ApplicationState
from reviews.expertise.bibliography.sources import parse_papers
from reviews.expertise.services import add_past_papers

CHANGES = ("application.submit", "application.change", "application.withdraw")


@dataclasses.dataclass(frozen=True, slots=True)
class ApplicationOffer:
    """What a volunteer tells of themselves."""

    topics: Sequence[Topic]
    load: int
    career_stage: str
    past_reviews: int
    links: str = ""
    papers: str = ""
    voucher: str = ""
    note: str = ""

    def facts(self) -> dict[str, Any]:
        """Everything but the topics, by name of its column."""
        names = [field.name for field in dataclasses.fields(self) if field.name != "topics"]
        return {name: getattr(self, name) for name in names}


@transaction.atomic
def apply_to_review(*, viewer: Viewer, user: User, offer: ApplicationOffer, at: dt.datetime) -> Application:
    """Offer to review, or change the offer; a withdrawn one counts as made anew, and a new one has a receipt.

    Raises Refused if `why_not_apply` has a reason, or the offer was changed too often of late.
    """
    conference = lock_conference(viewer.conference)
    old = Application.objects.select_for_update(no_key=True).filter(conference=conference, user=user).first()
    fresh = dataclasses.replace(viewer, conference=conference)
    refuse(rules.why_not_apply(fresh, old, is_verified=has_verified_address(user)))
    refuse(rules.why_too_often(_changes_of_late(conference, user, at)))
    is_new = old is None or old.state == ApplicationState.WITHDRAWN
    row = old or Application(conference=conference, user=user)
    for name, value in offer.facts().items():
        setattr(row, name, value)
    row.changed_at, row.applied_at = at, at if is_new else row.applied_at
    row.save()
    line = partial(_record, "submit" if is_new else "change", row, by=user, at=at)
    transition(row, ApplicationState.APPLIED, line)
    row.topics.set(offer.topics)
    if is_new:
        enqueue_mail(messages=[received_message(row)], at=at, conference=conference)
    return row


def _changes_of_late(conference: Conference, user: User, at: dt.datetime) -> int:
    since = at - rules.CHANGES_WITHIN
    return AuditLine.objects.filter(
        conference=conference, actor=user, action__in=CHANGES, at__gt=since
    ).count()


@transaction.atomic
def withdraw_application(*, application: Application, by: User, at: dt.datetime) -> None:
    """Take one's own offer back. What was told is kept for its writer alone.

    Raises Refused if it was answered or withdrawn already.
    """
    row = lock(application, "conference", "user")
    refuse(rules.why_not_withdraw(row))
    line = partial(_record, "withdraw", row, by=by, at=at)
    transition(row, ApplicationState.WITHDRAWN, line, changed_at=at)


@transaction.atomic
def approve_applications(
    *, conference: Conference, keys: Collection[str], by: User, at: dt.datetime
) -> list[Application]:
    """Make reviewers of these volunteers and write to them; return those that this approved.

    One that was answered or withdrawn meanwhile is passed over, so a second press approves nobody twice.
    """
    rows = _waiting(conference, keys)
    due = due_date(conference)
    for row in rows:
        line = partial(_record, "approve", row, by=by, at=at, load=row.load)
        transition(row, ApplicationState.APPROVED, line, decided_at=at, decided_by=by)
        _take_in(row, at=at)
    enqueue_mail(messages=[approval_message(row, due=due) for row in rows], at=at, conference=conference)
    return rows


def _waiting(conference: Conference, keys: Collection[str]) -> list[Application]:
    rows = Application.objects.select_related("conference", "user")
    waiting = rows.filter(conference=conference, key__in=list(keys), state=ApplicationState.APPLIED)
    return lock_all(waiting)


def _take_in(row: Application, *, at: dt.datetime) -> None:
    """Give role, load and topics; who joined by another way meanwhile keeps what they set there."""
    known = row.conference.reviewers.filter(user=row.user).first()
    join_committee(
        conference=row.conference,
        user=row.user,
        role=Role.REVIEWER,
        load=known.load_max if known else row.load,
        topics=(known or row).topics.all(),
        at=at,
    )
    papers = parse_papers(row.papers)
    if papers:
        add_past_papers(conference=row.conference, user=row.user, papers=papers, at=at)


@transaction.atomic
def decline_application(*, application: Application, note: str, by: User, at: dt.datetime) -> Application:
    """Say no, with a word of one's own or without; the applicant gets a letter.

    Raises Refused if it was answered or withdrawn meanwhile.
    """
    row = lock(application, "conference", "user")
    refuse(rules.why_not_decide(row))
    line = partial(_record, "decline", row, by=by, at=at)
    transition(row, ApplicationState.DECLINED, line, decided_at=at, decided_by=by)
    enqueue_mail(messages=[refusal_message(row, note=note, at=at)], at=at, conference=row.conference)
    return row


@transaction.atomic
def reconsider_application(*, application: Application, by: User, at: dt.datetime) -> None:
    """Take a refusal back: the offer waits again. Nobody is written to.

    Raises Refused if it was not declined.
    """
    row = lock(application, "conference", "user")
    refuse(rules.why_not_reconsider(row))
    line = partial(_record, "reconsider", row, by=by, at=at)
    transition(row, ApplicationState.APPLIED, line, decided_at=None, decided_by=None)


def _record(verb: str, row: Application, *, by: User, at: dt.datetime, **detail: Any) -> None:
    record(
        action=f"application.{verb}",
        by=by,
        at=at,
        conference=row.conference,
        summary=f"{row.user} ({row.user.email})",
        **detail,
    )
