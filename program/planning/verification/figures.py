"""Whether the likeness that a plan claims is right, and its bound proven, by prices that anybody can check.

Let every paper have a price. A session is worth its pairs' likeness less the prices of its papers; if none
can be worth more than w, no plan exceeds all prices and w for each session.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import accumulate, combinations, islice
from math import comb
from typing import Any

import numpy as np
import numpy.typing as npt

from program.planning.verification.possible import may_be_in

_ORAL = "oral"
_CLOSE, _MAX_GROUPS, _BLOCK = 1e-6, 2_000_000, 100_000
Table = npt.NDArray[np.float64]


def figure_faults(problem: Mapping[str, Any], plan: Mapping[str, Any]) -> Iterator[str]:
    """Faults of the plan's similarity and bound."""
    numbers = {str(paper["id"]): at for at, paper in enumerate(problem["papers"])}
    likeness = _likeness(problem, numbers)
    oral = {str(session["id"]) for session in problem["sessions"] if session["kind"] == _ORAL}
    counted = sum(
        float(likeness[numbers[str(one)], numbers[str(two)]])
        for session, members in plan["sessions"].items()
        if session in oral
        for one, two in combinations(members, 2)
    )
    if abs(counted - plan["similarity"]) > _CLOSE * max(1.0, abs(counted)):
        yield f"The similarity is {counted:.6f}, not {plan['similarity']:.6f}."
    if plan["bound"] < counted - _CLOSE * max(1.0, abs(counted)):
        yield f"The bound {plan['bound']:.6f} is below the similarity {counted:.6f}."
    elif plan.get("prices"):
        yield from _price_faults(problem, plan, likeness, numbers)


def _price_faults(
    problem: Mapping[str, Any], plan: Mapping[str, Any], likeness: Table, numbers: Mapping[str, int]
) -> Iterator[str]:
    """Whether the prices prove the bound, where all groups can be gone through."""
    papers = [str(paper["id"]) for paper in problem["papers"] if paper["kind"] == _ORAL]
    if {*plan["prices"]} != {*papers} or not all(_is_price(price) for price in plan["prices"].values()):
        yield "The prices are not one number from 0 on for each oral paper."
        return
    at = [numbers[paper] for paper in papers]
    prices = np.array([plan["prices"][paper] for paper in papers])
    table = likeness[np.ix_(at, at)]
    places = _places(problem)
    may_share = _may_share(problem, papers)
    sizes = {min(one, len(papers)) for one in places if one > 1}
    if not (len(papers) >= sum(places) and may_share.all() and (table >= 0).all()):
        sizes = {*range(2, max(sizes, default=1) + 1)}  # a session may be better off with fewer
    if sum(comb(len(papers), size) for size in sizes) > _MAX_GROUPS:
        return
    worths = {size: _most_worth(table, prices, may_share, size) for size in sizes}
    of_sessions = (max([0.0, *(worths[size] for size in sizes if size <= one)]) for one in places)
    proven = float(prices.sum()) + sum(of_sessions)
    if proven > plan["bound"] + _CLOSE * max(1.0, proven):
        yield f"The bound {plan['bound']:.6f} is not proven by its prices; {proven:.6f} is."


def _is_price(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf")


def _places(problem: Mapping[str, Any]) -> list[int]:
    """How many talks fit into each oral session."""
    lengths = sorted(paper.get("minutes") or 0 for paper in problem["papers"] if paper["kind"] == _ORAL)
    found = []
    for session in problem["sessions"]:
        if session["kind"] == _ORAL:
            lasts = datetime.fromisoformat(session["ends"]) - datetime.fromisoformat(session["begins"])
            minutes = lasts.total_seconds() / 60 + 1e-6
            fit = sum(total <= minutes for total in accumulate(lengths))
            found.append(min(int(session.get("places") or 0), fit))
    return found


def _may_share(problem: Mapping[str, Any], papers: list[str]) -> npt.NDArray[np.bool_]:
    """False for two papers that nothing but locks or absences keeps from sharing any session."""
    facts = {str(paper["id"]): paper for paper in problem["papers"]}
    sessions = [session for session in problem["sessions"] if session["kind"] == _ORAL]
    possible = np.array([[may_be_in(problem, facts[paper], one) for one in sessions] for paper in papers])
    possible = possible.reshape(len(papers), len(sessions)).astype(int)
    return np.asarray((possible @ possible.T > 0) | np.eye(len(papers), dtype=bool))


def _most_worth(table: Table, prices: Table, may_share: npt.NDArray[np.bool_], size: int) -> float:
    """What the worthiest group of so many papers is worth, by looking at all."""
    found = -np.inf
    groups = combinations(range(len(prices)), size)
    while block := list(islice(groups, _BLOCK)):
        members = np.array(block)
        worth = -prices[members].sum(axis=1)
        for one, two in combinations(range(size), 2):
            worth += table[members[:, one], members[:, two]]
            worth[~may_share[members[:, one], members[:, two]]] = -np.inf
        found = max(found, float(worth.max()))
    return found


def _likeness(problem: Mapping[str, Any], numbers: Mapping[str, int]) -> Table:
    papers, given = problem["papers"], problem.get("similarity")
    table = np.zeros((len(papers), len(papers)))
    if given is not None:
        for one, two, value in given:
            at, to = (numbers[end] if isinstance(end, str) else end for end in (one, two))
            table[at, to] = table[to, at] = value
        return table
    from sklearn.feature_extraction.text import TfidfVectorizer  # a second to import, in every process

    texts = [
        " ".join(
            [paper.get("title") or "", paper.get("abstract") or "", *map(str, paper.get("keywords") or [])]
        )
        for paper in papers
    ]
    reader = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), stop_words="english")
    if not any(reader.build_analyzer()(text) for text in texts):
        return table
    rows = reader.fit_transform(texts)
    return np.asarray((rows @ rows.T).toarray(), dtype=np.float64)
