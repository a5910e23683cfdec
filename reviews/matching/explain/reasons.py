"""Why this reviewer for this paper, and why not that one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from reviews.matching.objectives.solver import solve
from reviews.matching.problem.arrays import Ints
from reviews.matching.problem.errors import Infeasible
from reviews.matching.problem.problem import Problem
from reviews.matching.problem.solution import Solution
from reviews.matching.text.affinity import Affinity
from reviews.matching.text.embedding import MeaningPart
from reviews.matching.text.tfidf import TextPart

_SHOWN = 3  # past papers
_WORDS = 6  # in common with each


@dataclass(frozen=True, kw_only=True)
class NearPaper:
    """A past paper of the reviewer that is near to the paper: its number in their list, from 0.

    `similarity` (0 to 1) is how near its words are, and `words` those that count most; `meaning` (-1 to 1) is
    how near it is in meaning, None if that is not known.
    """

    number: int
    similarity: float
    words: tuple[str, ...]
    meaning: float | None = None


@dataclass(frozen=True, kw_only=True)
class Reason:
    """What speaks for a pair: its score (None: it is not allowed), and that of each part (None: unknown)."""

    paper: int
    reviewer: int
    score: float | None
    parts: Mapping[str, float | None]
    rank_for_paper: int
    rank_for_reviewer: int
    candidates: int
    near: tuple[NearPaper, ...]


class Ranking:
    """Ranks of reviewers for a paper and of papers for a reviewer, among the pairs that are allowed."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem

    def for_paper(self, paper: int, score: float) -> tuple[int, int]:
        """The rank (1 is best) of a score for the paper, and among how many."""
        low, high = self._problem.indptr[paper : paper + 2]
        scores = self._problem.scores[low:high][self._problem.allowed[low:high]]
        return 1 + int((scores > score).sum()), len(scores)

    def for_reviewer(self, reviewer: int, score: float) -> int:
        """The rank (1 is best) of a score for the reviewer."""
        low, high = self._starts[reviewer : reviewer + 2]
        return 1 + int((self._problem.scores[self._columns[low:high]] > score).sum())

    @cached_property
    def _columns(self) -> Ints:
        at = np.flatnonzero(self._problem.allowed)
        return at[np.argsort(self._problem.indices[at], kind="stable")]

    @cached_property
    def _starts(self) -> Ints:
        who = self._problem.indices[self._columns]
        return np.searchsorted(who, np.arange(self._problem.n_reviewers + 1)).astype(np.int64)


def reasons_for(
    problem: Problem, pairs: Iterable[tuple[int, int]], affinity: Affinity | None = None
) -> list[Reason]:
    """What speaks for each (paper, reviewer) pair, in the order given; parts if their affinity is given."""
    ranking = Ranking(problem)
    return [_reason(problem, ranking, paper, reviewer, affinity) for paper, reviewer in pairs]


def _reason(
    problem: Problem, ranking: Ranking, paper: int, reviewer: int, affinity: Affinity | None
) -> Reason:
    at = int(problem.positions(np.array([paper]), np.array([reviewer]))[0])
    score = float(problem.scores[at]) if at >= 0 else None
    compared = -np.inf if score is None else score
    rank, candidates = ranking.for_paper(paper, compared)
    return Reason(
        paper=paper,
        reviewer=reviewer,
        score=score,
        parts=affinity.values(paper, reviewer) if affinity else {},
        rank_for_paper=rank,
        rank_for_reviewer=ranking.for_reviewer(reviewer, compared),
        candidates=candidates,
        near=_near(affinity, paper, reviewer),
    )


def _near(affinity: Affinity | None, paper: int, reviewer: int) -> tuple[NearPaper, ...]:
    parts = affinity.parts if affinity else ()
    texts = [part for part in parts if isinstance(part, TextPart)]
    meanings = [part for part in parts if isinstance(part, MeaningPart)]
    return near_papers(texts[0], paper, reviewer, *meanings[:1]) if texts else ()


def near_papers(
    text: TextPart, paper: int, reviewer: int, meaning: MeaningPart | None = None
) -> tuple[NearPaper, ...]:
    """The past papers that made the score of text, up to three, the nearest first."""
    mine = text.paper_words[paper : paper + 1]
    similar = (text.past_of(reviewer) @ mine.T).toarray().reshape(-1)
    meant = meaning.similarities(paper, reviewer) if meaning else np.zeros(len(similar))
    order = np.argsort(-(similar + meant), kind="stable")[:_SHOWN].tolist()
    return tuple(
        NearPaper(
            number=n,
            similarity=float(similar[n]),
            words=_shared_words(text, paper, reviewer, n),
            meaning=float(meant[n]) if meaning else None,
        )
        for n in order
        if similar[n] > 0 or meant[n] > 0
    )


def _shared_words(text: TextPart, paper: int, reviewer: int, number: int) -> tuple[str, ...]:
    past = text.past_of(reviewer)[number : number + 1]
    both = text.paper_words[paper : paper + 1].multiply(past).tocoo()
    order = np.lexsort((both.col, -both.data))
    found: list[str] = []
    for word in text.words[both.col[order]].tolist():
        if not any(word in other.split() or word == other for other in found):
            found = [other for other in found if other not in word.split()] + [word]
        if len(found) == _WORDS:
            break
    return tuple(found)


class Obstacle(StrEnum):
    """What keeps a reviewer from a paper."""

    ASSIGNED = "assigned"
    CONFLICT = "conflict"
    FORBIDDEN = "forbidden"
    NO_SCORE = "no score"
    IMPOSSIBLE = "impossible"
    LOSS = "loss"


@dataclass(frozen=True, kw_only=True)
class WhyNot:
    """What keeps a reviewer from a paper, and by how much the total falls if the pair is made."""

    obstacle: Obstacle
    sentence: str
    loss: float | None = None


def why_not(problem: Problem, solution: Solution, paper: int, reviewer: int) -> WhyNot:
    """Why the pair is not in the solution. The loss is exact: the problem is solved again with the pair."""
    return _plain_obstacle(problem, solution, paper, reviewer) or _loss(problem, solution, paper, reviewer)


def _plain_obstacle(problem: Problem, solution: Solution, paper: int, reviewer: int) -> WhyNot | None:
    who, what = problem.reviewer_name(reviewer), problem.paper_name(paper)
    if reviewer in solution.reviewers_of(paper):
        return WhyNot(obstacle=Obstacle.ASSIGNED, sentence=f"{who} reviews {what}.", loss=0.0)
    if [paper, reviewer] in np.asarray(problem.conflicts).tolist():
        return WhyNot(obstacle=Obstacle.CONFLICT, sentence=f"{who} has a conflict of interest with {what}.")
    if [paper, reviewer] in np.asarray(problem.forbidden).tolist():
        return WhyNot(obstacle=Obstacle.FORBIDDEN, sentence=f"{who} is barred from {what} by a chair.")
    if problem.positions(np.array([paper]), np.array([reviewer]))[0] < 0:
        return WhyNot(obstacle=Obstacle.NO_SCORE, sentence=f"{who} and {what} are not an allowed pair.")
    return None


def _loss(problem: Problem, solution: Solution, paper: int, reviewer: int) -> WhyNot:
    required = np.concatenate([np.asarray(problem.required), [[paper, reviewer]]])
    try:
        forced = solve(
            problem.replaced(required=required),
            solution.objective,
            allow_shortfall=bool(solution.infeasibilities),
        )
    except Infeasible as clash:
        return WhyNot(obstacle=Obstacle.IMPOSSIBLE, sentence=str(clash))
    loss = max(0.0, solution.total - forced.total)
    elsewhere = sorted(solution.papers_of(reviewer) - forced.papers_of(reviewer))
    used = f" and would leave {problem.paper_name(elsewhere[0])}" if elsewhere else ""
    name, what = problem.reviewer_name(reviewer), problem.paper_name(paper)
    return WhyNot(
        obstacle=Obstacle.LOSS,
        sentence=f"{name} could review {what}{used}: the total fit would fall by {loss:.3f}.",
        loss=loss,
    )
