"""What the form for papers asks, told by the app that asks it: so the call never promises another form."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable

from effgenai.conferences.core.models import Conference


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """One thing that authors are asked for, and the rule that the form enforces, in words."""

    name: str
    rule: str


# No query, please: what the conference has is known to the page already.
AskedProvider = Callable[[Conference], Iterable[Asked]]
_PROVIDERS: list[AskedProvider] = []


def register_asked(provider: AskedProvider) -> None:
    """Name who tells what authors are asked for; called from `AppConfig.ready`."""
    _PROVIDERS.append(provider)


def asked_of_authors(conference: Conference) -> list[Asked]:
    """Everything that authors are asked for, in the order of the form."""
    return [asked for provider in _PROVIDERS for asked in provider(conference)]
