"""Who sits in which session, what moves are possible, and plain local search with them."""

import numpy as np

from program.planning.grouping.part import Group, KindPart
from program.planning.problem.effort import PlanningEffort
from program.planning.problem.model import Bools, Floats, Ints

_LEAST_GAIN, _MAX_STEPS, _MAX_LOOKS = 1e-9, 3000, 60_000_000  # at pairs of talks


class Seats:
    """The session of each talk (-1: none); every talk that has one is there by the rules."""

    def __init__(self, part: KindPart, at: Ints) -> None:
        self.part, self.at = part, at.copy()
        talks = len(at)
        self.shares = np.zeros((talks, talks))  # real numbers are multiplied many times faster
        for numbers in part.busy.values():
            self.shares[np.ix_(numbers, numbers)] = 1.0
        np.fill_diagonal(self.shares, 0.0)
        self._apart, self._overlap = part.apart.astype(float), part.overlap.astype(float)

    @property
    def likeness(self) -> float:
        """The sum over pairs in one session."""
        together = (self.at[:, None] == self.at[None, :]) & (self.at >= 0)[:, None]
        return float(self.part.likeness[together].sum() / 2)

    def groups(self) -> dict[int, Group]:
        """The talks of each session that has some."""
        found: dict[int, list[int]] = {}
        for talk, session in enumerate(self.at):
            if session >= 0:
                found.setdefault(int(session), []).append(talk)
        return {session: tuple(talks) for session, talks in found.items()}

    def table(self) -> Floats:
        """1 where a talk (row) is in a session (column)."""
        table = np.zeros(self.part.allowed.shape)
        placed = self.at >= 0
        table[np.flatnonzero(placed), self.at[placed]] = 1
        return table

    def welcome(self) -> Bools:
        """Where each talk may go as far as times and people are concerned, were there room."""
        table = self.table()
        meets = self.shares @ (table @ self._overlap) + self._apart @ table
        return np.asarray(self.part.allowed & (meets < 0.5))

    def improve(self, effort: PlanningEffort) -> None:
        """Swap two talks or move one, each time the best way, while talks of a session get more alike."""
        steps = min(_MAX_STEPS, _MAX_LOOKS // max(1, len(self.at) ** 2))
        for _ in range(steps):
            effort.check()
            if effort.is_enough or not self._best_step():
                return

    def _best_step(self) -> bool:
        part, placed = self.part, np.flatnonzero(self.at >= 0)
        if not len(placed):
            return False
        table, welcome = self.table(), self.welcome()
        pull = part.likeness @ table
        here = self.at[placed]
        gain = pull[placed] - pull[placed, here][:, None]
        swap = self._swaps(placed, gain, welcome)
        one, two = np.unravel_index(int(swap.argmax()), swap.shape)
        move = np.where(self._room(placed, table) & welcome[placed], gain, -np.inf)
        talk, session = np.unravel_index(int(move.argmax()), move.shape)
        if max(swap[one, two], move[talk, session]) <= _LEAST_GAIN:
            return False
        if swap[one, two] >= move[talk, session]:
            self.at[placed[[one, two]]] = here[[two, one]]
        else:
            self.at[placed[talk]] = session
        return True

    def _swaps(self, placed: Ints, gain: Floats, welcome: Bools) -> Floats:
        """What each swap of two talks gains; -inf where it is not possible."""
        part, here = self.part, self.at[placed]
        to = gain[:, here]
        swap = to + to.T - 2 * part.likeness[np.ix_(placed, placed)]
        may = welcome[placed][:, here]
        longer = part.minutes[placed][:, None] - part.minutes[placed][None, :]
        spare = part.lengths - self.table().T @ part.minutes
        fits = longer <= spare[here][None, :] + 1e-9
        possible = may & may.T & fits & fits.T & (here[:, None] != here[None, :])
        return np.where(possible, swap, -np.inf)

    def _room(self, placed: Ints, table: Floats) -> Bools:
        part = self.part
        spare = part.lengths - table.T @ part.minutes
        room = (table.sum(axis=0) < part.places)[None, :] & (part.minutes[placed][:, None] <= spare + 1e-9)
        room[np.arange(len(placed)), self.at[placed]] = False
        return np.asarray(room)
