"""What apps above know of accepted papers and everyone may read: when they are presented, in which order."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from effgenai.conferences.core.models import Conference


@dataclasses.dataclass(frozen=True, slots=True)
class PaperFact:
    """A short text about an accepted paper, such as where it is presented, with the page that tells more."""

    text: str
    url: str = ""


PaperFacts = Callable[[Conference, int, dt.datetime], Iterable[PaperFact]]
Presentations = Callable[[Conference], Sequence[str]]
_FACTS: list[PaperFacts] = []
_PRESENTATIONS: list[Presentations] = []


def register_paper_facts(provider: PaperFacts) -> None:
    """Add to the public page of each paper: `provider(conference, number, at)`. From `ready` only."""
    _FACTS.append(provider)


def register_presentations(provider: Presentations) -> None:
    """Say in which order kinds of presentation stand. From `ready` only."""
    _PRESENTATIONS.append(provider)


def facts_of(conference: Conference, number: int, at: dt.datetime) -> list[PaperFact]:
    """What others say publicly of the accepted paper of this number."""
    return [fact for provider in _FACTS for fact in provider(conference, number, at)]


def presentations_of(conference: Conference) -> list[str]:
    """The kinds of presentation in the order of the conference."""
    named = (name for provider in _PRESENTATIONS for name in provider(conference))
    return [name for name in dict.fromkeys(named) if name]
