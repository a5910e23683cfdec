"""What moving a date does, told before it is done: each app adds its effects and whom it would write to.

Counts are made over what the chair may see; the mails go to everyone concerned and are kept from all chairs,
so that nobody learns from them who has a draft, or a paper that is hidden from them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable

from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.models import Milestone, MilestoneException
from effgenai.conferences.dates.rules import are_seen_by_nobody
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.contributions import Contribution, contributed
from effgenai.ui.dates import distance, moment


@dataclasses.dataclass(frozen=True, slots=True)
class DateMove:
    """A date on its way: `milestone` carries the new moment, `old` is the instant it leaves."""

    milestone: Milestone
    old: dt.datetime
    reason: str = ""

    @property
    def distance(self) -> str:
        """How far it goes: "7 days later"."""
        return distance(self.old, self.milestone.instant)

    @property
    def is_extension(self) -> bool:
        """Whether it gives people more time."""
        return self.milestone.instant > self.old

    def before(self, at: dt.datetime) -> str:
        """The old moment in words."""
        return moment(self.old, self.milestone.zone, at)

    def after(self, at: dt.datetime) -> str:
        """The new moment in words."""
        return moment(self.milestone.instant, self.milestone.zone, at)


@dataclasses.dataclass(frozen=True, slots=True)
class Recipients:
    """People who may be told of a move: who in words, a sample of their mail, and how it is sent."""

    key: str
    words: str
    subject: str
    body: str
    send: Callable[[], object]


@dataclasses.dataclass(frozen=True, slots=True)
class Effects:
    """What a move changes, what it contradicts, and who may be told."""

    lines: list[str]
    warnings: list[str]
    audiences: list[Recipients]


@dataclasses.dataclass(frozen=True, slots=True)
class MoveEffects(Contribution):
    """What an app knows of the effects of a move; `find` makes a constant number of queries."""

    find: Callable[[Viewer, DateMove], Effects]


@dataclasses.dataclass(frozen=True, slots=True)
class MoreTimeNews(Contribution):
    """How a person is told that a date is another one for them, in the transaction that makes it so."""

    tell: Callable[[MilestoneException], object]


# Of each pair the first should come before the second; a chair may have reasons, so it is only a warning.
USUAL_ORDER = (
    (MilestoneKind.CALL_OPENS, MilestoneKind.SUBMISSIONS_DUE),
    (MilestoneKind.SUBMISSIONS_DUE, MilestoneKind.REVIEWS_DUE),
    (MilestoneKind.REVIEWS_DUE, MilestoneKind.DECISIONS),
    (MilestoneKind.DECISIONS, MilestoneKind.CAMERA_READY_DUE),
    (MilestoneKind.CAMERA_READY_DUE, MilestoneKind.STARTS),
    (MilestoneKind.STARTS, MilestoneKind.ENDS),
)


def effects_of(viewer: Viewer, move: DateMove) -> Effects:
    """Everything that the move changes, ours first."""
    parts = [_own_effects(viewer, move), *(app.find(viewer, move) for app in contributed(MoveEffects))]
    return Effects(
        lines=[line for part in parts for line in part.lines],
        warnings=[line for part in parts for line in part.warnings],
        audiences=[one for part in parts for one in part.audiences],
    )


def _own_effects(viewer: Viewer, move: DateMove) -> Effects:
    lines = []
    if are_seen_by_nobody(move.milestone.conference):
        lines.append("The site is not published yet: no page will say that the date was another one.")
    elif move.milestone.is_public:
        lines.append(
            "The home page, the call and the dates page show the new date and strike out the old one."
        )
        lines.append("Calendars that follow the site move their entry.")
    else:
        lines.append("Only the committee sees this date; the public pages stay as they are.")
    if move.milestone.ends_at <= viewer.at:
        lines.append("The new moment has passed already: the date is over as soon as you press.")
    exceptions = list(move.milestone.exceptions.select_related("track"))
    lines += _unmoved(move, exceptions, viewer.at)
    return Effects(lines, [*_disorder(move), *_overtaken(move, exceptions, viewer.at)], [])


def _disorder(move: DateMove) -> Iterable[str]:
    date = move.milestone
    others = {other.kind: other for other in date.conference.milestones.exclude(pk=date.pk)}
    for first, second in USUAL_ORDER:
        if date.kind == first and second in others and others[second].instant <= date.instant:
            yield f"“{date.name}” would no longer come before “{others[second].name}”."
        if date.kind == second and first in others and others[first].instant >= date.instant:
            yield f"“{date.name}” would no longer come after “{others[first].name}”."


def _unmoved(move: DateMove, exceptions: Iterable[MilestoneException], at: dt.datetime) -> Iterable[str]:
    """Tracks keep their own date, and a person the later of both."""
    for exception in exceptions:
        if exception.track and exception.instant >= move.milestone.instant:
            yield f"“{exception.track}” keeps its own date, {moment(exception.instant, exception.zone, at)}."
    useless = sum(
        one.track is None and move.old < one.instant <= move.milestone.instant for one in exceptions
    )
    if useless:
        people = "One person has" if useless == 1 else f"{useless} people have"
        yield f"{people} a date of their own that gives no more time than the new one: the new one counts."


def _overtaken(move: DateMove, exceptions: Iterable[MilestoneException], at: dt.datetime) -> Iterable[str]:
    for exception in exceptions:
        if exception.track and exception.instant < move.milestone.instant:
            words = moment(exception.instant, exception.zone, at)
            yield f"“{exception.track}” keeps its own date, {words}, which is now the earlier one."


def unmoved_people(move: DateMove) -> list[int]:
    """The keys of those for whom nothing moves: their own date is later than the old and the new one."""
    latest = max(move.old, move.milestone.instant)
    own = move.milestone.exceptions.filter(user__isnull=False, instant__gte=latest)
    return [pk for pk in own.values_list("user", flat=True) if pk is not None]


def reminder_lines(
    move: DateMove, who: str, ahead: Iterable[tuple[str, dt.timedelta]], at: dt.datetime
) -> Iterable[str]:
    """When people are reminded from now on; `ahead` names the steps and how long before the date they are.

    A step that went out for the old date is not repeated for the new one; one whose time the new date puts
    into the past is left out.
    """
    for name, before in ahead:
        was, will = move.old - before, move.milestone.instant - before
        if was <= at < will:
            yield f"{who} were reminded {name} already; that is not repeated."
        elif will > at:
            yield f"{who} are reminded {name}: {moment(will, move.milestone.zone, at)}."
        elif was > at:
            yield f"{who} are not reminded {name} any more: that moment has passed."
