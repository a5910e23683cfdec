"""What can go wrong, said in sentences for a chair."""

from collections.abc import Sequence
from dataclasses import dataclass


class MatchingError(Exception):
    """Any refusal of the engine; its text is a sentence for people."""


class ProblemError(MatchingError, ValueError):
    """The problem is malformed: something in it cannot be what was meant."""


@dataclass(frozen=True, kw_only=True)
class Infeasibility:
    """A set of constraints that cannot all hold, and what would help."""

    sentence: str
    papers: tuple[int, ...] = ()
    reviewers: tuple[int, ...] = ()
    missing: int = 0


class Infeasible(MatchingError):  # noqa: N818  a state of the problem, not a slip
    """No assignment meets all constraints; `shortages` say which of them clash."""

    def __init__(self, infeasibilities: Sequence[Infeasibility]) -> None:
        self.infeasibilities = tuple(infeasibilities)
        super().__init__(" ".join(infeasibility.sentence for infeasibility in self.infeasibilities))
