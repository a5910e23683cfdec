from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.errors import Refused
from effgenai.conferences.models import Milestone, MilestoneChange
from effgenai.conferences.records import record
from effgenai.conferences.rules import why_not_place
from effgenai.conferences.services.rows import lock_conference
from effgenai.ui.dates import moment


@transaction.atomic
def save_milestone(*, milestone: Milestone, by: User, at: dt.datetime, reason: str = "") -> Milestone:
    """Add a date, or change one. A date that moves leaves its old instant behind, with the reason."""
    lock_conference(milestone.conference)
    old = Milestone.objects.select_for_update().filter(pk=milestone.pk).first()
    if why_not := why_not_place(milestone, milestone.conference.milestones.all()):
        raise Refused(why_not)
    _refuse_broken(milestone)
    milestone.save()
    if old and old.instant != milestone.instant:
        _keep_change(old, milestone, by, at, reason)
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


def _refuse_broken(milestone: Milestone) -> None:
    try:
        milestone.validate_constraints()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


def _keep_change(old: Milestone, new: Milestone, by: User, at: dt.datetime, reason: str) -> None:
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
    """Remove a date and its history from the pages; the record keeps what it was."""
    lock_conference(milestone.conference)
    record(
        action="milestone.remove",
        by=by,
        at=at,
        conference=milestone.conference,
        summary=f"{milestone.name}: {moment(milestone.instant, milestone.zone)}",
    )
    milestone.delete()
