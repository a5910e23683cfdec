"""The dates that count for one paper and the person who looks at it."""

from __future__ import annotations

from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.queries.milestones import milestone_for
from effgenai.conferences.dates.states import MilestoneKind
from submissions.core.models import Submission


def date_for(viewer: Viewer, paper: Submission, kind: MilestoneKind) -> Milestone | None:
    """The date of that kind as it applies to the paper's track and to the viewer; two queries.

    A copy that carries the moment and zone that count; it is not meant to be saved.
    """
    return milestone_for(viewer.conference, kind, user=viewer.user, track=paper.track)
