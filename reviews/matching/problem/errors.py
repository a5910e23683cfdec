"""What the engine refuses, in sentences for a chair."""

from collections.abc import Sequence
from dataclasses import dataclass


class MatchingError(Exception):
    """Any refusal of the engine; its text is for people."""


class ProblemError(MatchingError, ValueError):
    """The input is malformed: something in it cannot be what was meant."""


@dataclass(frozen=True, kw_only=True)
class Infeasibility:
    """A set of constraints that cannot all hold.

    `sentence` says which and what would help, `papers` and `reviewers` are the numbers of those concerned,
    and `missing` is how many places stay empty by it (0 where a rule had to be lifted).
    """

    sentence: str
    papers: tuple[int, ...] = ()
    reviewers: tuple[int, ...] = ()
    missing: int = 0


class Infeasible(MatchingError):  # noqa: N818  a state of the problem, not a slip
    """No assignment meets all constraints; `infeasibilities` say which of them clash."""

    def __init__(self, infeasibilities: Sequence[Infeasibility]) -> None:
        self.infeasibilities = tuple(infeasibilities)
        super().__init__(" ".join(infeasibility.sentence for infeasibility in self.infeasibilities))
