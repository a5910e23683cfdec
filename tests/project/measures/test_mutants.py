"""The faults of `make mutants` change what a function does, in one place, and are gone afterwards."""

from __future__ import annotations

import textwrap
from types import FunctionType
from typing import Any

import pytest

from measures.mutants.__main__ import folder_of_tests
from measures.mutants.changes import mutants_of, narrowing_methods
from measures.mutants.running import in_place
from measures.sources import ROOT, Module

QUERYSET = """
    class PaperQuerySet:
        def __init__(self, asked=""):
            self.asked = asked

        def filter(self, **wanted):
            return PaperQuerySet(self.asked + " " + ",".join(wanted))

        def visible(self):
            return self.filter(state=1, year=2)

    def listed(papers):
        return papers.visible().filter(shown=True).asked
"""


def run(source, function, *arguments, narrowing=frozenset({"filter"})):
    """What a function answers with each mutant of it."""
    text = textwrap.dedent(source)
    answers = {}
    for mutant in mutants_of(text, "made_up.py", narrowing):
        if mutant.function == function:
            names: dict[str, Any] = {}
            exec(compile(text, "made_up.py", "exec"), names)
            made = [names[name]() if isinstance(name, str) else name for name in arguments]
            answers[mutant.what] = FunctionType(mutant.code, names)(*made)
    return answers


def test_each_link_of_a_chain_is_left_out():
    assert narrowing_methods([textwrap.dedent(QUERYSET)]) >= {"filter", "exclude", "visible"}
    assert run(QUERYSET, "listed", "PaperQuerySet", narrowing=frozenset({"filter", "visible"})) == {
        "without .filter(shown=True)": " state,year",
        "without .visible()": " shown",
    }


def test_only_querysets_narrow():
    assert "visible" not in narrowing_methods(["class Papers:\n    def visible(self): ..."])


def test_methods_lose_one_condition_at_a_time():
    names = [mutant.what for mutant in mutants_of(textwrap.dedent(QUERYSET), "made_up.py")]
    assert {"without state=1", "without year=2"} <= set(names)


@pytest.mark.parametrize(
    ("source", "arguments", "answers"),
    [
        ("def f(a): return a == 3", (3,), {"a == 3 turned to a != 3": False}),
        ("def f(a): return a < 3", (3,), {"a < 3 turned to a <= 3": True}),
        ("def f(a, b): return a and b", (0, 1), {"without a": 1, "without b": 0}),
        ("def f(a): return not a", (1,), {"not a without its not": 1}),
        ("def f(a, b): return a | b", (1, 2), {"a | b with the other of & and |": 0}),
        ("def f(a):\n    a |= 2\n    return a", (1,), {"without a |= 2": 1}),
        ("def f(a):\n    if a:\n        return 1\n    return 2", (1,), {"never: if a": 2}),
        ("def f(a) -> bool: return a", (0,), {"returns True": True, "returns False": False}),
        ("def f(a) -> bool: return True", (0,), {"returns False": False}),
        ("def why_f(a) -> str: return a", (1,), {"returns ''": ""}),
        ("def why_f(a) -> str | None: return a", (1,), {"returns None": None}),
        ("def why_f(a) -> str | None: return None", (0,), {}),
    ],
)
def test_conditions_and_answers_are_turned(source, arguments, answers):
    assert run(source, source[4 : source.index("(")], *arguments) == answers


def test_a_mutant_says_the_lines_of_its_statement_alone():
    source = "def f(a):\n    if (a and\n            a.b):\n        return a.filter(\n            b=1)\n"
    lines = {mutant.what: mutant.lines for mutant in mutants_of(source, "made_up.py")}
    assert lines["without a.b"] == range(2, 4)
    assert lines["without .filter(b=1)"] == range(4, 6)


def test_a_mutant_is_in_place_for_whoever_holds_the_function_and_gone_afterwards(tmp_path):
    file = tmp_path / "made_up.py"
    source = "def is_open(a) -> bool:\n    return a == 1\n"
    names: dict[str, Any] = {}
    exec(compile(source, str(file), "exec"), names)
    held = names["is_open"]
    [turned] = [mutant for mutant in mutants_of(source, str(file)) if "turned" in mutant.what]
    with in_place(turned, str(file)):
        assert held(1) is False
    assert held(1) is True


def test_the_tests_of_a_module_are_those_of_its_folder():
    assert folder_of_tests(Module(ROOT, "effgenai/mail/rules.py")) == "tests/effgenai/mail"
    assert folder_of_tests(Module(ROOT, "effgenai/mail/no_such_feature/rules.py")) == "tests/effgenai/mail"
