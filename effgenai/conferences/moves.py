"""What moving a date does, told before it is done: each app adds its effects and whom it would write to.

Counts are made over what the chair may see; the mails go to everyone concerned and are kept from all chairs,
so that nobody learns from them who has a draft, or a paper that is hidden from them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable

from effgenai.conferences.models import Milestone
from effgenai.conferences.states import MilestoneKind
from effgenai.conferences.viewer import Viewer
from effgenai.ui.dates import moment


@dataclasses.dataclass(frozen=True, slots=True)
class Move:
    """A date on its way: `milestone` carries the new moment, `old` is the instant it leaves."""

    milestone: Milestone
    old: dt.datetime
    reason: str = ""

    @property
    def later(self) -> bool:
        """True if it is put off."""
        return self.milestone.instant > self.old

    def before(self, at: dt.datetime) -> str:
        """The old moment in words."""
        return moment(self.old, self.milestone.zone, at)

    def after(self, at: dt.datetime) -> str:
        """The new moment in words."""
        return moment(self.milestone.instant, self.milestone.zone, at)


@dataclasses.dataclass(frozen=True, slots=True)
class Audience:
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
    audiences: list[Audience]


EffectProvider = Callable[[Viewer, Move], Effects]
_PROVIDERS: list[EffectProvider] = []

# Of each pair the first should come before the second; a chair may have reasons, so it is only a warning.
USUAL_ORDER = (
    (MilestoneKind.CALL_OPENS, MilestoneKind.SUBMISSIONS_DUE),
    (MilestoneKind.SUBMISSIONS_DUE, MilestoneKind.REVIEWS_DUE),
    (MilestoneKind.REVIEWS_DUE, MilestoneKind.DECISIONS),
    (MilestoneKind.DECISIONS, MilestoneKind.CAMERA_READY_DUE),
    (MilestoneKind.CAMERA_READY_DUE, MilestoneKind.STARTS),
    (MilestoneKind.STARTS, MilestoneKind.ENDS),
)


def register_effects(provider: EffectProvider) -> None:
    """Add the effects of an app, from `AppConfig.ready`. A provider makes a constant number of queries."""
    _PROVIDERS.append(provider)


def effects_of(viewer: Viewer, move: Move) -> Effects:
    """Everything that the move changes, ours first."""
    parts = [_own_effects(viewer, move), *(provider(viewer, move) for provider in _PROVIDERS)]
    return Effects(
        lines=[line for part in parts for line in part.lines],
        warnings=[line for part in parts for line in part.warnings],
        audiences=[one for part in parts for one in part.audiences],
    )


def _own_effects(viewer: Viewer, move: Move) -> Effects:
    lines = []
    if move.milestone.is_public:
        lines.append(
            "The home page, the call and the dates page show the new date and strike out the old one."
        )
        lines.append("Calendars that follow the site move their entry.")
    else:
        lines.append("Only the committee sees this date; the public pages stay as they are.")
    return Effects(lines, [*_disorder(move), *_overtaken(move, viewer.at)], [])


def _disorder(move: Move) -> Iterable[str]:
    date = move.milestone
    others = {other.kind: other for other in date.conference.milestones.exclude(pk=date.pk)}
    for first, second in USUAL_ORDER:
        if date.kind == first and second in others and others[second].instant <= date.instant:
            yield f"“{date.name}” would no longer come before “{others[second].name}”."
        if date.kind == second and first in others and others[first].instant >= date.instant:
            yield f"“{date.name}” would no longer come after “{others[first].name}”."


def _overtaken(move: Move, at: dt.datetime) -> Iterable[str]:
    for exception in move.milestone.exceptions.select_related("track"):
        if exception.track and exception.instant < move.milestone.instant:
            words = moment(exception.instant, exception.zone, at)
            yield f"“{exception.track.name}” keeps its own date, {words}, which is now the earlier one."
