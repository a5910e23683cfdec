"""What the desk's first page shows of submissions: how many, and how they come in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from effgenai.conferences.core.viewer import Viewer, viewer_for
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.queries.milestones import date_known, milestone
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.web.sections import DeskSection
from effgenai.ui.charts import WEEK, Growth
from submissions.core.models import Submission


def submissions_on_desk(viewer: Viewer) -> DeskSection | None:
    """How many papers the chair handles, how many of them are new, and their growth; five queries."""
    if not viewer.is_chair:
        return None
    papers = Submission.objects.handled_by(viewer)
    times = submission_times(viewer)
    due = date_known(viewer, MilestoneKind.SUBMISSIONS_DUE)
    growth = _growth(viewer, times, due)
    context = {
        "total": papers.count(),
        "new": sum(time > viewer.at - WEEK for time in times),
        "due": due,
        "growth": growth,
        "weeks": growth.weeks(viewer.at) if growth else [],
    }
    return DeskSection("Submissions", "submissions/papers/desk/on_desk.html", context)


def submission_times(viewer: Viewer) -> list[dt.datetime]:
    """When the papers that the viewer handles were submitted, in order; one query."""
    times = Submission.objects.handled_by(viewer).values_list("submitted_at", flat=True)
    return sorted(time for time in times if time)


def _growth(viewer: Viewer, times: Sequence[dt.datetime], due: Milestone | None) -> Growth | None:
    if due is None or not times:
        return None
    opens = date_known(viewer, MilestoneKind.CALL_OPENS)
    start = min(opens.instant, times[0]) if opens else times[0]
    return Growth(times, start, due.instant, earlier=_last_edition(viewer, due.instant))


def _last_edition(viewer: Viewer, end: dt.datetime) -> list[dt.datetime]:
    """When the papers of the last edition came, moved to this deadline; nothing for who is no chair there."""
    previous = viewer.conference.previous
    before = viewer_for(user=viewer.user, conference=previous, at=viewer.at) if previous else None
    due = milestone(previous, MilestoneKind.SUBMISSIONS_DUE) if previous else None
    if before is None or due is None or not before.is_chair:
        return []
    return [time + (end - due.instant) for time in submission_times(before)]
