"""A planning problem in plain data, checked when it is read (`reading.py`)."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

ORAL, POSTER = "oral", "poster"


@dataclass(frozen=True, kw_only=True)
class PlannedPaper:
    """A paper that wants a place. `minutes` is 0 where the length does not matter."""

    id: str
    kind: str
    title: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    presenters: tuple[str, ...] = ()
    minutes: float = 0
    labs: tuple[str, ...] = ()
    interest: float | None = None


@dataclass(frozen=True, kw_only=True)
class PlannedSession:
    """A session with its time, its room and its places.

    `people` are busy in it whatever is placed there (chairs, panellists, guests). `capacity` is how many may
    sit in its room, None if it does not matter. `boards` are its board numbers in walking order.
    """

    id: str
    kind: str
    begins: datetime
    ends: datetime
    places: int
    room: str = ""
    people: tuple[str, ...] = ()
    capacity: float | None = None
    boards: tuple[str, ...] = ()

    @property
    def minutes(self) -> float:
        """How long it takes."""
        return (self.ends - self.begins).total_seconds() / 60

    def overlaps(self, begins: datetime, ends: datetime) -> bool:
        """Whether they share more than an instant."""
        return self.begins < ends and begins < self.ends


@dataclass(frozen=True, kw_only=True)
class Absence:
    """A person who is away for a time."""

    person: str
    begins: datetime
    ends: datetime


@dataclass(frozen=True, kw_only=True, eq=False)
class PlanningProblem:
    """What is to be planned.

    `locked` are pairs of numbers of a paper and the session it stays in. `likeness` has a row and a column a
    paper, symmetrical, with zeros on its diagonal. `everyone`: all people of a paper, not only its
    presenters, may not be in two places; `careful`: at least all those of talks. `chairs` are those who could
    chair a session.
    """

    papers: tuple[PlannedPaper, ...]
    sessions: tuple[PlannedSession, ...]
    absences: tuple[Absence, ...] = ()
    locked: tuple[tuple[int, int], ...] = ()
    everyone: bool = False
    careful: bool = False
    labs_apart: bool = False
    chairs: tuple[str, ...] = ()
    likeness: Floats = field(repr=False)

    @cached_property
    def overlap(self) -> Bools:
        """Which two sessions overlap in time; none overlaps itself."""
        table = [[one.overlaps(two.begins, two.ends) for two in self.sessions] for one in self.sessions]
        overlap = np.array(table, dtype=bool).reshape(len(self.sessions), len(self.sessions))
        np.fill_diagonal(overlap, val=False)
        return overlap

    @cached_property
    def bound_people(self) -> tuple[frozenset[str], ...]:
        """Those of each paper who may not be in two places."""
        return tuple(
            frozenset(paper.presenters) | frozenset(paper.people if self.everyone else ())
            for paper in self.papers
        )

    @cached_property
    def separate_people(self) -> tuple[frozenset[str], ...]:
        """Those of each paper who are kept from being in two places, if only by care."""
        return tuple(
            bound | frozenset(paper.people if self.careful and paper.kind != POSTER else ())
            for bound, paper in zip(self.bound_people, self.papers, strict=True)
        )

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Each paper's number by its id."""
        return {paper.id: number for number, paper in enumerate(self.papers)}

    @cached_property
    def session_numbers(self) -> dict[str, int]:
        """Each session's number by its id."""
        return {session.id: number for number, session in enumerate(self.sessions)}

    def papers_of(self, kind: str) -> list[int]:
        """Numbers of the papers of this kind."""
        return [number for number, paper in enumerate(self.papers) if paper.kind == kind]

    def sessions_of(self, kind: str) -> list[int]:
        """Numbers of the sessions of this kind that have places."""
        return [
            number for number, session in enumerate(self.sessions) if session.kind == kind and session.places
        ]

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of papers, talks before posters, then in the order of the file."""
        found = dict.fromkeys(paper.kind for paper in self.papers)
        return tuple(sorted(found, key=lambda kind: (kind == POSTER, kind != ORAL)))


@dataclass(frozen=True, kw_only=True)
class EarlierPlan:
    """Papers of each session, and boards of its posters, by ids, as they were planned before."""

    sessions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    boards: dict[str, dict[str, str]] = field(default_factory=dict)
