"""No lock stops those who write rows that refer to the locked one, unless that one is about to go."""

from __future__ import annotations

import ast
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).parents[2]
LOCKS = ROOT / "effgenai/resilience/database/locks.py"
MODULES = [
    path
    for folder in ("effgenai", "submissions", "reviews", "program")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts and path != LOCKS
]
# Whose rows go without a `delete` in the same function.
TO_DELETE = {
    "effgenai/accounts/identities/services.py: _locked": "an account goes by merging: its rows move",
    "submissions/conflicts/services/deciding.py: _locked": "a conflict goes with the author who was listed",
}


def calls(name):
    for path in MODULES:
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                yield from (
                    (f"{path.relative_to(ROOT)}: {function.name}", function, node)
                    for node in ast.walk(function)
                    if isinstance(node, ast.Call) and name in (_name(node.func), "")
                )


def _name(node):
    return getattr(node, "attr", getattr(node, "id", None))


def says(call, word):
    return any(
        keyword.arg == word and isinstance(keyword.value, ast.Constant) and keyword.value.value is True
        for keyword in call.keywords
    )


def model_of(call):
    """The name in front of `.objects`, as far as it stands in the call."""
    node = call.func
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
        if isinstance(node, ast.Attribute) and node.attr == "objects":
            return _name(node.value)
    return None


def test_every_lock_leaves_rows_that_refer_to_it_alone():
    assert [where for where, _, call in calls("select_for_update") if not says(call, "no_key")] == []


def test_only_what_is_deleted_is_locked_against_them():
    found = {
        where
        for where, function, call in calls("")
        if says(call, "to_delete")
        and not any(isinstance(n, ast.Attribute) and n.attr == "delete" for n in ast.walk(function))
    }
    assert found == set(TO_DELETE)


def test_nothing_that_others_refer_to_is_updated_or_created():
    """Django locks what it updates so by FOR UPDATE."""
    referred = {model.__name__ for model in apps.get_models() if model._meta.related_objects}
    found = {where: model_of(call) for where, _, call in calls("update_or_create")}
    assert {where: name for where, name in found.items() if name is None or name in referred} == {}
