"""Dates set, moved and excepted, and the secret addresses of calendars."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Overtaken, Refused, refuse
from effgenai.conferences.core.models import Conference, Track
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.conferences.dates.models import CalendarKey, Milestone, MilestoneChange, MilestoneException
from effgenai.conferences.dates.moves import DateMove, MoreTimeNews, Recipients
from effgenai.conferences.dates.rules import (
    are_seen_by_nobody,
    why_not_except_person,
    why_not_except_track,
    why_not_place,
)
from effgenai.contributions import contributed
from effgenai.resilience.database.locks import lock_if_there
from effgenai.ui.dates import ZonedInstant, moment


@transaction.atomic
def save_milestone(
    *, milestone: Milestone, by: User, at: dt.datetime, reason: str = "", seen: dt.datetime | None = None
) -> Milestone:
    """Add a date, or change one. A date that moves leaves its old instant behind, with the reason.

    Where nobody can have seen it, it is corrected and leaves nothing behind but a line of the record.
    `seen` is the instant that the chair began with; if it has moved since, nothing is changed. Raises
    Overtaken if it has moved since `seen`, and Refused with the sentence of `why_not_place`.
    """
    conference = lock_conference(milestone.conference)
    old = lock_if_there(milestone)
    if old and seen and old.instant != seen:
        raise Overtaken(f"Somebody else has moved this date to {moment(old.instant, old.zone)} meanwhile.")
    refuse(why_not_place(milestone, milestone.conference.milestones.all()))
    _refuse_broken(milestone)
    milestone.save()
    if old and old.instant != milestone.instant and not are_seen_by_nobody(conference):
        _save_change(old, milestone, by, at, reason)
    before = moment(old.instant, old.zone) if old else ""
    record(
        action="milestone.change" if old else "milestone.add",
        by=by,
        at=at,
        conference=milestone.conference,
        summary=f"{milestone.name}: {moment(milestone.instant, milestone.zone)}",
        before=before,
        grace_minutes=milestone.grace_minutes,
        is_public=milestone.is_public,
    )
    return milestone


@transaction.atomic
def add_milestones(*, milestones: Sequence[Milestone], by: User, at: dt.datetime) -> None:
    """Add dates of one conference, all or none. Raises Refused with the date that cannot be and why."""
    for milestone in milestones:
        try:
            save_milestone(milestone=milestone, by=by, at=at)
        except Refused as refusal:
            raise Refused(f"{milestone.name}: {refusal}") from refusal


def _refuse_broken(milestone: Milestone) -> None:
    try:
        milestone.validate_constraints()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


def _save_change(old: Milestone, new: Milestone, by: User, at: dt.datetime, reason: str) -> None:
    MilestoneChange.objects.create(
        milestone=new,
        old_instant=old.instant,
        new_instant=new.instant,
        changed_at=at,
        changed_by=by,
        reason=reason,
    )


@transaction.atomic
def remove_milestone(*, milestone: Milestone, by: User, at: dt.datetime) -> None:
    """Remove a date and its history from the pages; the record keeps what it was.

    Calendars that follow the site are told that a public date is off.
    """
    conference = lock_conference(milestone.conference)
    record(
        action="milestone.remove",
        by=by,
        at=at,
        conference=milestone.conference,
        summary=f"{milestone.name}: {moment(milestone.instant, milestone.zone)}",
    )
    if not milestone.is_public or are_seen_by_nobody(conference):
        milestone.delete()
        return
    milestone.exceptions.all().delete()
    milestone.removed_at = at
    milestone.save(update_fields=["removed_at"])


@transaction.atomic
def move_milestone(
    *, move: DateMove, audiences: Sequence[Recipients], by: User, at: dt.datetime
) -> Milestone:
    """Move a date and write to these people, or do neither."""
    save_milestone(milestone=move.milestone, by=by, at=at, reason=move.reason, seen=move.old)
    for audience in audiences:
        audience.send()
    return move.milestone


@transaction.atomic
def save_exception(
    *,
    milestone: Milestone,
    track: Track | None,
    user: User | None,
    when: ZonedInstant,
    reason: str,
    by: User,
    at: dt.datetime,
) -> MilestoneException:
    """Give a track or a person another date, in place of one they had. A person is told of it by mail.

    Raises Refused with the sentence of `why_not_except_track` or `why_not_except_person`.
    """
    lock_conference(milestone.conference)
    may_not = why_not_except_track if track else why_not_except_person
    refuse(may_not(Milestone.objects.get(pk=milestone.pk), when.instant))
    exception, _ = MilestoneException.objects.update_or_create(
        milestone=milestone,
        track=track,
        user=user,
        defaults={
            "instant": when.instant,
            "zone": when.zone,
            "reason": reason,
            "created_at": at,
            "created_by": by,
        },
    )
    _record_exception("milestone.except", exception, by, at)
    if user is not None:
        for news in contributed(MoreTimeNews):
            news.tell(exception)
    return exception


@transaction.atomic
def remove_exception(*, exception: MilestoneException, by: User, at: dt.datetime) -> None:
    """Take an exception back: the date counts again."""
    lock_conference(exception.milestone.conference)
    _record_exception("milestone.unexcept", exception, by, at)
    exception.delete()


def _record_exception(action: str, exception: MilestoneException, by: User, at: dt.datetime) -> None:
    who = exception.track or exception.user
    record(
        action=action,
        by=by,
        at=at,
        conference=exception.milestone.conference,
        summary=f"{exception.milestone.name} for {who}: {moment(exception.instant, exception.zone)}",
        reason=exception.reason,
    )


@transaction.atomic
def make_calendar_key(*, conference: Conference, user: User, at: dt.datetime) -> CalendarKey:
    """A new address for the person's calendar; the one they had leads nowhere from then on."""
    found, is_first = CalendarKey.objects.update_or_create(
        conference=conference, user=user, defaults={"key": secrets.token_urlsafe(32), "made_at": at}
    )
    verb = "made" if is_first else "renewed"
    summary = f"the address of their calendar was {verb}"
    record(action="calendar.make", by=user, at=at, conference=conference, summary=summary)
    return found


@transaction.atomic
def revoke_calendar_key(*, conference: Conference, user: User, at: dt.datetime) -> None:
    """Make the address void. Where there is none, nothing happens."""
    gone, _ = CalendarKey.objects.filter(conference=conference, user=user).delete()
    if gone:
        summary = "the address of their calendar was made void"
        record(action="calendar.revoke", by=user, at=at, conference=conference, summary=summary)
