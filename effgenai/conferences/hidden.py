"""Papers a viewer must not notice, by their numbers: apps above know them, mails and the record obey."""

from __future__ import annotations

from collections.abc import Callable

from effgenai.conferences.viewer import Viewer

HiddenPapers = Callable[[Viewer], set[int]]
KeepsPapers = Callable[[Viewer], bool]
_PROVIDERS: list[HiddenPapers] = []
_KEEPERS: list[KeepsPapers] = []


def register_hidden_papers(provider: HiddenPapers) -> None:
    """Add who knows such papers; called from `AppConfig.ready`. A provider makes one query at most."""
    _PROVIDERS.append(provider)


def hidden_papers(viewer: Viewer) -> set[int]:
    """The numbers of the papers of the conference that this viewer must not notice in mails or the record."""
    return set().union(*(provider(viewer) for provider in _PROVIDERS))


def register_kept_papers(keeps: KeepsPapers) -> None:
    """Add who knows whether a paper in the process is kept from a chair. From `AppConfig.ready` only."""
    _KEEPERS.append(keeps)


def is_any_paper_kept_from(viewer: Viewer) -> bool:
    """Whether the viewer must not notice some paper in the process; drafts are nobody's business anyway."""
    return any(keeps(viewer) for keeps in _KEEPERS)
