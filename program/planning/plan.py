"""A plan as it is handed back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from program.planning.posters.spreading import KeywordSpread


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Where each paper goes.

    `sessions` has the papers of every session, posters in walking order; `boards` the board of each poster.
    `similarity` is the sum over pairs within oral sessions, at most `bound`, which the `prices` of the papers
    prove. `clashes` are rules that cannot all hold, `unplaced` papers without a place and why.
    """

    sessions: Mapping[str, tuple[str, ...]]
    boards: Mapping[str, Mapping[str, str]]
    similarity: float
    bound: float
    prices: Mapping[str, float]
    spread: KeywordSpread
    clashes: tuple[str, ...] = ()
    unplaced: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The plan as its file has it."""
        return {
            "sessions": {session: list(papers) for session, papers in self.sessions.items()},
            "boards": {session: dict(there) for session, there in self.boards.items()},
            "similarity": self.similarity,
            "bound": self.bound,
            "clashes": list(self.clashes),
            "unplaced": [{"paper": paper, "reason": reason} for paper, reason in self.unplaced.items()],
            "keywords": {
                "unevenness": self.spread.unevenness,
                "bound": self.spread.bound,
                "most_less_fewest": self.spread.keywords,
            },
            "prices": dict(self.prices),
            "seconds": round(self.seconds, 3),
        }
