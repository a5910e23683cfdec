"""What needs a person now, across all their roles: each app adds its own kind of duty when it is ready."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable

from effgenai.conferences.core.viewer import Viewer


@dataclasses.dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do: what, where, by when (None: no date), and whether it is already done."""

    title: str
    url: str
    action: str
    note: str = ""
    due: dt.datetime | None = None
    zone: str = "AoE"
    done: bool = False


DutyProvider = Callable[[Viewer], Iterable[Duty]]
_PROVIDERS: list[DutyProvider] = []


def register_duties(provider: DutyProvider) -> None:
    """Add a kind of duty; called from `AppConfig.ready`. A provider makes a constant number of queries."""
    _PROVIDERS.append(provider)


def duties_of(viewer: Viewer) -> list[Duty]:
    """Everything that needs the viewer, open before done, the nearest date first."""
    duties = [duty for provider in _PROVIDERS for duty in provider(viewer)]
    latest = dt.datetime.max.replace(tzinfo=dt.UTC)
    return sorted(duties, key=lambda duty: (duty.done, duty.due or latest, duty.title))
