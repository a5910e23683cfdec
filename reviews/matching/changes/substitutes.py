"""Substitutes: who could step in for one paper while the rest of the assignment in force stays."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from reviews.matching.panels.rules import GROUP, RECIPROCAL, SENIOR, TOPIC, PanelRules
from reviews.matching.problem.arrays import Ints, counts_by
from reviews.matching.problem.checks import pair_list
from reviews.matching.problem.errors import ProblemError
from reviews.matching.problem.problem import Problem


@dataclass(frozen=True, kw_only=True)
class Substitute:
    """A reviewer who could take the paper.

    `load` is how many papers they have now, and `over` by how many they would exceed their greatest load (0:
    there is room). `breaks` names the rules on panels that would be broken: `GROUP` (somebody of one group is
    on the paper already), `RECIPROCAL` (an author of this paper reviews one of theirs), `SENIOR` and `TOPIC`
    (the paper would have all its reviewers, but none of these).
    """

    reviewer: int
    score: float
    load: int
    over: int
    breaks: tuple[str, ...] = ()


def substitutes(
    problem: Problem,
    in_force: Iterable[tuple[int, int]],
    paper: int,
    *,
    rules: PanelRules | None = None,
    overload: int = 1,
) -> tuple[Substitute, ...]:
    """Everyone who could take this paper on top of what is in force, the best first.

    First who breaks no rule, then who has room, then the score. Left out are those in conflict or forbidden,
    those who have the paper, those who take none at all (a greatest load of 0), and those who would be more
    than `overload` papers over their load. Raises `ProblemError` for a paper or pairs that do not exist.
    """
    if not 0 <= paper < problem.n_papers:
        raise ProblemError(f"There is no paper {paper}: papers are numbered 0 to {problem.n_papers - 1}.")
    pairs = pair_list("in_force", list(in_force), problem.n_papers, problem.n_reviewers)
    loads = counts_by(pairs[:, 1], problem.n_reviewers)
    at = _open_pairs(problem, pairs, paper)
    who = problem.indices[at]
    over = np.maximum(loads[who] + 1 - problem.load_max[who], 0)
    within = (over <= overload) & (problem.load_max[who] > 0)
    panels = _Panels(problem, pairs, paper, rules.checked(problem)) if rules else None
    found = [
        Substitute(
            reviewer=int(who[n]),
            score=float(problem.scores[at[n]]),
            load=int(loads[who[n]]),
            over=int(over[n]),
            breaks=panels.broken_by(int(who[n])) if panels else (),
        )
        for n in np.flatnonzero(within)
    ]
    return tuple(sorted(found, key=lambda one: (bool(one.breaks), one.over, -one.score, one.reviewer)))


def _open_pairs(problem: Problem, pairs: Ints, paper: int) -> Ints:
    """The positions of the stored pairs of the paper that may be assigned and are not."""
    lists = [np.asarray(listed) for listed in (problem.conflicts, problem.forbidden, pairs)]
    excluded = [listed[listed[:, 0] == paper, 1] for listed in lists]
    at = np.arange(problem.indptr[paper], problem.indptr[paper + 1])
    return at[~np.isin(problem.indices[at], np.concatenate(excluded))]


class _Panels:
    """The rules on panels, as far as one more reviewer of one paper can break them."""

    def __init__(self, problem: Problem, pairs: Ints, paper: int, rules: PanelRules) -> None:
        self._rules, self._paper = rules, paper
        self._panel = pairs[pairs[:, 0] == paper, 1]
        self._full = len(self._panel) + 1 >= int(problem.demand[paper])
        authors = np.asarray(rules.authors)
        wrote_this = authors[authors[:, 0] == paper, 1]
        judged = pairs[np.isin(pairs[:, 1], wrote_this), 0]
        self._reciprocal = set(authors[np.isin(authors[:, 0], judged) & (authors[:, 0] != paper), 1].tolist())

    def broken_by(self, reviewer: int) -> tuple[str, ...]:
        """The kinds of rules that this reviewer would break on the paper."""
        panel = np.append(self._panel, reviewer)
        kinds = {
            GROUP: any(self._crowded(labels, reviewer) for labels in self._rules.groups),
            RECIPROCAL: reviewer in self._reciprocal,
            SENIOR: self._full and self._rules.senior is not None and not self._rules.senior[panel].any(),
            TOPIC: self._full and self._lacks_topic(panel),
        }
        return tuple(kind for kind, broken in kinds.items() if broken)

    def _crowded(self, labels: Ints, reviewer: int) -> bool:
        return labels[reviewer] >= 0 and bool(np.any(labels[self._panel] == labels[reviewer]))

    def _lacks_topic(self, panel: Ints) -> bool:
        if self._rules.paper_topics is None or self._rules.reviewer_topics is None:
            return False
        wanted = self._rules.paper_topics[self._paper]
        return bool(wanted.any()) and not (self._rules.reviewer_topics[panel] & wanted).any()
