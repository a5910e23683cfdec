"""Which files are measured."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[1]
APPS = ("effgenai", "submissions", "reviews", "program", "demo")
SCRIPTS = ("bench", "deploy", "docs", "measures")
PYTHON = (*APPS, *SCRIPTS, "tests")
FOLDERS = (*APPS, "bench", "deploy", "measures", "static", "templates", "tests")
# Written by a tool, or by nobody: migrations are history, caches come and go.
UNMEASURED = ("migrations", "__pycache__")


@dataclass(frozen=True)
class Module:
    """A Python file: its path from the root, and what stands in it."""

    root: Path
    path: str

    @property
    def name(self) -> str:
        """How it is imported: `reviews.bidding.rules`; a package goes by its folder."""
        return self.path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")

    @property
    def is_package(self) -> bool:
        """Whether it is the `__init__` of a folder."""
        return self.path.endswith("/__init__.py")

    @property
    def is_test(self) -> bool:
        """Whether it belongs to the tests, their helpers included."""
        return self.path.startswith("tests/")

    @cached_property
    def text(self) -> str:
        """The whole file."""
        return (self.root / self.path).read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every piece of the tree."""
        return list(ast.walk(self.tree))


def folders(root: Path = ROOT, tops: tuple[str, ...] = FOLDERS) -> Iterator[tuple[str, list[str]]]:
    """Every source folder from the root, with the names of its files and folders in order."""
    for top in tops:
        for here, inner, files in os.walk(root / top):
            inner[:] = sorted(name for name in inner if name not in UNMEASURED and not name.startswith("."))
            inner[:] = [name for name in inner if _holds_files(Path(here) / name)]
            shown = [name for name in files if not name.startswith(".") and name != "__init__.py"]
            unlisted = ["migrations"] if (Path(here) / "migrations").is_dir() else []
            yield Path(here).relative_to(root).as_posix(), sorted([*inner, *unlisted, *shown])


def modules(root: Path = ROOT, tops: tuple[str, ...] = PYTHON) -> list[Module]:
    """Every Python module but migrations, in the order of their paths."""
    paths = (path.relative_to(root).as_posix() for top in tops for path in (root / top).rglob("*.py"))
    return [Module(root, path) for path in sorted(paths) if _is_measured(path)]


def _holds_files(folder: Path) -> bool:
    """Whether anything but caches is left in a folder."""
    return any(path.is_file() and "__pycache__" not in path.parts for path in folder.rglob("*"))


def _is_measured(path: str) -> bool:
    return not any(part in UNMEASURED or part.startswith(".") for part in path.split("/"))
