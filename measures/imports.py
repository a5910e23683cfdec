"""Which modules import each other in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from measures.findings import Finding, Measured
from measures.sources import Module

Graph = dict[str, set[str]]


@dataclass(frozen=True)
class Imports:
    """What one module imports of ours: as it is loaded, inside functions, and for types alone."""

    at_once: set[str] = field(default_factory=set)
    in_calls: set[str] = field(default_factory=set)
    for_types: set[str] = field(default_factory=set)


def import_circles(modules: list[Module]) -> Measured:
    """Circles of modules that load each other; others are only remarked."""
    known = {module.name: module for module in modules if not module.is_test}
    imports = {name: imports_of(module, known) for name, module in known.items()}
    loading = circles({name: found.at_once for name, found in imports.items()})
    calling = circles({name: found.at_once | found.in_calls for name, found in imports.items()})
    typing = circles({name: found.at_once | found.for_types for name, found in imports.items()})
    return Measured(
        "import circles",
        "imports of our own modules as they are loaded; a package is loaded with each of its modules, from "
        "outside of it; told apart: circles that imports inside functions, or for types, close; not counted: "
        "tests",
        f"{len(loading)} circles among {len(known)} modules; {len(calling)} with imports inside functions, "
        f"{len(typing)} with imports for types",
        [Finding("import circles", known[circle[0]].path, " - ".join(circle)) for circle in loading],
        [
            *_remarks("imports inside functions", calling, loading),
            *_remarks("imports for types", typing, loading),
        ],
    )


def _remarks(by: str, found: list[list[str]], known: list[list[str]]) -> list[str]:
    return [f"with {by}: {' - '.join(circle)}" for circle in found if circle not in known]


def imports_of(module: Module, known: Iterable[str]) -> Imports:
    """The modules among `known` that one module imports, with the packages around them."""
    ours = set(known)
    found = Imports()
    for node, into in _statements(module.tree.body, found, found.at_once):
        for name in _names(node, module, ours):
            into.update(set(_with_packages(name, module.name, ours)) - {module.name})
    return found


def circles(graph: Graph) -> list[list[str]]:
    """Groups of modules of which each reaches all others (Tarjan's algorithm), each and all in order."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in sorted(graph.get(name, ())):
            if other not in index:
                visit(other)
            if other in stack:
                low[name] = min(low[name], low[other])
        if low[name] == index[name]:
            group = stack[stack.index(name) :]
            del stack[-len(group) :]
            if len(group) > 1:
                found.append(sorted(group))

    for name in sorted(graph):
        if name not in index:
            visit(name)
    return sorted(found)


def _statements(
    body: Iterable[ast.AST], found: Imports, into: set[str]
) -> Iterator[tuple[ast.Import | ast.ImportFrom, set[str]]]:
    """Each import of a module, and the set of `found` that it belongs to."""
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, into
        elif not isinstance(node, ast.expr):
            yield from _statements(ast.iter_child_nodes(node), found, _deeper(node, found, into))


def _deeper(node: ast.AST, found: Imports, into: set[str]) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return found.in_calls
    return found.for_types if _is_for_types(node) else into


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def _names(node: ast.Import | ast.ImportFrom, module: Module, ours: set[str]) -> Iterator[str]:
    """The modules that a statement names: `from a.b import c` is a.b.c where that is one, else a.b."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name in ours)
        return
    base = _base(node, module)
    for alias in node.names:
        longer = f"{base}.{alias.name}"
        yield longer if longer in ours else base


def _base(node: ast.ImportFrom, module: Module) -> str:
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    up = node.level - module.is_package
    return ".".join([*parts[: len(parts) - up], *([node.module] if node.module else [])])


def _with_packages(name: str, importer: str, ours: set[str]) -> Iterator[str]:
    """The module and the packages around it that are loaded with it; those that the importer is in are."""
    parts = name.split(".")
    for length in range(1, len(parts) + 1):
        loaded = ".".join(parts[:length])
        if loaded in ours and (loaded == name or not f"{importer}.".startswith(f"{loaded}.")):
            yield loaded
