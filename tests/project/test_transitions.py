"""States change by the tables of their machines alone, and every arrow of a table is asked for somewhere."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps

from effgenai.conferences.core.models import Conference
from effgenai.transitions import NoSuchTransition, Stateful, set_state, transition_all

ROOT = Path(__file__).parents[2]
MODULES = [
    path
    for folder in ("effgenai", "submissions", "reviews", "program")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts and path != ROOT / "effgenai.transitions.py"
]
CALLS = {"transition", "transition_all", "set_state", "_moved"}  # the last hands its state on to the first


def machines():
    return [model for model in apps.get_models() if issubclass(model, Stateful)]


def nodes(path):
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def calls():
    return [
        node
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLS
    ]


def test_all_eleven_machines_name_their_table():
    assert len(machines()) == 11


def test_nobody_sets_a_state_beside_the_tables():
    written = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.Assign | ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        for part in ast.walk(target)
        if isinstance(part, ast.Attribute) and part.attr in {"state", "public_state"}
    ]
    updated = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") == "update"
        and {"state", "public_state"} & {keyword.arg for keyword in node.keywords}
    ]
    assert written + updated == []


@pytest.mark.parametrize("model", machines(), ids=lambda model: model.__name__)
def test_every_state_that_a_table_leads_to_is_asked_for(model):
    targets = {str(state) for after in model.TRANSITIONS.values() for state in after}
    asked = {
        part.attr.lower()
        for call in calls()
        for argument in call.args[1:]
        for part in ast.walk(argument)
        if isinstance(part, ast.Attribute)
    }
    states = {
        choice.name.lower() for choice in type(next(iter(model.TRANSITIONS))) if choice.value in targets
    }
    assert states - asked <= set(FROM_A_FORM.get(model, ()))


# A chair chooses the next public state on a page; the rule says which may be chosen.
FROM_A_FORM = {Conference: {"draft", "published", "archived"}}


def test_a_wish_that_is_not_in_the_table_is_a_fault():
    model = next(machine for machine in machines() if machine.__name__ == "Submission")
    row = model(state="withdrawn")
    with pytest.raises(NoSuchTransition, match="does not go from withdrawn to draft"):
        set_state(row, "draft")
    assert row.state == "withdrawn"


@pytest.mark.django_db
def test_of_many_rows_only_those_change_whose_state_leads_there():
    model = next(machine for machine in machines() if machine.__name__ == "SiteExport")
    assert transition_all(model.objects.all(), "done") == 0
