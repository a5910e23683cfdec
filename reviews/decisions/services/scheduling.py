"""Releases at a time: a chair writes down what and when, and a worker does it once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial

from django.db import transaction

from effgenai.conferences.core.errors import Refused, refuse
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.conferences.core.states import AcceptedShown, ReviewsShown
from effgenai.conferences.core.viewer import Viewer, viewer_for
from effgenai.mail.services import enqueue_mail
from effgenai.resilience.database.locks import lock, lock_all
from effgenai.transitions import transition
from effgenai.ui.dates import ZonedInstant, moment
from reviews.decisions.emails import release_report
from reviews.decisions.models import ScheduledRelease
from reviews.decisions.rules import why_not_schedule
from reviews.decisions.services.releasing import release_decisions
from reviews.decisions.services.showing import ONLY_CHAIRS, ShownTo, show
from reviews.decisions.states import Released, ScheduledState


@transaction.atomic
def schedule_release(
    *,
    viewer: Viewer,
    what: Released,
    when: ZonedInstant,
    shown: ShownTo,
    at: dt.datetime,
    numbers: Sequence[int] | None = None,
) -> ScheduledRelease:
    """Have something released at a time, in the place of what was scheduled of the same before.

    Decisions are released by each chair apart, as far as they handle the papers then. Raises Refused for
    anybody but chairs, and if that time is not ahead.
    """
    if viewer.user is None or not viewer.is_chair:
        raise Refused(ONLY_CHAIRS)
    refuse(why_not_schedule(when.instant, at))
    conference = lock_conference(viewer.conference)
    earlier = ScheduledRelease.objects.filter(conference=conference, what=what, state=ScheduledState.WAITING)
    for row in lock_all(earlier.filter(scheduled_by=viewer.user) if what == Released.DECISIONS else earlier):
        _cancel(row, viewer, at)
    row = ScheduledRelease.objects.create(
        conference=conference,
        what=what,
        numbers=None if numbers is None else sorted(numbers),
        accepted_shown=shown.accepted or "",
        reviews_shown=shown.reviews or "",
        due_at=when.instant,
        due_zone=when.zone,
        scheduled_at=at,
        scheduled_by=viewer.user,
    )
    _record("scheduled_release.set", row, viewer, at)
    return row


@transaction.atomic
def cancel_release(*, viewer: Viewer, pk: int, at: dt.datetime) -> None:
    """Take back what was scheduled. Raises Refused for anybody but chairs, and if it waits no more."""
    if viewer.user is None or not viewer.is_chair:
        raise Refused(ONLY_CHAIRS)
    lock_conference(viewer.conference)
    row = (
        ScheduledRelease.objects.select_for_update(no_key=True)
        .filter(conference=viewer.conference, pk=pk)
        .first()
    )
    if row is None or row.state != ScheduledState.WAITING:
        raise Refused("That release waits no more. Look again at what stands below.")
    _cancel(row, viewer, at)


def _cancel(row: ScheduledRelease, viewer: Viewer, at: dt.datetime) -> None:
    line = partial(_record, "scheduled_release.cancel", row, viewer, at)
    transition(row, ScheduledState.CANCELLED, line, ended_at=at)


def release_what_is_due(*, at: dt.datetime) -> int:
    """Do all releases whose time has come, each once, however late it is; return how many were done."""
    due = ScheduledRelease.objects.filter(state=ScheduledState.WAITING, due_at__lte=at)
    rows = list(due.select_related("conference", "scheduled_by"))
    return sum(_release_once(row, row.conference, at) for row in rows)


@transaction.atomic
def _release_once(row: ScheduledRelease, conference: Conference, at: dt.datetime) -> bool:
    viewer = viewer_for(user=row.scheduled_by, conference=lock_conference(conference), at=at)
    row = lock(row, "conference", "scheduled_by")
    if row.state != ScheduledState.WAITING:
        return False
    try:
        with transaction.atomic():
            _do(row, viewer, at)
    except Refused as refusal:
        line = partial(_record, "scheduled_release.fail", row, viewer, at)
        transition(row, ScheduledState.FAILED, line, ended_at=at, outcome=str(refusal)[:300])
    else:
        line = partial(_record, "scheduled_release.finish", row, viewer, at)
        transition(row, ScheduledState.DONE, line, ended_at=at)
    enqueue_mail(messages=[release_report(row)], at=at, conference=row.conference)
    return row.state == ScheduledState.DONE


def _do(row: ScheduledRelease, viewer: Viewer, at: dt.datetime) -> None:
    shown = ShownTo(
        AcceptedShown(row.accepted_shown) if row.accepted_shown else None,
        ReviewsShown(row.reviews_shown) if row.reviews_shown else None,
    )
    if row.what == Released.DECISIONS:
        release_decisions(viewer=viewer, numbers=row.numbers, seal=None, at=at, shown=shown)
    else:
        show(viewer=viewer, shown=shown, at=at)


def _record(action: str, row: ScheduledRelease, viewer: Viewer, at: dt.datetime) -> None:
    when = moment(row.due_at, row.due_zone)
    summary = f"{row.get_what_display()}: {when}"
    record(action=action, by=viewer.user, at=at, conference=row.conference, summary=summary)
