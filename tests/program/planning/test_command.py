"""The command line solves, writes and checks; bad input gets a sentence, and tampered plans are refused."""

import json

import pytest

from program.planning import plan_faults
from program.planning.__main__ import main
from tests.program.planning.scenes import away, paper, scene, session


@pytest.fixture
def data():
    papers = [paper(str(number), presenters=[f"P{number % 5}"]) for number in range(6)]
    papers += [paper(f"p{number}", "poster", presenters=[f"Q{number}"]) for number in range(5)]
    sessions = [
        session("a", 5, 9), session("b", 5, 9), session("c", 5, 11), session("d", 6, 9),
        session("p", 6, 11, "poster", places=3, boards=["1", "3", "5"]),
        session("q", 6, 12, "poster", places=3),
    ]  # fmt: skip
    likeness = [[one, two, (one * two % 5) / 10] for one in range(6) for two in range(one)]
    return scene(
        papers,
        sessions,
        similarity=likeness,
        unavailable=[away("P1", 6)],
        locked=[{"paper": "0", "session": "a"}],
    )


@pytest.fixture
def files(tmp_path, data):
    problem, plan = tmp_path / "problem.json", tmp_path / "plan.json"
    problem.write_text(json.dumps(data))
    return problem, plan


def test_a_plan_is_written_and_passes_its_check(files, capsys):
    problem, plan = map(str, files)
    assert main(["solve", problem, "--seed", "1", "--out", plan]) == 0
    assert main(["verify", problem, plan]) == 0
    assert "All rules hold" in capsys.readouterr().out
    assert main(["solve", problem, "--keep", plan, "--out", plan]) == 0
    assert main(["check", problem]) in {0, 2}
    written = json.loads(files[1].read_text())
    assert {"sessions", "boards", "similarity", "bound", "clashes", "unplaced", "seconds"} <= written.keys()
    assert written["similarity"] <= written["bound"]


def test_clashing_rules_end_with_two_and_are_named(files, data, capsys):
    problem, plan = files
    problem.write_text(json.dumps({**data, "unavailable": [away("P0", 5)]}))
    assert main(["solve", str(problem), "--out", str(plan)]) == 2
    errors = capsys.readouterr().err
    assert "Cannot place 0" in errors
    assert "* Paper 0 is locked to session a." in errors
    assert main(["verify", str(problem), str(plan)]) == 0


def tampered(plan):
    """Plans that break one rule or tell one figure wrong, with a word of what must be said."""
    sessions, boards = plan["sessions"], plan["boards"]
    home = {name: at for at, names in sessions.items() for name in names}

    def moved(name, to):
        rest = {at: [one for one in names if one != name] for at, names in sessions.items()}
        return {**plan, "sessions": {**rest, to: [*rest[to], name]}}

    yield moved("0", "d"), "locked"
    yield moved("1", "d"), "away"
    yield moved("1", "p"), "kind"
    yield moved("5", "b" if home["5"] != "b" else "c"), ""
    first = sessions["p"][0]
    yield {**plan, "sessions": {**sessions, "q": [*sessions["q"], first]}}, "twice"
    yield {**plan, "sessions": {**sessions, "p": sessions["p"][1:]}}, "neither placed"
    yield {**plan, "sessions": {**sessions, "z": []}}, "no session z"
    yield {**plan, "sessions": {**sessions, "p": [*sessions["p"], "nobody"]}}, "no paper nobody"
    yield {**plan, "boards": {}}, "boards"
    yield {**plan, "boards": {**boards, "p": dict.fromkeys(boards["p"], "1")}}, "boards"
    yield {**plan, "boards": {**boards, "p": dict(zip(boards["p"], "8642", strict=False))}}, "walking order"
    yield {**plan, "similarity": plan["similarity"] + 0.01}, "similarity"
    yield {**plan, "bound": plan["similarity"] - 0.01}, "bound"
    yield {**plan, "bound": plan["bound"] - 0.001}, "bound"
    yield {**plan, "prices": {}, "bound": plan["similarity"] - 0.001}, "bound"
    yield {**plan, "prices": dict.fromkeys(plan["prices"], 0.0)}, "not proven"
    yield {**plan, "prices": dict.fromkeys(plan["prices"], -1.0)}, "prices"
    yield {**plan, "unplaced": [{"paper": "0", "reason": ""}]}, "unplaced"
    yield {**plan, "sessions": []}, "sessions"
    yield {**plan, "similarity": "high"}, "similarity"


def test_tampered_plans_are_refused(files, data):
    main(["solve", str(files[0]), "--out", str(files[1])])
    plan = json.loads(files[1].read_text())
    assert plan_faults(data, plan) == []
    for number, (wrong, words) in enumerate(tampered(plan)):
        faults = plan_faults(data, wrong)
        assert faults, number
        assert words in " ".join(faults), (number, faults)


def test_people_in_two_places_are_seen(data):
    where = {"a": ["0"], "b": ["5"], "c": ["1", "2"], "d": ["3", "4"], "p": [], "q": []}
    names = [f"p{number}" for number in range(5)]
    plan = {
        "sessions": where, "boards": {}, "similarity": 0.6, "bound": 9.0, "clashes": [],
        "unplaced": [{"paper": name} for name in names],
    }  # fmt: skip
    assert "P0 is in the sessions a and b at one time." in plan_faults(data, plan)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"papers": 3}, "papers is a list"),
        ({"papers": [{"id": "1"}]}, "papers[0].kind"),
        ({"papers": [paper("1"), paper("1")]}, "two have the id"),
        ({"papers": [{**paper("1"), "minutes": "long"}]}, "papers[0].minutes"),
        ({"papers": [{**paper("1"), "keywords": "x"}]}, "papers[0].keywords"),
        ({"sessions": [{**session("a", 5, 9), "ends": "2026-10-05T08:00"}]}, "not after it begins"),
        ({"sessions": [{**session("a", 5, 9), "begins": "soon"}]}, "ISO time"),
        ({"sessions": [{**session("a", 5, 9), "places": 1.5}]}, "whole number"),
        ({"sessions": [{**session("a", 5, 9), "places": -1}]}, "places"),
        ({"sessions": [{**session("a", 5, 9), "boards": ["1"]}]}, "too few"),
        ({"sessions": [{**session("a", 5, 9), "begins": "2026-10-05T09:00+00:00"}]}, "offset"),
        (
            {"unavailable": [{"person": "x", "from": "2026-10-05T09:00Z", "to": "2026-10-05T10:00Z"}]},
            "offset",
        ),
        ({"locked": [{"paper": "77", "session": "a"}]}, "none with the id"),
        ({"nobody_twice": "dogs"}, "nobody_twice"),
        ({"labs_apart": 1}, "labs_apart"),
        ({"similarity": [[0, 99, 1]]}, "no position"),
        ({"similarity": [[0, 1]]}, "similarity[0]"),
        ({"similarity": [[0, 1, float("nan")]]}, "similarity[0]"),
    ],
)
def test_bad_input_gets_a_sentence(files, data, capsys, change, words):
    files[0].write_text(json.dumps({**data, **change}))
    assert main(["solve", str(files[0])]) == 1
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "[]", "{", "\x00", "[" * 100_000])
def test_what_is_no_problem_at_all_gets_a_sentence(files, capsys, text):
    files[0].write_text(text)
    assert main(["solve", str(files[0])]) == 1
    assert main(["verify", str(files[0]), str(files[0])]) == 1
    assert capsys.readouterr().err
    assert main(["solve", str(files[0].parent / "none.json")]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_likeness_comes_from_words_if_it_is_not_given(files, data):
    words = ["red apples", "red pears", "blue sky", "blue sea", "", "the"]
    papers = [paper(str(number), title=title) for number, title in enumerate(words)]
    sessions = [session(name, 5, hour) for name, hour in (("a", 9), ("b", 10), ("c", 11))]
    files[0].write_text(json.dumps({"papers": papers, "sessions": sessions}))
    assert main(["solve", str(files[0]), "--out", str(files[1])]) == 0
    assert main(["verify", str(files[0]), str(files[1])]) == 0
    groups = {frozenset(names) for names in json.loads(files[1].read_text())["sessions"].values()}
    assert groups == {frozenset("01"), frozenset("23"), frozenset("45")}
