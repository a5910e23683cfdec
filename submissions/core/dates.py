"""The dates that count for a paper and the person who looks at it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from django.db.models import Q

from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.models import Milestone, MilestoneException
from effgenai.conferences.dates.queries.milestones import applied, milestone_for
from effgenai.conferences.dates.states import MilestoneKind
from submissions.core.models import Submission


@dataclasses.dataclass(frozen=True, slots=True)
class AuthorDates:
    """The dates of a conference, with the exceptions of its tracks and of one person, loaded once."""

    dates: Mapping[str, Milestone]
    exceptions: Sequence[MilestoneException]

    def of(self, paper: Submission, kind: MilestoneKind) -> Milestone | None:
        """The date of that kind as it applies to the paper, its track and the person.

        A copy that carries the moment and zone that count; it is not meant to be saved. No query where the
        `date_exceptions` of the paper were fetched.
        """
        date = self.dates.get(kind)
        if date is None:
            return None
        found = applied(date, [one for one in self.exceptions if one.milestone_id == date.pk], paper.track)
        for more in paper.date_exceptions.all():
            if more.kind == kind and more.instant > found.instant:
                found.instant, found.zone = more.instant, more.zone
        return found


def dates_for(viewer: Viewer) -> AuthorDates:
    """All that counts for this viewer's papers; two queries."""
    mine = Q(user=viewer.user) if viewer.user else Q(pk__in=[])
    dates = {date.kind: date for date in viewer.conference.milestones.exclude(kind=MilestoneKind.OTHER)}
    exceptions = MilestoneException.objects.filter(
        Q(track__isnull=False) | mine, milestone__conference=viewer.conference
    )
    return AuthorDates(dates, list(exceptions))


def date_for(viewer: Viewer, paper: Submission, kind: MilestoneKind) -> Milestone | None:
    """The date of that kind as it applies to the paper, its track and the viewer; three queries."""
    return dates_for(viewer).of(paper, kind)


def date_of_track(paper: Submission, kind: MilestoneKind) -> Milestone | None:
    """The date of that kind for all papers of the track, whoever has more time; two queries."""
    return milestone_for(paper.conference, kind, user=None, track=paper.track)
