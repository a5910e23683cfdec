"""What a person is told beside a conference in the list of all: apps above know it and register here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from effgenai.accounts.models import User

NoteProvider = Callable[[User], Mapping[int, str]]
_PROVIDERS: list[NoteProvider] = []


def register_notes(provider: NoteProvider) -> None:
    """Add who has notes, by the key of the conference; called from `AppConfig.ready`."""
    _PROVIDERS.append(provider)


def notes_for(user: User) -> dict[int, str]:
    """One note for each conference that has any; of several the last."""
    return {key: words for provider in _PROVIDERS for key, words in provider(user).items()}
