"""Rules on panels: every one is met, the total is the best that trying everything finds, and it is proven."""

from collections import Counter
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import milp

from reviews.matching import (
    Infeasible,
    PanelRules,
    ProblemError,
    from_dense,
    rerun,
    solve,
    solve_panels,
    verify,
)
from reviews.matching.files.results import read_result, write_result
from tests.reviews.matching.brute_force import small_problems


@st.composite
def rules_for(draw, problem):
    papers, reviewers, topics = problem.n_papers, problem.n_reviewers, 2
    flags = st.booleans()
    table = lambda rows: np.array(draw(st.lists(flags, min_size=rows * topics, max_size=rows * topics)))  # noqa: E731
    with_topics = draw(flags)
    some_pairs = st.lists(st.tuples(st.integers(0, papers - 1), st.integers(0, reviewers - 1)), max_size=6)
    return PanelRules(
        senior=np.array(draw(st.lists(flags, min_size=reviewers, max_size=reviewers)))
        if draw(flags)
        else None,
        groups=tuple(
            np.array(draw(st.lists(st.integers(-1, 2), min_size=reviewers, max_size=reviewers)))
            for _ in range(draw(st.integers(0, 2)))
        ),
        paper_topics=table(papers).reshape(papers, topics) if with_topics else None,
        reviewer_topics=table(reviewers).reshape(reviewers, topics) if with_topics else None,
        liked=draw(some_pairs),
        authors=draw(some_pairs),
    )


def willing_for(rules, problem, paper):
    """Who said yes to the paper and may read it."""
    stored = range(problem.indptr[paper], problem.indptr[paper + 1])
    free = {int(problem.indices[at]) for at in stored if problem.allowed[at]}
    return {reviewer for liked, reviewer in rules.liked if liked == paper} & free


def keeps_rules(rules, problem, pairs):
    """Whether the pairs keep all the rules, written anew."""
    panels = {p: {r for q, r in pairs if q == p} for p in range(problem.n_papers) if problem.demand[p]}
    wrote = set(rules.authors)
    for paper, panel in panels.items():
        if rules.senior is not None and not any(rules.senior[r] for r in panel):
            return False
        for labels in rules.groups:
            if max(Counter(int(labels[r]) for r in panel if labels[r] >= 0).values(), default=0) > 1:
                return False
        topics = np.zeros(1, dtype=bool) if rules.paper_topics is None else rules.paper_topics[paper]
        if topics.any() and not any((topics & rules.reviewer_topics[r]).any() for r in panel):
            return False
        if (willing := willing_for(rules, problem, paper)) and not willing & panel:
            return False
    return not any(
        p != q and (q, r) in wrote and (p, s) in wrote for (p, r), (q, s) in combinations(pairs, 2)
    )


def assignments(problem, rules):
    """Every assignment that keeps the rules, as places of stored pairs."""
    set_search = []
    for paper in range(problem.n_papers):
        stored = range(problem.indptr[paper], problem.indptr[paper + 1])
        usable = [at for at in stored if problem.allowed[at]]
        musts = {at for at in usable if problem.fixed[at]}
        set_search.append(
            [pick for pick in combinations(usable, int(problem.demand[paper])) if musts <= set(pick)]
        )
    for every in product(*set_search):
        chosen = np.array([at for pick in every for at in pick], dtype=int)
        loads = np.bincount(problem.indices[chosen], minlength=problem.n_reviewers)
        if np.any(loads > problem.load_max) or np.any(loads < problem.load_min):
            continue
        pairs = list(zip(problem.rows[chosen].tolist(), problem.indices[chosen].tolist(), strict=True))
        if keeps_rules(rules, problem, pairs):
            yield chosen


def best_total(problem, rules):
    return max((float(problem.scores[chosen].sum()) for chosen in assignments(problem, rules)), default=None)


def worst_paper(problem, chosen):
    sums = np.bincount(problem.rows[chosen], problem.scores[chosen], problem.n_papers)
    return float(sums[problem.demand > 0].min()) if np.any(problem.demand) else 0.0


@given(st.data())
@settings(max_examples=120, deadline=None)
def test_the_answer_is_the_best_there_is(data):
    problem = data.draw(small_problems())
    rules = data.draw(rules_for(problem))
    truth = best_total(problem, rules)
    if truth is None:
        with pytest.raises(Infeasible):
            solve_panels(problem, rules)
        return
    solution = solve_panels(problem, rules)
    assert keeps_rules(rules, problem, solution.pairs())
    assert solution.total >= truth - 2e-3 * max(1, abs(truth)) - 1e-6
    assert solution.bound >= truth - 1e-6
    assert verify(problem, solution, rules).faults == ()


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_the_worst_paper_first_finds_the_greatest_smallest_sum(data):
    problem = data.draw(small_problems())
    rules = data.draw(rules_for(problem))
    min_sums = {tuple(chosen): worst_paper(problem, chosen) for chosen in assignments(problem, rules)}
    if not min_sums or not problem.demand.any():
        return
    truth = max(min_sums.values())
    solution = solve_panels(problem, rules, "floor")
    assert keeps_rules(rules, problem, solution.pairs())
    assert solution.worst_bound >= truth - 1e-6
    assert solution.worst >= truth - (solution.worst_bound - truth) / 1000 - 1e-5
    totals = [
        problem.scores[list(at)].sum() for at, min_sum in min_sums.items() if min_sum >= solution.worst - 1e-7
    ]
    assert solution.total >= max(totals) - 2e-3 * max(1, abs(max(totals))) - 1e-5
    assert verify(problem, solution, rules).faults == ()


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_under_rules_as_few_pairs_change_as_can_be(data):
    problem = data.draw(small_problems())
    rules = data.draw(rules_for(problem))
    stored = list(zip(problem.rows.tolist(), problem.indices.tolist(), strict=True))
    in_force = data.draw(st.sets(st.sampled_from(stored), max_size=5)) if stored else set()
    possible = [
        set(zip(problem.rows[at].tolist(), problem.indices[at].tolist(), strict=True))
        for at in assignments(problem, rules)
    ]
    if not possible:
        return
    again = rerun(problem, in_force, rules=rules)
    assert keeps_rules(rules, problem, again.solution.pairs())
    assert len(again.unchanged) == max(len(pairs & in_force) for pairs in possible)
    assert verify(problem, again.solution, rules).faults == ()


@pytest.fixture
def problem():
    return from_dense(np.random.default_rng(5).random((40, 30)), demand=3, load_max=6, load_min=1)


@pytest.fixture
def rules():
    draw = np.random.default_rng(6)
    topics = np.zeros((40, 6), dtype=bool)
    topics[np.arange(40), draw.integers(0, 6, 40)] = True
    return PanelRules(
        senior=draw.random(30) < 0.4,
        groups=(draw.integers(-1, 9, 30),),
        paper_topics=topics,
        reviewer_topics=draw.random((30, 6)) < 0.3,
        authors=[(paper, paper % 30) for paper in range(40)],
    )


def test_all_rules_together_cost_little_and_say_how_much(problem, rules):
    free, bound_by_rules = solve(problem), solve_panels(problem, rules)
    assert not verify(problem, free).faults
    assert verify(problem, replace(free, objective="panels"), rules).faults
    assert verify(problem, bound_by_rules, rules).faults == ()
    assert bound_by_rules.total <= free.total
    assert bound_by_rules.gap < 0.005


def test_rules_that_ask_for_nothing_change_nothing(problem):
    assert solve_panels(problem, PanelRules()).total == pytest.approx(solve(problem).total)


def test_the_same_input_gives_the_same_answer(problem, rules):
    assert solve_panels(problem, rules).pairs() == solve_panels(problem, rules).pairs()


def test_a_paper_that_cannot_have_a_senior_is_named():
    problem = from_dense(np.ones((2, 3)), demand=1, load_max=2, conflicts=[(1, 0)])
    rules = PanelRules(senior=np.array([True, False, False]))
    with pytest.raises(Infeasible, match="Paper 1 cannot have a reviewer who is senior: invite one"):
        solve_panels(problem, rules)
    solution = solve_panels(problem, rules, allow_shortfall=True)
    assert [infeasibility.papers for infeasibility in solution.infeasibilities] == [(1,)]
    assert solution.reviewers_of(0) == [0]
    assert verify(problem, solution, rules).faults == ()


def test_seniors_who_do_not_suffice_are_told_of():
    problem = from_dense(np.ones((3, 3)), demand=1, load_max=1)
    with pytest.raises(Infeasible, match="cannot have a reviewer who is senior"):
        solve_panels(problem, PanelRules(senior=np.array([True, True, False])))


def test_two_authors_do_not_review_each_other():
    problem = from_dense([[0.0, 9.0, 1.0], [9.0, 0.0, 1.0]], demand=1, load_max=1)
    bargain = PanelRules(authors=[(0, 0), (1, 1)])
    assert solve(problem).total == 18
    assert solve_panels(problem, bargain).total == 10


def test_tampered_results_are_found(problem, rules):
    solution = solve_panels(problem, rules)
    higher = replace(solution, bound=solution.total - 1)
    assert "is not proven" in "".join(verify(problem, higher, rules).faults)
    dear = tuple(one._replace(value=one.value + 1) for one in solution.rule_duals)
    assert "is not proven" in "".join(verify(problem, replace(solution, rule_duals=dear), rules).faults)


def test_worst_first_lifts_the_worst_paper_and_proves_how_far(problem, rules, tmp_path):
    total, min_sum = solve_panels(problem, rules), solve_panels(problem, rules, "floor")
    assert min_sum.worst > total.worst
    assert min_sum.total <= total.total + 1e-9
    report = verify(problem, min_sum, rules)
    assert report.faults == ()
    assert report.worst_bound == pytest.approx(min_sum.worst_bound)
    assert min_sum.worst <= min_sum.worst_bound
    write_result(tmp_path / "r.json", min_sum)
    assert verify(problem, read_result(tmp_path / "r.json"), rules) == report


def test_a_worst_bound_stated_too_low_is_found(problem, rules):
    solution = solve_panels(problem, rules, "floor")
    lower = replace(solution, worst_bound=solution.worst - 0.1)
    assert "could have more than" in "".join(verify(problem, lower, rules).faults)
    unproven = replace(solution, worst_proof=None)
    assert "could have more than" in "".join(verify(problem, unproven, rules).faults)


def test_no_other_aim_is_kept_under_rules(problem, rules):
    with pytest.raises(ProblemError, match="total or floor, not even"):
        solve_panels(problem, rules, "even")


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (PanelRules(senior=np.array([True])), "senior must say yes or no"),
        (PanelRules(groups=(np.array([1, 2]),)), "a whole number for each of 30 reviewers"),
        (PanelRules(paper_topics=np.ones((40, 2), dtype=bool)), "of both papers and reviewers"),
        (PanelRules(paper_topics=np.ones(40), reviewer_topics=np.ones(30)), "a table with a column"),
        (PanelRules(authors=[(40, 0)]), "authors names paper 40"),
    ],
)
def test_rules_that_do_not_fit_are_refused(problem, rules, words):
    with pytest.raises(ProblemError, match=words):
        solve_panels(problem, rules)


def test_candidates_of_one_group_only_are_told_of():
    problem = from_dense(np.ones((1, 3)), demand=2, load_max=1)
    with pytest.raises(Infeasible, match="left for paper 0 would be two reviewers of one group"):
        solve_panels(problem, PanelRules(groups=(np.array([4, 4, 4]),)))


def _everybody_wrote(authors, people=24, papers=16):
    """A small committee whose members wrote on each other's papers."""
    rng = np.random.default_rng(3)
    wrote = [(p, int(r)) for p in range(papers) for r in rng.choice(people, authors, replace=False)]
    problem = from_dense(rng.random((papers, people)), demand=2, load_max=3, conflicts=wrote)
    return problem, PanelRules(senior=rng.random(people) < 0.5, authors=wrote)


def test_a_small_committee_of_co_authors_gets_an_answer():
    problem, rules = _everybody_wrote(4)
    solution = solve_panels(problem, rules)
    assert keeps_rules(rules, problem, solution.pairs())
    assert verify(problem, solution, rules).faults == ()


def test_where_co_authors_leave_no_way_the_rule_is_named():
    wrote = [(0, 0), (0, 1), (1, 2), (1, 3)]
    tight = from_dense(np.ones((2, 4)), demand=2, load_max=2, conflicts=wrote)
    with pytest.raises(
        Infeasible, match=r"^The reviewers that are left [^:]*: add reviewers, or lift the rule\.$"
    ):
        solve_panels(tight, PanelRules(authors=wrote))
    problem = tight.replaced(demand=np.ones(2))
    with pytest.raises(Infeasible, match=r"without: no two authors who review each other's papers\.$"):
        solve_panels(problem, PanelRules(authors=wrote))


def test_no_answer_in_time_is_not_called_impossible(monkeypatch):
    problem, rules = _everybody_wrote(4)
    monkeypatch.setattr("reviews.matching.panels.solver.all_at_once", lambda *_: (None, False))
    with pytest.raises(Infeasible, match="was found in time"):
        solve_panels(problem, rules)


def test_no_programme_is_ended_by_the_clock(monkeypatch):
    """Whatever is asked of HiGHS, seconds are not: they would be fewer on a busy machine."""
    asked = []

    def noted(*args, **words):
        asked.append(dict(words["options"]))
        return milp(*args, **words)

    monkeypatch.setattr("reviews.matching.objectives.integer_programme.milp", noted)
    problem, rules = _everybody_wrote(4)
    before = solve_panels(problem, rules, "floor").pairs()
    rerun(problem, before, rules=rules)
    assert asked
    assert all("time_limit" not in options and options["node_limit"] >= 1 for options in asked)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_without_everything_written_down_it_is_as_good(data):
    problem = data.draw(small_problems())
    rules = data.draw(rules_for(problem))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reviews.matching.panels.reciprocal._MAX_PAIRS", -1)
        try:
            grown = solve_panels(problem, rules)
        except Infeasible:
            grown = None
    truth = best_total(problem, rules)
    assert (grown is None) == (truth is None)
    assert grown is None or grown.total >= truth - 2e-3 * max(1, abs(truth)) - 1e-6
