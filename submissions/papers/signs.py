"""What asks for a chair's attention on a paper, beside its title in the tables of papers."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping

from effgenai.conferences.core.viewer import Viewer
from effgenai.contributions import Contribution, contributed
from submissions.core.terms import SearchTerm

NONE = "none"


@dataclasses.dataclass(frozen=True, slots=True)
class PaperSign:
    """A sign on one paper: what it says, the page that tells more, and what `flag:` finds it by.

    `is_open`: it still waits for a chair.
    """

    words: str
    url: str
    found_by: Collection[str]
    is_open: bool

    def is_found_by(self, word: str) -> bool:
        """Whether a search for this word, in small letters, finds it."""
        return any(word in text.lower() for text in self.found_by)


@dataclasses.dataclass(frozen=True, slots=True)
class PaperSigns(Contribution):
    """The signs of an app, by the primary key of the paper.

    `find` makes a constant number of queries and tells of papers alone that the viewer handles.
    """

    find: Callable[[Viewer], Mapping[int, PaperSign]]


def signs_for(viewer: Viewer) -> dict[int, list[PaperSign]]:
    """All signs of all apps, by the primary key of the paper."""
    found: dict[int, list[PaperSign]] = {}
    for kind in contributed(PaperSigns):
        for paper, sign in kind.find(viewer).items():
            found.setdefault(paper, []).append(sign)
    return found


def has_signs(signs: Collection[PaperSign], term: SearchTerm) -> bool:
    """Whether a paper with these signs fulfils `flag:WORD`, `flag:none`, or either with a minus in front."""
    found = not signs if term.word == NONE else any(sign.is_found_by(term.word) for sign in signs)
    return found != term.is_negated
