"""How much a search may do, who is told how far it is, and who may end it.

Work is counted in steps of its own, not timed: the same problem gets the same plan on a busy machine.
"""

from collections.abc import Callable
from typing import NamedTuple

from program.planning.problem.errors import PlanningCancelled


class PlanningProgress(NamedTuple):
    """What is being done, in words, and how much of all of it is done, from 0 to 1."""

    step: str
    share: float


class PlanningEffort:
    """Tells how far a search is, and ends it where somebody wants that."""

    def __init__(
        self,
        *,
        on_progress: Callable[[PlanningProgress], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
        is_enough: Callable[[], bool] | None = None,
    ) -> None:
        self._on_progress = on_progress
        self._should_stop = should_stop
        self._is_enough = is_enough
        self._share = 0.0

    def tell(self, step: str, share: float | None = None) -> None:
        """Say what is done now; raises `PlanningCancelled` if the search is to end."""
        self.check()
        self._share = max(self._share, self._share if share is None else share)
        if self._on_progress:
            self._on_progress(PlanningProgress(step, self._share))

    def check(self) -> None:
        """Raises `PlanningCancelled` if the search is to end."""
        if self._should_stop and self._should_stop():
            raise PlanningCancelled("The planning was cancelled.")

    @property
    def is_enough(self) -> bool:
        """Whether somebody wants the best so far: a search that can be ended at any time then ends."""
        return self._is_enough is not None and self._is_enough()
