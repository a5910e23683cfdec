"""What each release of the schedule changed, for the page of changes and its feed."""

from __future__ import annotations

import dataclasses
import itertools

from effgenai.conferences.core.models import Conference
from program.releases.changes import ScheduleChange, changes_between
from program.releases.models import Release
from program.schedule.queries.released import accepted_numbers


@dataclasses.dataclass(frozen=True, slots=True)
class ReleaseEntry:
    """A release and how it differs from the one before; the first has no changes."""

    release: Release
    changes: list[ScheduleChange]
    is_first: bool


def changelog(conference: Conference) -> list[ReleaseEntry]:
    """Every release, newest first; two queries. Papers that are accepted no more are named in none."""
    accepted = accepted_numbers(conference)
    releases = list(conference.releases.order_by("number"))
    first = [ReleaseEntry(release, [], is_first=True) for release in releases[:1]]
    later = [
        ReleaseEntry(new, changes_between(old.schedule, new.schedule, accepted), is_first=False)
        for old, new in itertools.pairwise(releases)
    ]
    return [*reversed(later), *first]
