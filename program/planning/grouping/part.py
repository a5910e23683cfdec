"""The part of a problem that concerns one kind of papers, as arrays with numbers of its own."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from program.planning.problem.model import Bools, Floats, Ints

Group = tuple[int, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class KindPart:
    """Talks or posters (rows) and the sessions (columns) of their kind.

    `allowed` says which talk may go to which session, all rules on one talk alone considered. `places` and
    `lengths` (minutes) are those of the sessions, `minutes` those of the talks, `people` who may not be in
    two places, `overlap` which sessions overlap in time, `apart` which two papers may not share a session.
    """

    likeness: Floats
    allowed: Bools
    places: Ints
    lengths: Floats
    minutes: Floats
    people: tuple[frozenset[str], ...]
    overlap: Bools
    apart: Bools

    @cached_property
    def sizes(self) -> Ints:
        """How many of the shortest talks fit into each session."""
        ends = np.cumsum(np.sort(self.minutes))
        return np.minimum(self.places, np.searchsorted(ends, self.lengths + 1e-9, side="right"))

    @cached_property
    def classes(self) -> list[Ints]:
        """Sessions that differ in nothing that matters here, together."""
        found: dict[bytes, list[int]] = {}
        for session in range(len(self.places)):
            parallel = self.overlap[session].copy()
            parallel[session] = True
            facts = (self.places[session], self.lengths[session])
            key = parallel.tobytes() + self.allowed[:, session].tobytes() + repr(facts).encode()
            found.setdefault(key, []).append(session)
        return [np.array(sessions) for sessions in found.values()]

    @cached_property
    def busy(self) -> dict[str, tuple[int, ...]]:
        """People of more than one talk, with their talks."""
        talks: dict[str, list[int]] = {}
        for talk, people in enumerate(self.people):
            for person in sorted(people):
                talks.setdefault(person, []).append(talk)
        return {person: tuple(numbers) for person, numbers in talks.items() if len(numbers) > 1}

    def worth(self, group: Group) -> float:
        """The likeness of all pairs of a group."""
        at = list(group)
        return float(self.likeness[np.ix_(at, at)].sum() / 2)

    def sessions_for(self, group: Group) -> Bools:
        """Which sessions could have exactly this group."""
        at = list(group)
        fits = (self.places >= len(at)) & (self.lengths + 1e-9 >= self.minutes[at].sum())
        return np.asarray(fits & self.allowed[at].all(axis=0))
