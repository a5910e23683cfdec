"""How long functions, modules, templates and lines are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from measures.findings import Finding, Measured
from measures.sources import PYTHON, ROOT, Module, folders

MAX_LINES_OF_MODULE = 400
MAX_LINES_OF_TEMPLATE = 60
MAX_CHARACTERS = 120
MAX_LINES_OF_FUNCTION = 45
# Half of all functions, and nine of ten, have at most so many lines.
P50, P90 = 7, 20
STYLED = (".py", ".html", ".jinja", ".css", ".js", ".toml", ".yml", ".yaml", ".xml", ".sh")
# Prose of the example conference; the browser wraps it.
PROSE = ("demo/content/*.py",)
AT_THE_TOP = ("Makefile", "Dockerfile", "pyproject.toml", "docker-compose.yml", ".ci/run", "manage.py")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def function_lengths(modules: list[Module]) -> Measured:
    """Lines of each function of the product, from `def` to its last line; an inner one counts in both."""
    lengths = {
        f"{module.path}:{function.lineno} {function.name}": _lines(function)
        for module in modules
        if not module.is_test
        for function in _functions(module)
    }
    found = sorted(lengths.values()) or [0]
    half, ninth, most = found[len(found) // 2], found[len(found) * 9 // 10], found[-1]
    over = [
        Finding("function lengths", place, f"{count} lines")
        for place, count in lengths.items()
        if count > MAX_LINES_OF_FUNCTION
    ]
    over += [
        Finding("function lengths", ".", f"{name} of all functions is {value}, limit {limit}")
        for name, value, limit in (("p50", half, P50), ("p90", ninth, P90))
        if value > limit
    ]
    return Measured(
        "function lengths",
        "lines from def to the last one, docstring included, decorators and tests not",
        f"p50 {half} (limit {P50}), p90 {ninth} ({P90}), longest {most} ({MAX_LINES_OF_FUNCTION}), "
        f"{len(found)} functions",
        over,
    )


def module_lengths(modules: list[Module]) -> Measured:
    """Lines of each module of the product; long ones of tests are only told."""
    counts = {module.path: module.text.count("\n") for module in modules if not _is_prose(module.path)}
    longest = max((path for path in counts if not path.startswith("tests/")), key=lambda path: counts[path])
    over = [
        Finding("module lengths", path, f"{count} lines")
        for path, count in counts.items()
        if count > MAX_LINES_OF_MODULE
    ]
    return Measured(
        "module lengths",
        "lines of each Python file; not counted: migrations, prose of the example conference; told apart: "
        "tests",
        f"at most {counts[longest]} ({longest}), limit {MAX_LINES_OF_MODULE}, {len(counts)} modules",
        [finding for finding in over if not finding.path.startswith("tests/")],
        [f"{finding.path}: {finding.what}" for finding in over if finding.path.startswith("tests/")],
    )


def template_lengths(root: Path = ROOT) -> Measured:
    """Lines of each template of a page that is too long to be taken in at once."""
    found = (path for path in (root / "templates").rglob("*") if path.suffix in {".html", ".jinja"})
    paths = sorted(path.relative_to(root).as_posix() for path in found)
    counts = {path: (root / path).read_text(encoding="utf-8").count("\n") for path in paths}
    longest = max(counts, key=lambda path: counts[path])
    return Measured(
        "template lengths",
        "lines of each .html and .jinja template; not counted: texts of mails",
        f"at most {counts[longest]} ({longest}), limit {MAX_LINES_OF_TEMPLATE}, {len(counts)} templates",
        [
            Finding("template lengths", path, f"{count} lines")
            for path, count in counts.items()
            if count > MAX_LINES_OF_TEMPLATE
        ],
    )


def line_lengths(root: Path = ROOT) -> Measured:
    """Lines of every source, template and style that are too long."""
    files = list(_styled(root))
    over = [
        Finding("line lengths", f"{path}:{number}", f"{len(line)} characters")
        for path in files
        for number, line in enumerate((root / path).read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > MAX_CHARACTERS
    ]
    paths = len({finding.path for finding in over})
    return Measured(
        "line lengths",
        f"characters of each line of {', '.join(STYLED)} and the .txt templates; not counted: migrations, "
        "prose of docs and of the example conference",
        f"{len(over)} lines over {MAX_CHARACTERS} in {paths} of {len(files)} files",
        over,
    )


def _functions(module: Module) -> Iterator[Function]:
    return (node for node in module.nodes if isinstance(node, Function))


def _lines(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _styled(root: Path) -> Iterator[str]:
    yield from (name for name in AT_THE_TOP if (root / name).is_file())
    for folder, entries in folders(root, (*PYTHON, "static", "templates")):
        suffixes = (*STYLED, ".txt") if folder.startswith("templates") else STYLED
        names = [*entries, "__init__.py"] if (root / folder / "__init__.py").exists() else entries
        yield from (
            f"{folder}/{name}"
            for name in names
            if name.endswith(suffixes) and not _is_prose(f"{folder}/{name}")
        )


def _is_prose(path: str) -> bool:
    return any(fnmatch(path, prose) for prose in PROSE)
