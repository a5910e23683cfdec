"""Papers a viewer must not notice, by their numbers: apps above know them, mails and the record obey."""

from __future__ import annotations

from collections.abc import Callable

from effgenai.conferences.viewer import Viewer

HiddenPapers = Callable[[Viewer], set[int]]
_PROVIDERS: list[HiddenPapers] = []


def register_hidden_papers(provider: HiddenPapers) -> None:
    """Add who knows such papers; called from `AppConfig.ready`. A provider makes one query at most."""
    _PROVIDERS.append(provider)


def hidden_papers(viewer: Viewer) -> set[int]:
    """The numbers of the papers of the conference that this viewer must not notice in mails or the record."""
    return set().union(*(provider(viewer) for provider in _PROVIDERS))
