"""How much a search may do, who is told how far it is, and who may end it.

Work is counted, not timed: the same problem gets the same answer on a busy machine. A unit is a million
pairs looked at, some three milliseconds on a common processor.
"""

from collections.abc import Callable
from time import perf_counter
from typing import NamedTuple

from reviews.matching.problem.errors import ProblemError
from reviews.matching.problem.problem import Problem

_LOOKS_OF_A_FLOW = 200  # at each pair: how long it takes, beside looking at pairs once


class Progress(NamedTuple):
    """How far a search is.

    `step` says in words what is being done; `worst` and `total` are those of the best assignment at hand
    (None before there is one); `share` is how much of the work allowed is done, from 0 to 1.
    """

    step: str
    worst: float | None
    total: float | None
    share: float


OnProgress = Callable[[Progress], None]
ShouldStop = Callable[[], bool]


def after(seconds: float) -> ShouldStop:
    """Says to stop once these seconds have passed; what is found until then depends on the machine.

    Raises `ProblemError` unless they are a number from 0 on.
    """
    if not seconds >= 0:
        raise ProblemError(f"Patience is a number of seconds from 0 on, not {seconds}.")
    until = perf_counter() + seconds
    return lambda: perf_counter() > until


class Effort:
    """The work that a search may do. One that `should_stop` ends keeps the best answer at hand."""

    def __init__(
        self,
        work_limit: float = float("inf"),
        *,
        on_progress: OnProgress | None = None,
        should_stop: ShouldStop | None = None,
    ) -> None:
        self._limit = work_limit
        self._done = 0.0
        self._on_progress = on_progress
        self._should_stop = should_stop
        self._is_stopped = False
        self._worst: float | None = None
        self._total: float | None = None
        self._whole: Effort | None = None

    def part(self, share: float) -> "Effort":
        """A share of the work that is left, so that one hard question does not use it all."""
        part = Effort(self.left * share, on_progress=self._on_progress, should_stop=self._should_stop)
        part._whole, part._worst, part._total = self, self._worst, self._total
        return part

    @property
    def is_over(self) -> bool:
        """Whether the work allowed is done, or somebody wants the best so far."""
        self._is_stopped = self._is_stopped or bool(self._should_stop and self._should_stop())
        return self._is_stopped or self._done >= self._limit

    @property
    def left(self) -> float:
        """The work that may still be done, in units."""
        return 0.0 if self._is_stopped else max(0.0, self._limit - self._done)

    @property
    def share(self) -> float:
        """How much of the work allowed is done, from 0 to 1."""
        return min(1.0, self._done / self._limit) if self._limit > 0 else 1.0

    def spend(self, pairs: float) -> None:
        """Count so many pairs as looked at."""
        self._done += pairs / 1e6
        if self._whole:
            self._whole.spend(pairs)

    def tell(self, step: str, *, worst: float | None = None, total: float | None = None) -> None:
        """Say what is done now, and what the best assignment at hand has if that is new."""
        self._worst = self._worst if worst is None else worst
        self._total = self._total if total is None else total
        if self._on_progress:
            self._on_progress(Progress(step, self._worst, self._total, (self._whole or self).share))

    def spend_on_flow(self, problem: Problem, times: int = 1) -> None:
        """Count a flow over all pairs that takes so many times as long as the plain one."""
        self.spend(times * _LOOKS_OF_A_FLOW * len(problem.scores))
