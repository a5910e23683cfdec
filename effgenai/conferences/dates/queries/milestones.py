"""When things open and close, for everyone and for those with an exception."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference, Track
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.models import Milestone, MilestoneException
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.web.caching import cached_rows

INSTANT = dt.timedelta(microseconds=1)


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


@dataclasses.dataclass(frozen=True, slots=True)
class KnownDates:
    """The dates of a conference by their kind, without `other` ones, and the exceptions for one person.

    Those are the ones of all tracks and the person's own.
    """

    dates: Mapping[str, Milestone]
    exceptions: Sequence[MilestoneException]

    def of(self, kind: MilestoneKind | str, track: Track | None = None) -> Milestone | None:
        """The date of that kind as it applies to the person, and to the papers of a track.

        A copy that carries the moment and zone that count; it is not meant to be saved.
        """
        date = self.dates.get(kind)
        if date is None:
            return None
        return applied(date, [one for one in self.exceptions if one.milestone_id == date.pk], track)

    def is_call_open(self, at: dt.datetime, tracks: Iterable[Track | None]) -> bool:
        """Whether papers of one of these tracks are taken then (None: of none in particular)."""
        kinds = (MilestoneKind.CALL_OPENS, MilestoneKind.SUBMISSIONS_DUE)
        of_tracks = ([self.of(kind, track) for kind in kinds] for track in tracks)
        return any(open_between([date for date in dates if date], at) for dates in of_tracks)

    def turn_after(self, at: dt.datetime) -> dt.datetime | None:
        """The next moment at which one of them begins, ends or closes, or None."""
        moved = (self._moved(one) for one in self.exceptions)
        shown = [*self.dates.values(), *(date for date in moved if date)]
        turns = (turn for date in shown for turn in (date.instant, date.ends_at, date.closes_at + INSTANT))
        return min((turn for turn in turns if turn > at), default=None)

    def _moved(self, exception: MilestoneException) -> Milestone | None:
        date = next((one for one in self.dates.values() if one.pk == exception.milestone_id), None)
        if date is None:
            return None
        result = copy.copy(date)
        result.instant, result.zone = exception.instant, exception.zone
        return result


def read_dates(conference: Conference, user: User | None) -> KnownDates:
    """The dates as they stand, for one person; two queries."""
    return _for_person(*_rows_of(conference.pk), user)


def _rows_of(conference_pk: int) -> tuple[list[Milestone], list[MilestoneException]]:
    exceptions = MilestoneException.objects.filter(milestone__conference=conference_pk)
    return list(Milestone.objects.filter(conference=conference_pk)), list(exceptions)


def _for_person(
    dates: Iterable[Milestone], exceptions: Iterable[MilestoneException], user: User | None
) -> KnownDates:
    mine = user.pk if user else 0
    counting = [one for one in exceptions if one.track_id is not None or one.user_id == mine]
    return KnownDates({date.kind: date for date in dates if date.kind != MilestoneKind.OTHER}, counting)


def known_dates(viewer: Viewer) -> KnownDates:
    """The same for the viewer; no query where the rows are kept."""
    return _for_person(*_cached_dates(viewer), viewer.user)


def _cached_dates(viewer: Viewer) -> tuple[list[Milestone], list[MilestoneException]]:
    return cached_rows(viewer, "dates", lambda: _rows_of(viewer.conference.pk))


def next_turn(viewer: Viewer) -> dt.datetime:
    """When something may look otherwise though nothing is written: a date passes, or the day ends."""
    dates, _ = _cached_dates(viewer)
    instants = [each for date in dates for each in (date.instant, date.ends_at, date.closes_at)]
    midnight = viewer.at.replace(hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(days=1)
    return min([midnight, *(each for each in instants if each > viewer.at)])


def known_personal_instants(viewer: Viewer, date: Milestone | None) -> dict[int, dt.datetime]:
    """As `personal_instants`; no query where the rows are kept."""
    if date is None:
        return {}
    of_date = (one for one in _cached_dates(viewer)[1] if one.milestone_id == date.pk)
    return {one.user_id: one.instant for one in of_date if one.user_id and one.instant > date.instant}


def date_known(viewer: Viewer, kind: MilestoneKind | str) -> Milestone | None:
    """The conference's own date of that kind, whoever has more time; no query where the rows are kept."""
    return known_dates(viewer).dates.get(kind)


def submissions_open(
    conference: Conference, at: dt.datetime, *, user: User | None = None, track: Track | None = None
) -> bool:
    """True if a person may submit to a track then: the call has opened, the hidden grace is not over.

    Without a track: whether any track of the conference is open to them. Three queries.
    """
    tracks: Sequence[Track | None] = [track] if track else list(conference.tracks.all()) or [None]
    return read_dates(conference, user).is_call_open(at, tracks)


def is_call_open(viewer: Viewer, track: Track | None = None) -> bool:
    """The same for the viewer at their moment; no query where the rows are kept."""
    dates = known_dates(viewer)
    if track:
        return dates.is_call_open(viewer.at, [track])
    conference = viewer.conference.pk
    tracks = cached_rows(viewer, "tracks", lambda: list(Track.objects.filter(conference=conference)))
    return dates.is_call_open(viewer.at, tracks or [None])


def open_between(dates: Iterable[Milestone], at: dt.datetime) -> bool:
    """The same for dates that were loaded already. A date that is not set opens and closes nothing."""
    by_kind = {date.kind: date for date in dates}
    opens = by_kind.get(MilestoneKind.CALL_OPENS)
    due = by_kind.get(MilestoneKind.SUBMISSIONS_DUE)
    return (opens is None or opens.instant <= at) and (due is None or at <= due.closes_at)
