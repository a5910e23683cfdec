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
    """What there is to tell of each conference that has any notes, one after the other."""
    found: dict[int, str] = {}
    for provider in _PROVIDERS:
        for key, words in provider(user).items():
            found[key] = f"{found[key]} {words}" if key in found else words
    return found
