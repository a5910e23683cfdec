"""What the desk's first page shows of reviews: how many are in, how they come in, and who is late."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from effgenai.accounts.models import User
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.queries.milestones import date_known, known_personal_instants
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.web.sections import DeskSection
from effgenai.ui.charts import Growth
from reviews.assignment.models import Assignment
from reviews.reviewing.queries.progress import (
    first_assigned,
    open_reviews,
    review_times,
)
from reviews.reviewing.queries.scores import lateness

MAX_LATE = 5


def reviews_on_desk(viewer: Viewer) -> DeskSection | None:
    """How many reviews are in of those asked for, and who owes late ones; nothing before any is asked for."""
    if not viewer.is_chair:
        return None
    owed = open_reviews(viewer)
    times = review_times(viewer)
    if not (owed or times):
        return None
    due = date_known(viewer, MilestoneKind.REVIEWS_DUE)
    late = _late_people(viewer, owed, due)
    asked = len(times) + len(owed)
    growth = _growth(viewer, times, due, asked)
    context = {
        "in_words": f"{len(times):,} / {asked:,}",
        "owing": len({row.reviewer_id for row in owed}),
        "late": late[:MAX_LATE],
        "late_people": len(late),
        "due": due,
        "growth": growth,
        "weeks": growth.weeks(viewer.at) if growth else [],
    }
    return DeskSection("Reviews", "reviews/reviewing/progress/on_desk.html", context)


def _late_people(viewer: Viewer, owed: Sequence[Assignment], due: Milestone | None) -> list[tuple[User, int]]:
    """Who owes reviews whose time has passed, with how many, most first."""
    is_late = lateness(due, viewer.at, known_personal_instants(viewer, due))
    return Counter(row.reviewer for row in owed if is_late(row)).most_common()


def _growth(viewer: Viewer, times: Sequence[dt.datetime], due: Milestone | None, asked: int) -> Growth | None:
    if due is None:
        return None
    end = max([due.instant, *times[-1:]])
    return Growth(times, first_assigned(viewer, times), end, target=asked)
