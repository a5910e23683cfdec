"""When things open and close, for everyone and for those with an exception."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Q

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference, Track
from effgenai.conferences.dates.models import Milestone, MilestoneException
from effgenai.conferences.dates.states import MilestoneKind


def milestone(conference: Conference, kind: MilestoneKind | str) -> Milestone | None:
    """The conference's date of that kind; for `other` dates the first of them. One query."""
    return conference.milestones.filter(kind=kind).first()


def milestone_for(
    conference: Conference, kind: MilestoneKind | str, *, user: User | None, track: Track | None = None
) -> Milestone | None:
    """The date of that kind as it applies to a person, and to the papers of a track. Two queries.

    What comes back is a copy that carries the moment and zone that count; it is not meant to be saved.
    """
    date = milestone(conference, kind)
    return applied(date, exceptions_of(date, user), track) if date else None


def exceptions_of(date: Milestone, user: User | None) -> list[MilestoneException]:
    """The exceptions of all tracks and the person's own. One query."""
    mine = Q(user=user) if user else Q(pk__in=[])
    return list(MilestoneException.objects.filter(Q(track__isnull=False) | mine, milestone=date))


def applied(date: Milestone, exceptions: Iterable[MilestoneException], track: Track | None) -> Milestone:
    """The date with the exceptions that were loaded for one person put to use.

    That of the track takes the place of the date, be it earlier or later; a person's own only ever helps.
    """
    result = copy.copy(date)
    listed = list(exceptions)
    for exception in listed:
        if track is not None and exception.track_id == track.pk:
            result.instant, result.zone = exception.instant, exception.zone
    for exception in listed:
        if exception.user_id is not None and exception.instant > result.instant:
            result.instant, result.zone = exception.instant, exception.zone
    return result


def personal_instants(date: Milestone | None) -> dict[int, dt.datetime]:
    """When the date is for those people with an exception of their own, by their key. One query."""
    if date is None:
        return {}
    found = date.exceptions.filter(user__isnull=False, instant__gt=date.instant)
    return dict(found.values_list("user", "instant"))


def submissions_open(
    conference: Conference, at: dt.datetime, *, user: User | None = None, track: Track | None = None
) -> bool:
    """True if a person may submit to a track then: the call has opened, the hidden grace is not over.

    Without a track: whether any track of the conference is open to them. Three queries.
    """
    dates = _applied_dates(conference, user, [track] if track else list(conference.tracks.all()) or [None])
    return any(open_between(of_track, at) for of_track in dates)


def _applied_dates(
    conference: Conference, user: User | None, tracks: Sequence[Track | None]
) -> list[list[Milestone]]:
    kinds = (MilestoneKind.CALL_OPENS, MilestoneKind.SUBMISSIONS_DUE)
    mine = Q(user=user) if user else Q(pk__in=[])
    dates = list(conference.milestones.filter(kind__in=kinds))
    exceptions = list(MilestoneException.objects.filter(Q(track__isnull=False) | mine, milestone__in=dates))
    return [
        [applied(date, [one for one in exceptions if one.milestone_id == date.pk], track) for date in dates]
        for track in tracks
    ]


def open_between(dates: Iterable[Milestone], at: dt.datetime) -> bool:
    """The same for dates that were loaded already. A date that is not set opens and closes nothing."""
    by_kind = {date.kind: date for date in dates}
    opens = by_kind.get(MilestoneKind.CALL_OPENS)
    due = by_kind.get(MilestoneKind.SUBMISSIONS_DUE)
    return (opens is None or opens.instant <= at) and (due is None or at <= due.closes_at)
