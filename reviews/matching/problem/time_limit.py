"""Until when to search for something better."""

from dataclasses import dataclass
from time import perf_counter


@dataclass(frozen=True, eq=False)
class TimeLimit:
    """Until when to search, in seconds on the clock of `perf_counter`."""

    until: float

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return perf_counter() > self.until

    def seconds(self, *, at_least: float = 1.0) -> float:
        """The seconds left for one programme; never so few that an easy one could not be solved."""
        return max(at_least, self.until - perf_counter())

    def share(self, part: float) -> "TimeLimit":
        """The limit at this share of the time left, so that one hard question does not use it all."""
        now = perf_counter()
        return TimeLimit(now + max(0.0, self.until - now) * part)
