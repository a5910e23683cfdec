"""Retired words that come back as names. The table of them is docs/glossary.md."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from measures.findings import Finding, Measured
from measures.sources import APPS, ROOT, Module, folders

GLOSSARY = "docs/glossary.md"
COLUMNS = ["Concept", "Code", "Pages", "Usage", "Retired"]
_RETIRED = re.compile(r"`([\w ]+)`(?: in ((?:(?! except in )[\w/., ])+))?(?: except in ([\w/., ]+))?")
_CODE = re.compile(r"`([\w.]+)`")
# CamelCase, SHOUTED and snake_case fall apart into the same words.
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@dataclass(frozen=True)
class Entry:
    """One line of the glossary."""

    concept: str
    code: tuple[str, ...]
    pages: str
    usage: str
    retired: tuple[Retired, ...]


@dataclass(frozen=True)
class Retired:
    """A word or phrase that no name may hold; in capitals: no constant.

    `folders` are the paths that it is limited to (none: everywhere), `exempt` those where it may stand.
    """

    phrase: str
    folders: tuple[str, ...] = ()
    exempt: tuple[str, ...] = ()

    def is_in(self, name: str, path: str) -> bool:
        """Whether a name at a path holds it as whole words."""
        place = path.removeprefix("tests/").removeprefix("templates/")
        if place.startswith(self.exempt) or (self.folders and not place.startswith(self.folders)):
            return False
        if self.phrase.isupper() and not name.isupper():
            return False
        return f" {' '.join(words_of(self.phrase))} " in f" {' '.join(words_of(name))} "


def read_glossary(text: str) -> list[Entry]:
    """The entries of every table with the columns of the glossary."""
    lines = (line.strip() for line in text.splitlines())
    rows = [[cell.strip() for cell in line[1:-1].split("|")] for line in lines if line.startswith("|")]
    rows = [row for row in rows if len(row) == len(COLUMNS) and row != COLUMNS]
    return [_entry(row) for row in rows if set(row[0]) != {"-"}]


def retired_words(modules: list[Module], root: Path = ROOT) -> Measured:
    """Names in the product and in helpers of the tests, and names of files, that hold a retired word."""
    entries = read_glossary((root / GLOSSARY).read_text(encoding="utf-8"))
    words = {words_of(retired.phrase)[0] for entry in entries for retired in entry.retired}
    fine = {word for entry in entries for word in entry.code if "." in word}  # files that others look for
    files = ((place, name) for place, name in _names_of_files(root) if name not in fine)
    names = [*files, *(named for module in modules for named in names_of(module))]
    found = [
        Finding("retired words", place, f"{retired.phrase}: {name} (now {' or '.join(entry.code)})")
        for place, name in names
        if not words.isdisjoint(words_of(name))
        for entry in entries
        for retired in entry.retired
        if retired.is_in(_without_words_in_use(name, entry.code), place)
    ]
    return Measured(
        "retired words",
        "names that modules define (functions, classes, arguments, variables, attributes, keywords; in "
        "helpers of tests functions, classes, arguments), and names of files, against "
        f"{GLOSSARY}; not counted: migrations, names of tests, which are sentences",
        f"{len(found)} names with one of {sum(len(entry.retired) for entry in entries)} retired words",
        found,
    )


@cache
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, small: `MAX_loadOf` holds max, load and of."""
    return tuple(word.lower() for word in _WORD.findall(name))


def names_of(module: Module) -> Iterator[tuple[str, str]]:
    """Each name that a module defines, once for each line, as (path:line, name); of tests what is offered."""
    names = _offered if module.is_test else _defined
    found = ((getattr(node, "lineno", 1), name) for node in module.nodes for name in names(node))
    yield from ((f"{module.path}:{line}", name) for line, name in dict.fromkeys(found))


def _entry(row: list[str]) -> Entry:
    concept, code, pages, usage, retired = row
    found = tuple(_retired(*parts) for parts in _RETIRED.findall(retired))
    return Entry(concept, tuple(_CODE.findall(code)), pages, usage, found)


def _retired(phrase: str, folders: str, exempt: str) -> Retired:
    return Retired(phrase, _paths(folders), _paths(exempt))


def _paths(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(",") if part.strip())


def _offered(node: ast.AST) -> Iterator[str]:
    """Functions, classes and arguments, but tests."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield from () if name.startswith("test_") else (name,)
        case ast.arg(arg=name):
            yield name
        case _:
            return


def _defined(node: ast.AST) -> Iterator[str]:
    """What a piece of syntax gives a name to; names that it only uses are defined elsewhere."""
    yield from _offered(node)
    match node:
        case ast.keyword(arg=str(name)) | ast.alias(asname=str(name)):
            yield name
        case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
            yield name
        case _:
            return


def _names_of_files(root: Path) -> Iterator[tuple[str, str]]:
    for folder, entries in folders(root, (*APPS, "static", "templates", "tests")):
        yield from ((f"{folder}/{name}", name) for name in entries if not name.startswith("test_"))


def _without_words_in_use(name: str, code: tuple[str, ...]) -> str:
    """The name without the words that replaced retired ones: `dual_prices` may hold `prices`."""
    spaced = f" {' '.join(words_of(name))} "
    for word in code:
        spaced = spaced.replace(f" {' '.join(words_of(word))} ", " 0 ")
    return spaced.strip().upper() if name.isupper() else spaced.strip()
