"""Docstrings of public functions name the errors of ours that they raise."""

import ast
from collections.abc import Iterator

import pytest

from measures.sources import APPS, Module, modules

NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
# What Python and Django raise needs no word where the name of the function or its place tells it.
OF_OTHERS = {
    "AttributeError",
    "CommandError",
    "Http404",
    "KeyError",
    "KeyboardInterrupt",
    "NotImplementedError",
    "SystemExit",
    "ValidationError",
    "YAMLError",
}


def own_nodes(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """The syntax of a function without that of functions inside of it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if not isinstance(node, NESTED):
            yield node
            waiting += ast.iter_child_nodes(node)


def raised(function: ast.FunctionDef) -> set[str]:
    """The names of errors that it raises by itself; `refuse` raises Refused."""
    found = set()
    for node in own_nodes(function):
        match node:
            case ast.Raise(exc=ast.Call(func=ast.Name(id=name)) | ast.Name(id=name)) if name[0].isupper():
                found.add(name)
            case ast.Raise(exc=ast.Call(func=ast.Attribute(attr=name)) | ast.Attribute(attr=name)):
                found.add(name)
            case ast.Call(func=ast.Name(id="refuse")):
                found.add("Refused")
            case _:
                pass
    return {name for name in found - OF_OTHERS if not name.startswith("_")}


def silent(module: Module) -> Iterator[str]:
    """Public functions of a module that keep an error to themselves."""
    for node in module.nodes:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            said = ast.get_docstring(node) or ""
            missing = sorted(name for name in raised(node) if name not in said)
            if missing:
                yield f"{module.path}:{node.lineno} {node.name}: {', '.join(missing)}"


# The functions of reviews are written up with their renaming.
@pytest.mark.parametrize("app", [app for app in APPS if not app.startswith("reviews")])
def test_public_functions_say_what_they_raise(app):
    found = [line for module in modules() if module.path.startswith(app) for line in silent(module)]
    assert found == []
