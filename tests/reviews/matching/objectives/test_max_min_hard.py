"""Floors that no flow can hold: decided over whole choices, or left with an honest gap when work ends."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from reviews.matching import PROVEN, UNFINISHED, Infeasible, from_dense, solve, verify
from reviews.matching.__main__ import main
from reviews.matching.files.archives import write_problem
from reviews.matching.objectives.reviewer_sets import TooManySets
from tests.reviews.matching.brute_force import best_max_min, small_problems


def _tight(seed=1, papers=60, reviewers=30):
    """A few fields, everybody known for one or two, and no load to spare."""
    rng = np.random.default_rng(seed)
    table = rng.dirichlet(np.full(8, 0.15), papers) @ rng.dirichlet(np.full(8, 0.15), reviewers).T
    load = papers * 3 // reviewers
    return from_dense(table, demand=3, load_max=load, load_min=load)


def _never(*_):
    return None


def _too_many(*_):
    raise TooManySets


@pytest.mark.parametrize("route", ["sets", "pairs near", "pairs"])
@settings(max_examples=40, deadline=None)
@given(problem=small_problems())
def test_each_way_to_decide_finds_the_best(route, problem):
    best = best_max_min(problem)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reviews.matching.objectives.repair._easily", _never)
        if route == "pairs near":
            patch.setattr("reviews.matching.objectives.reviewer_sets._FEW_SETS", -1)
        if route == "pairs":
            patch.setattr("reviews.matching.objectives.repair._by_sets", _too_many)
        if best is None:
            with pytest.raises(Infeasible):
                solve(problem, "floor")
            return
        solution = solve(problem, "floor")
    assert solution.total == pytest.approx(best[1], abs=1e-6)
    if np.any(problem.demand > 0):
        assert solution.worst == pytest.approx(best[0], abs=1e-6)
        assert solution.worst_bound == pytest.approx(best[0], abs=1e-6)


def test_papers_with_different_needs_are_decided_together():
    rng = np.random.default_rng(3)
    table = rng.dirichlet(np.full(6, 0.2), 40) @ rng.dirichlet(np.full(6, 0.2), 25).T
    needs = rng.integers(1, 4, 40)
    problem = from_dense(table, demand=needs, load_max=-(-int(needs.sum()) // 25), load_min=2)
    solution = solve(problem, "floor")
    assert verify(problem, solution).optimal


def test_at_the_limit_of_work_the_gap_is_stated_and_accepted():
    problem = _tight()
    best, hasty = solve(problem, "floor"), solve(problem, "floor", work_limit=0)
    assert verify(problem, best).optimal
    assert (best.finished, hasty.finished) == (True, False)
    assert (best.certainty, hasty.certainty) == (PROVEN, UNFINISHED)
    assert hasty.worst < best.worst <= hasty.worst_bound
    report = verify(problem, hasty)
    assert (report.faults, report.optimal) == ((), False)


def test_less_of_a_gap_than_there_is_is_found_out():
    problem = _tight()
    hasty = solve(problem, "floor", work_limit=0)
    for shown in (hasty.worst, hasty.worst + 1e-3, None):
        faults = verify(problem, replace(hasty, worst_bound=shown)).faults
        assert "is not shown to be the best" in " ".join(faults)


def test_a_gap_of_the_total_may_be_stated_but_not_hidden():
    problem = from_dense([[0.5, 0.5, 0.9], [0.5, 0.5, 0.5]], demand=1, load_max=1)
    worse = replace(solve(problem, "floor"), reviewers=np.array([0, 1]), total=1.0, finished=False)
    assert verify(problem, replace(worse, bound=1.4, finished=True)).faults
    assert verify(problem, replace(worse, bound=1.4)).faults == ()
    assert "the proven bound is 1.4" in " ".join(verify(problem, replace(worse, bound=1.0)).faults)
    assert verify(problem, replace(worse, bound=1.2)).faults
    assert verify(problem, replace(worse, objective="total", bound=1.4)).faults


@pytest.mark.parametrize("limit", ["--patience", "--work"])
def test_the_command_tells_of_the_gap(tmp_path, capsys, limit):
    path, out = str(tmp_path / "p.npz"), str(tmp_path / "r.json")
    write_problem(path, _tight())
    assert main(["solve", path, "--objective", "floor", limit, "0", "--out", out]) == 3
    assert "The search ended before all was proven: the worst paper is at most" in capsys.readouterr().out
    result = json.loads(Path(out).read_text())
    assert (result["finished"], result["certainty"]) == (False, "unfinished")
    assert result["within"] > 0.01
    assert main(["verify", path, out]) == 0
    assert "where at most" in capsys.readouterr().out
