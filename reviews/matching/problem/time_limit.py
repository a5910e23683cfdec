"""Until when to search for something better."""

from dataclasses import dataclass
from time import perf_counter

_MIN_SECONDS = 1.0  # of a programme that begins when the time is up: enough for an easy one


@dataclass(frozen=True, eq=False)
class TimeLimit:
    """Until when to search, on the clock of `perf_counter`."""

    until: float

    @property
    def is_over(self) -> bool:
        """True once the time is up."""
        return perf_counter() > self.until

    @property
    def seconds(self) -> float:
        """What is left for one programme of the solver: at least a second, also when the time is up."""
        return max(_MIN_SECONDS, self.until - perf_counter())

    def half(self) -> "TimeLimit":
        """Half of what is left, so that one hard question does not use it all."""
        now = perf_counter()
        return TimeLimit(now + max(0.0, self.until - now) / 2)
