"""What apps above know of accepted papers and everyone may read: when they are presented, in which order."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from effgenai.conferences.core.models import Conference
from effgenai.contributions import Contribution, contributed


@dataclasses.dataclass(frozen=True, slots=True)
class PaperFact:
    """A short text about an accepted paper, such as where it is presented, with the page that tells more."""

    text: str
    url: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class PaperFacts(Contribution):
    """What an app adds to the public page of a paper: `find(conference, number, at)`."""

    find: Callable[[Conference, int, dt.datetime], Iterable[PaperFact]]


@dataclasses.dataclass(frozen=True, slots=True)
class Presentations(Contribution):
    """The kinds of presentation that an app knows, in their order."""

    find: Callable[[Conference], Sequence[str]]


def facts_of(conference: Conference, number: int, at: dt.datetime) -> list[PaperFact]:
    """What others say publicly of the accepted paper of this number."""
    return [fact for facts in contributed(PaperFacts) for fact in facts.find(conference, number, at)]


def presentations_of(conference: Conference) -> list[str]:
    """The kinds of presentation in the order of the conference."""
    named = (name for kinds in contributed(Presentations) for name in kinds.find(conference))
    return [name for name in dict.fromkeys(named) if name]
