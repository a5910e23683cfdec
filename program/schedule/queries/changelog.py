"""What each release of the schedule changed, for the page of changes and its feed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools

from django.urls import reverse

from effgenai.conferences.core.models import Conference
from program.core.times import conference_day
from program.releases.changes import ScheduleChange, changes_between
from program.releases.models import Release
from program.schedule.queries.released import accepted_numbers


@dataclasses.dataclass(frozen=True, slots=True)
class ReleaseEntry:
    """A release and how it differs from the one before; the first has no changes."""

    release: Release
    changes: list[ScheduleChange]
    is_first: bool
    is_newest: bool = False

    @property
    def address(self) -> str:
        """Where it is shown: the newest is the schedule itself."""
        slug = self.release.conference.slug
        if self.is_newest:
            return reverse("program:schedule", args=[slug])
        return reverse("program:earlier", args=[slug, self.release.number])


def changes_today(conference: Conference, at: dt.datetime) -> list[ScheduleChange]:
    """What corrections of this day of the conference changed for visitors; at most three queries."""
    releases = conference.releases.order_by("number").values_list("number", "is_correction", "released_at")
    today = conference_day(conference, at)
    corrections = [
        number for number, is_one, when in releases if is_one and conference_day(conference, when) == today
    ]
    if not corrections:
        return []
    compared = conference.releases.filter(number__in=(corrections[0] - 1, corrections[-1])).order_by("number")
    before, after = (release.schedule for release in compared)
    return changes_between(before, after, accepted_numbers(conference))


def changelog(conference: Conference) -> list[ReleaseEntry]:
    """Every release, newest first; two queries. Papers that are accepted no more are named in none."""
    accepted = accepted_numbers(conference)
    releases = list(conference.releases.select_related("conference").order_by("number"))
    first = [ReleaseEntry(release, [], is_first=True) for release in releases[:1]]
    later = [
        ReleaseEntry(new, changes_between(old.schedule, new.schedule, accepted), is_first=False)
        for old, new in itertools.pairwise(releases)
    ]
    entries = [*reversed(later), *first]
    return [dataclasses.replace(one, is_newest=place == 0) for place, one in enumerate(entries)]
