"""The dates that count for a paper and the person who looks at it."""

from __future__ import annotations

import dataclasses

from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.queries.milestones import KnownDates, known_dates, milestone_for
from effgenai.conferences.dates.states import MilestoneKind
from submissions.core.models import Submission


@dataclasses.dataclass(frozen=True, slots=True)
class AuthorDates:
    """The dates of a conference, with the exceptions of its tracks and of one person, loaded once."""

    known: KnownDates

    def of(self, paper: Submission, kind: MilestoneKind) -> Milestone | None:
        """The date of that kind as it applies to the paper, its track and the person.

        A copy that carries the moment and zone that count; it is not meant to be saved. No query where the
        `date_exceptions` of the paper were fetched.
        """
        found = self.known.of(kind, paper.track)
        if found is None:
            return None
        for more in paper.date_exceptions.all():
            if more.kind == kind and more.instant > found.instant:
                found.instant, found.zone = more.instant, more.zone
        return found


def dates_for(viewer: Viewer) -> AuthorDates:
    """All that counts for this viewer's papers; two queries, once while a page is drawn."""
    return AuthorDates(known_dates(viewer))


def date_for(viewer: Viewer, paper: Submission, kind: MilestoneKind) -> Milestone | None:
    """The date of that kind as it applies to the paper, its track and the viewer; three queries."""
    return dates_for(viewer).of(paper, kind)


def date_of_track(paper: Submission, kind: MilestoneKind) -> Milestone | None:
    """The date of that kind for all papers of the track, whoever has more time; two queries."""
    return milestone_for(paper.conference, kind, user=None, track=paper.track)
