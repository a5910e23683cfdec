"""On small random problems the planner finds what trying everything finds."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from program.planning import plan_faults, plan_programme, problem_from
from program.planning.grouping.pricing import worthiest_groups
from tests.program.planning.scenes import likeness_of, paper, placements, scene, session

DAYS = (5, 6)


@st.composite
def small_problems(draw):
    people = "ABCD"
    count = draw(st.integers(1, 5))
    papers = [
        paper(str(at), presenters=sorted(draw(st.sets(st.sampled_from(people), max_size=2))))
        for at in range(count)
    ]
    posters = [
        paper(f"p{at}", "poster", presenters=[draw(st.sampled_from(people))])
        for at in range(draw(st.integers(0, 2)))
    ]
    sessions = [
        session(
            f"s{at}",
            draw(st.sampled_from(DAYS)),
            draw(st.sampled_from([9, 10])),
            places=draw(st.integers(1, 3)),
        )
        for at in range(draw(st.integers(1, 3)))
    ]
    sessions += [session("p", 5, 9, "poster", places=2), session("q", 5, 11, "poster", places=1)]
    pairs = list(combinations(range(count), 2))
    likeness = [[one, two, draw(st.integers(0, 9)) / 10] for one, two in pairs]
    absences = draw(st.lists(st.tuples(st.sampled_from(people), st.sampled_from(DAYS)), max_size=2))
    locks = draw(st.lists(st.tuples(st.integers(0, count - 1), st.sampled_from(sessions[:-2])), max_size=1))
    return scene(
        papers + posters,
        sessions,
        similarity=likeness,
        unavailable=[
            {"person": who, "from": f"2026-10-{day:02}T00:00", "to": f"2026-10-{day + 1:02}T00:00"}
            for who, day in absences
        ],
        locked=[{"paper": str(number), "session": one["id"]} for number, one in locks],
        nobody_twice=draw(st.sampled_from(["presenters", "people"])),
    )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(small_problems())
def test_all_are_placed_if_that_is_possible_and_the_bound_is_one(data):
    plan = plan_programme(problem_from(data), seed=1)
    assert plan_faults(data, plan.as_json()) == []
    every = list(placements(data))
    assert bool(every) == (not plan.unplaced)
    assert bool(every) == (not plan.clashes)
    best = max((likeness_of(data, where) for where in every), default=0.0)
    assert plan.bound >= best - 1e-9
    assert plan.similarity <= plan.bound + 1e-9


@pytest.mark.parametrize("size", [2, 3, 4, 5, 6])
@pytest.mark.parametrize("seed", range(5))
def test_the_worthiest_group_is_that_of_all_groups(size, seed):
    draw = np.random.default_rng(seed)
    likeness = draw.random((9, 9))
    likeness = (likeness + likeness.T) / 2
    np.fill_diagonal(likeness, 0)
    prices = draw.random(9)
    worths = [
        likeness[np.ix_(group, group)].sum() / 2 - prices[list(group)].sum()
        for group in combinations(range(9), size)
    ]
    assert worthiest_groups(likeness, prices, size).best == pytest.approx(max(0.0, *worths))


def test_few_looks_still_give_a_limit_that_holds():
    draw = np.random.default_rng(3)
    likeness = draw.random((30, 30))
    likeness = (likeness + likeness.T) / 2
    np.fill_diagonal(likeness, 0)
    prices = np.full(30, 0.9)
    best = worthiest_groups(likeness, prices, 5).best
    assert worthiest_groups(likeness, prices, 5, max_looks=1e5).limit >= best
