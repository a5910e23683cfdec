"""What the planner does with rules that clash, and what it says."""

from dataclasses import replace
from itertools import combinations

import pytest

from program.planning import (
    EarlierPlan,
    PlanningCancelled,
    PlanningProgress,
    plan_faults,
    plan_programme,
    problem_from,
    propose_chairs,
    quick_check,
    session_names,
)
from tests.program.planning.scenes import away, paper, placements, scene, session

THURSDAY, FRIDAY = 8, 9


def planned(data, **facts):
    plan = plan_programme(problem_from(data), **facts)
    assert plan_faults(data, plan.as_json()) == []
    return plan


def test_a_presenter_who_is_there_when_there_is_no_session_is_named():
    data = scene(
        [paper("14", presenters=["Ann"]), paper("15", presenters=["Bob"])],
        [session("s1", THURSDAY, 9), session("p1", FRIDAY, 9, "poster")],
        unavailable=[away("Ann", THURSDAY)],
    )
    plan = planned(data)
    assert plan.sessions["s1"] == ("15",)
    assert plan.unplaced["14"].startswith("Cannot place 14: its presenter Ann is only there on Friday")
    assert plan.clashes == (
        "Ann is away from Thursday 8 October, 00:00 to Friday 9 October, 00:00.",
        "Paper 14 (oral, 20 minutes) needs a place.",
    )


def test_the_smallest_clash_leaves_out_what_does_not_matter():
    data = scene(
        [paper(str(number), presenters=["Ann"] if number < 2 else []) for number in range(5)],
        [session("a", 8, 9, places=1), session("b", 8, 9, places=2), session("c", 8, 11, "demo")],
        locked=[{"paper": "0", "session": "a"}, {"paper": "1", "session": "b"}],
        nobody_twice="people",
    )
    data["papers"] = data["papers"][:3]
    plan = planned(data)
    assert set(plan.clashes) == {
        "Paper 0 is locked to session a.",
        "Paper 1 is locked to session b.",
        "Paper 0 (oral, 20 minutes) needs a place.",
        "Paper 1 (oral, 20 minutes) needs a place.",
        "Ann cannot be in two places.",
    }


def test_too_little_room_is_counted_by_kind():
    plan = planned(
        scene([paper(str(number)) for number in range(7)], [session("a", 8, 9), session("b", 8, 11)])
    )
    assert len(plan.unplaced) == 3
    assert plan.clashes == ("3 of 7 papers of the kind oral have no place: its sessions have 4.",)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (paper("x", minutes=90), "longer than every session"),
        (paper("x", "demo"), "no session of the kind demo"),
    ],
)
def test_a_paper_that_fits_nowhere_is_left_out_with_its_reason(one, words):
    plan = planned(scene([one, paper("y")], [session("a", 8, 9)]))
    assert words in plan.unplaced["x"]
    assert plan.sessions["a"] == ("y",)


def test_flexible_talks_leave_the_only_place_of_a_picky_one():
    data = scene(
        [paper("1"), paper("2"), paper("3", presenters=["Zoe"])],
        [session(name, day, 9, places=1) for name, day in (("a", 5), ("b", 6), ("c", 7))],
        unavailable=[away("Zoe", 6), away("Zoe", 7)],
    )
    plan = planned(data)
    assert plan.sessions["a"] == ("3",)
    assert not plan.unplaced


def test_chairs_and_guests_of_other_sessions_are_not_planned_at_their_time():
    guests = session("panel", 5, 9, "panel", places=0, people=["Ann"])
    data = scene([paper("1", presenters=["Ann"])], [session("a", 5, 9), session("b", 6, 9), guests])
    assert planned(data).sessions["b"] == ("1",)


def test_one_presenter_has_one_poster_in_a_session():
    posters = [paper(str(number), "poster", presenters=["Ann"]) for number in range(3)]
    sessions = [session(name, day, 9, "poster", places=5) for name, day in (("p", 5), ("q", 6))]
    plan = planned(scene(posters, sessions))
    assert sorted(map(len, plan.sessions.values())) == [1, 1]
    assert quick_check(problem_from(scene(posters, sessions))) == [
        "Ann presents 3 posters, but there are 2 poster sessions."
    ]


def test_keywords_are_spread_over_the_poster_sessions():
    posters = [
        paper(str(number), "poster", keywords=["Logic" if number < 4 else "logic ", "x"][:1])
        for number in range(8)
    ]
    sessions = [session(name, day, 9, "poster", places=4) for name, day in (("p", 5), ("q", 6))]
    plan = planned(scene(posters, sessions))
    assert plan.spread.unevenness == plan.spread.bound == 0


def test_boards_follow_the_venue_with_its_gaps_and_keep_laboratories_apart():
    posters = [paper(str(number), "poster", labs=["X" if number < 2 else "Y"]) for number in range(4)]
    hall = session("p", 5, 9, "poster", places=4, boards=["1", "2", "5", "9"])
    likeness = [[0, 1, 0.9], [2, 3, 0.9]]
    plan = planned(scene(posters, [hall], similarity=likeness, labs_apart=True))
    assert [*plan.boards["p"].values()] == ["1", "2", "5", "9"]
    assert plan.sessions["p"] == tuple(plan.boards["p"])


def test_few_papers_move_when_an_earlier_plan_stands():
    papers = [paper(str(number), presenters=[f"P{number}"]) for number in range(9)]
    sessions = [session(f"s{day}", day, 9, places=3) for day in (5, 6, 7)]
    likeness = [[one, two, (one * two % 7) / 10] for one, two in combinations(range(9), 2)]
    data = scene(papers, sessions, similarity=likeness)
    before = planned(data)
    moved = next(name for name in before.sessions["s5"])
    changed = {**data, "unavailable": [away(f"P{moved}", 5)]}
    after = planned(changed, before=EarlierPlan(sessions=dict(before.sessions), boards={}))
    moves = [
        name
        for session in after.sessions
        for name in after.sessions[session]
        if name not in before.sessions[session]
    ]
    assert len(moves) == 2
    assert moved in moves


def test_posters_stay_on_their_boards():
    posters = [paper(str(number), "poster") for number in range(6)]
    data = scene(posters, [session("p", 5, 9, "poster", places=6)], similarity=[[0, 3, 0.5], [1, 4, 0.5]])
    before = planned(data)
    fewer = {**data, "papers": posters[:5], "similarity": [[0, 3, 0.5], [1, 4, 0.5]]}
    boards = {"p": dict(before.boards["p"])}
    after = planned(fewer, before=EarlierPlan(sessions=dict(before.sessions), boards=boards))
    assert all(before.boards["p"][name] == board for name, board in after.boards["p"].items())


def test_co_authors_are_not_in_two_places_either_if_that_costs_nothing():
    papers = [
        paper(str(number), presenters=[f"P{number}"], people=["Ann"] if number < 2 else [])
        for number in range(4)
    ]
    sessions = [session("a", 5, 9, places=1), session("b", 5, 9, places=1), session("c", 6, 9, places=2)]
    where = {name: at for at, names in planned(scene(papers, sessions)).sessions.items() for name in names}
    assert {where["0"], where["1"]} != {"a", "b"}
    assert any(True for _ in placements(scene(papers, sessions)))


def test_the_same_seed_gives_the_same_plan_and_a_wish_ends_it():
    papers = [paper(str(number)) for number in range(8)]
    likeness = [[one, two, (one + two) % 5 / 10] for one, two in combinations(range(8), 2)]
    data = scene(papers, [session(f"s{hour}", 5, hour) for hour in (9, 10, 11, 12)], similarity=likeness)
    steps: list[PlanningProgress] = []
    first = planned(data, seed=3, on_progress=steps.append)
    assert replace(first, seconds=0) == replace(planned(data, seed=3), seconds=0)
    assert steps[0].step == "Finding places for all papers"
    assert [step.share for step in steps] == sorted(step.share for step in steps)
    with pytest.raises(PlanningCancelled):
        plan_programme(problem_from(data), should_stop=lambda: True)


def test_sessions_get_names_and_chairs():
    papers = [
        paper("1", title="Parsing with trees", keywords=["parsing"], people=["Ann"]),
        paper("2", title="Parsing of speech", keywords=["parsing"]),
        paper("3", title="Vision for robots", keywords=["vision"]),
        paper("4", title="Vision at night", keywords=["vision"]),
    ]
    data = scene(
        papers, [session("a", 5, 9), session("b", 5, 9)], chairs=[{"person": "Ann"}, {"person": "Bob"}]
    )
    problem = problem_from(data)
    sessions = {"a": ("1", "2"), "b": ("3", "4")}
    names = session_names(problem, sessions)
    assert names["a"].startswith("Parsing")
    assert names["b"].startswith("Vision")
    assert propose_chairs(problem, sessions) == {"a": "Bob"} or propose_chairs(problem, sessions) == {
        "b": "Bob"
    }
