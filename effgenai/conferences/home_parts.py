"""Blocks of the home page that apps above fill: each registers a provider in its `AppConfig.ready`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from effgenai.conferences.viewer import Viewer


@dataclasses.dataclass(frozen=True, slots=True)
class HomePart:
    """What stands in the block: a template, which gets `context` as `part`."""

    template: str
    context: Any


# None: there is nothing to show yet, so the block is left out. A constant number of queries, please.
HomeProvider = Callable[[Viewer], HomePart | None]
_PROVIDERS: dict[str, HomeProvider] = {}


def register_home_block(kind: str, provider: HomeProvider) -> None:
    """Name who fills the block of this kind; the provider is asked only where the block is shown."""
    _PROVIDERS[kind] = provider


def provided(kind: str, viewer: Viewer) -> HomePart | None:
    """What the app that registered for this kind has to show."""
    provider = _PROVIDERS.get(kind)
    return provider(viewer) if provider else None
