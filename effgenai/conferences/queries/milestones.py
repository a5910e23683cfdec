from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from effgenai.conferences.models import Conference, Milestone
from effgenai.conferences.states import MilestoneKind


def milestone(conference: Conference, kind: MilestoneKind | str) -> Milestone | None:
    """The conference's date of that kind; for `other` dates the first of them. One query."""
    return conference.milestones.filter(kind=kind).first()


def submissions_open(conference: Conference, at: dt.datetime) -> bool:
    """True if authors may submit then: the call has opened, and the hidden grace is not over. One query."""
    kinds = (MilestoneKind.CALL_OPENS, MilestoneKind.SUBMISSIONS_DUE)
    return open_between(conference.milestones.filter(kind__in=kinds), at)


is_open = submissions_open


def open_between(dates: Iterable[Milestone], at: dt.datetime) -> bool:
    """The same for dates that were loaded already. A date that is not set opens and closes nothing."""
    by_kind = {date.kind: date for date in dates}
    opens = by_kind.get(MilestoneKind.CALL_OPENS)
    due = by_kind.get(MilestoneKind.SUBMISSIONS_DUE)
    return (opens is None or opens.instant <= at) and (due is None or at <= due.closes_at)
