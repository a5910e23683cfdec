"""Views, tasks, commands and middleware ask the clock, where work begins; all else is told the time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = ("effgenai", "submissions", "reviews", "program", "demo")
CLOCKS = re.compile(
    r"(?:.*\.)?(?:timezone\.(?:now|localdate|localtime)|datetime\.(?:now|utcnow|today)|date\.today|time\.time)"
)
BEGINNINGS = re.compile(
    r".*/(?:views(?:/\w+)?|tasks|middleware|management/commands/\w+)\.py"
    r"|effgenai/embedded/.*"  # servers of a development site: no part of the product
)
EXCEPTIONS = {
    "effgenai/accounts/models.py",  # Django's own default of when an account was made
    "effgenai/accounts/sign_in/moments.py",  # for allauth, which passes on no time
}


def clocks_in(path: Path) -> Iterator[int]:
    """The lines of a module that name a clock."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and CLOCKS.fullmatch(ast.unparse(node)):
            yield node.lineno


def test_nothing_deep_inside_asks_a_clock() -> None:
    paths = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    deep = [
        f"{name}:{line}"
        for path in paths
        if not BEGINNINGS.fullmatch(name := str(path.relative_to(ROOT))) and name not in EXCEPTIONS
        for line in clocks_in(path)
    ]
    assert deep == []


def test_no_exception_is_left_over() -> None:
    assert [name for name in EXCEPTIONS if not list(clocks_in(ROOT / name))] == []
