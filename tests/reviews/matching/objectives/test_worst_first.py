"""The worst-served paper first where no programme decides: chains of exchanges, bounds, limits in work."""

import numpy as np
import pytest
from hypothesis import given, settings

from reviews.matching import NEAR, PROVEN, ProblemError, Progress, curve, from_dense, solve, verify
from reviews.matching.__main__ import main
from reviews.matching.files.archives import write_problem
from tests.reviews.matching.brute_force import all_sums, best_max_min, small_problems


def fields(papers, reviewers, seed=1, **more):
    """Papers and reviewers of a few fields: everybody is known for one or two of them."""
    rng = np.random.default_rng(seed)
    known = rng.dirichlet(np.full(12, 0.15), papers) @ rng.dirichlet(np.full(12, 0.15), reviewers).T
    scores = np.clip(known + rng.normal(0, 0.02, known.shape), 0, None)
    return from_dense(scores, **({"demand": 3, "load_max": -(-3 * papers // reviewers) + 1} | more))


@pytest.fixture
def at_any_size(monkeypatch):
    """Treats every problem as one that is too large for exact search."""
    monkeypatch.setattr("reviews.matching.objectives.worst_first.SMALL", -1)


SHAPES = {
    "room to spare": {"load_max": 12},
    "no load to spare": {"load_max": 6, "load_min": 6},
    "least loads": {"load_max": 9, "load_min": 4},
    "few reviewers": {"reviewers": 30, "load_max": 21},
    "demands that differ": {"demand": np.arange(200) % 4 + 1},
    "required pairs": {"required": [(paper, paper % 100) for paper in range(0, 200, 9)]},
    "conflicts": {"allowed": np.random.default_rng(5).random((200, 100)) < 0.4, "load_max": 8},
}


@pytest.mark.usefixtures("at_any_size")
@pytest.mark.parametrize("shape", SHAPES)
def test_the_worst_paper_is_near_its_ceiling_and_the_total_near_the_best(shape):
    asked = {"papers": 200, "reviewers": 100} | SHAPES[shape]
    problem = fields(**asked)
    greatest, found = solve(problem), solve(problem, "floor")
    assert verify(problem, found).ok
    assert found.worst >= 0.99 * found.worst_bound
    assert found.total >= 0.98 * greatest.total
    assert found.certainty in {NEAR, PROVEN}


def sought_after(papers, reviewers, seed):
    """A fifth of the papers is known to one reviewer in twenty alone, who cannot read for all of them."""
    rng = np.random.default_rng(seed)
    scores, hard, expert = (
        rng.random((papers, reviewers)),
        rng.random(papers) < 0.2,
        rng.random(reviewers) < 0.05,
    )
    scores[hard] *= 0.15
    scores[np.ix_(hard, expert)] = 0.5 + 0.5 * rng.random((hard.sum(), expert.sum()))
    return from_dense(scores, demand=3, load_max=-(-3 * papers // reviewers) + 1)


@pytest.mark.usefixtures("at_any_size")
@pytest.mark.parametrize("seed", range(3))
def test_a_ceiling_that_loads_rule_out_is_lowered_to_what_can_nearly_be_had(seed):
    problem = sought_after(300, 120, seed)
    found = solve(problem, "floor")
    alone = min(np.sort(problem.scores.reshape(300, 120), axis=1)[:, -3:].sum(axis=1))
    assert found.worst_bound < 0.9 * alone
    assert found.certainty in {NEAR, PROVEN}
    assert verify(problem, found).ok


@pytest.mark.usefixtures("at_any_size")
def test_the_bound_on_the_total_counts_whole_sets_of_readers():
    rng = np.random.default_rng(2)
    skill = np.minimum(rng.pareto(2, 90) / 3, 1) * rng.beta(2, 3, (300, 1))
    problem = from_dense(np.clip(skill + 0.1 * rng.random(skill.shape), 0, 1), demand=3, load_max=11)
    found = solve(problem, "floor")
    report = verify(problem, found)
    assert report.ok
    assert found.bound == pytest.approx(report.bound, rel=1e-5)


@pytest.mark.usefixtures("at_any_size")
@settings(max_examples=150, deadline=None)
@given(small_problems())
def test_what_is_claimed_of_small_problems_is_true(problem):
    best = best_max_min(problem)
    if best is None:
        return
    greatest, found = solve(problem), solve(problem, "floor")
    assert verify(problem, found).ok
    assert found.worst >= greatest.worst - 1e-9
    if np.any(problem.demand > 0):
        assert found.worst_bound >= best[0] - 1e-6
        as_good = [sums.sum() for sums in all_sums(problem) if sums.min() >= found.worst - 1e-9]
        assert found.bound >= max(as_good) - 1e-6
        if found.finished:
            assert (found.worst, found.total) == pytest.approx(best, abs=1e-6)


@pytest.mark.usefixtures("at_any_size")
@settings(max_examples=100, deadline=None)
@given(small_problems())
def test_a_target_is_kept_with_a_true_bound_on_the_total(problem):
    best = best_max_min(problem)
    if best is None or not np.any(problem.demand > 0):
        return
    target = (best[0] + solve(problem).worst) / 2
    found = solve(problem, "floor", target=target)
    assert verify(problem, found).ok
    if found.target is not None:
        assert found.worst >= target - 1e-6
        as_good = [sums.sum() for sums in all_sums(problem) if sums.min() >= target - 1e-9]
        assert found.bound >= max(as_good) - 1e-6


def test_never_less_than_the_best_at_hand():
    problem = fields(300, 120)
    for work in (0, 5, 20, 80):
        hasty = solve(problem, "floor", work_limit=work)
        assert hasty.worst >= solve(problem).worst
        assert hasty.total >= 0.98 * solve(problem).total
        assert verify(problem, hasty).ok


@pytest.mark.usefixtures("at_any_size")
def test_the_answer_does_not_depend_on_the_clock(monkeypatch):
    problem, ticks = fields(250, 100), iter(range(10**9))
    one = solve(problem, "floor")
    monkeypatch.setattr("reviews.matching.problem.effort.perf_counter", lambda: float(next(ticks)) * 1e6)
    other = solve(problem, "floor")
    assert one.pairs() == other.pairs()
    assert (one.bound, one.worst_bound, one.finished) == (other.bound, other.worst_bound, other.finished)


def test_who_watches_is_told_of_steps_and_may_stop():
    problem, told = fields(250, 100), list[Progress]()
    full = solve(problem, "floor", on_progress=told.append)
    assert len(told) >= 3
    assert all(0 <= one.share <= 1 and one.step for one in told)
    assert told[-1].worst is not None
    stopped = solve(problem, "floor", should_stop=lambda: len(told) > 0)
    assert not stopped.finished
    assert stopped.worst <= full.worst
    assert verify(problem, stopped).ok


def test_a_stop_in_the_middle_keeps_what_was_lifted():
    problem, told = fields(250, 100), list[Progress]()
    stopped = solve(
        problem,
        "floor",
        on_progress=told.append,
        should_stop=lambda: any(one.step == "Raising the total" for one in told),
    )
    assert stopped.worst > solve(problem).worst
    assert not stopped.finished


@pytest.mark.parametrize("papers", [40, 250])
def test_the_curve_goes_from_the_greatest_total_to_the_best_worst_paper(papers):
    problem = fields(papers, papers // 2)
    points = curve(problem, 6)
    greatest, fair = solve(problem), solve(problem, "floor")
    assert points[0].total == pytest.approx(greatest.total)
    assert points[-1].worst == pytest.approx(fair.worst)
    assert np.all(np.diff([one.worst for one in points]) > 0)
    assert np.all(np.diff([one.total for one in points]) < 0)
    assert 2 <= len(points) <= 6
    for one in points:
        assert verify(problem, one).ok
    middle = points[len(points) // 2]
    chosen = solve(problem, "floor", target=middle.worst)
    assert chosen.worst >= middle.worst - 1e-6
    assert chosen.total >= middle.total - 1e-6


def test_a_target_at_or_below_the_plain_worst_paper_costs_nothing():
    problem = fields(40, 20)
    greatest = solve(problem)
    assert solve(problem, "floor", target=greatest.worst - 0.1).pairs() == greatest.pairs()


def test_a_target_out_of_reach_gives_the_best_worst_paper():
    problem = fields(40, 20)
    found, fair = solve(problem, "floor", target=100.0), solve(problem, "floor")
    assert found.pairs() == fair.pairs()
    assert found.target is None


@pytest.mark.parametrize(
    "wish", [{"objective": "total", "target": 1.0}, {"objective": "floor", "target": float("nan")}]
)
def test_a_target_that_makes_no_sense_is_refused(wish):
    with pytest.raises(ProblemError, match="A target is a number"):
        solve(fields(10, 8), **wish)


def test_a_curve_of_one_point_is_refused():
    with pytest.raises(ProblemError, match="at least 2 points"):
        curve(fields(10, 8), 1)


def test_the_command_prints_the_curve(tmp_path, capsys):
    write_problem(tmp_path / "p.npz", fields(40, 20))
    assert main(["curve", str(tmp_path / "p.npz"), "--points", "4"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "worst paper,total"
    assert 3 <= len(lines) <= 5
