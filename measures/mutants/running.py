"""Runs the tests that reach a mutant until one notices it; a plugin of pytest, so one set-up serves all."""

from __future__ import annotations

import gc
import importlib
import signal
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import CodeType, FrameType, FunctionType
from typing import Any, cast

import coverage
import pytest
from _pytest.runner import runtestprotocol

from measures.mutants.changes import Mutant, is_of_queryset, mutants_of, narrowing_methods
from measures.sources import Module

# A fault may never end.
SECONDS_A_TEST = 120


@dataclass
class Limits:
    """How much is tried: mutants of a module (spread over it), and seconds for the tests of one mutant."""

    mutants: int = 200
    seconds: float = 60


@dataclass
class Mutants:
    """Tries each mutant of some modules, instead of running the tests as usual, and gathers the survivors."""

    modules: list[Module]
    querysets: list[Module]
    limits: Limits
    survivors: list[str] = field(default_factory=list)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run all tests once to learn which lines they reach, then those that reach a mutant."""
        gc.unfreeze()  # tests freeze what was imported, and what is frozen is not found
        for module in self.modules:
            importlib.import_module(module.name)
        tests = _Tests(session, [str(module.root / module.path) for module in self.modules])
        narrowing = narrowing_methods(module.text for module in self.querysets)
        for module in self.modules:
            self._try(module, tests, narrowing, session.config.get_terminal_writer().line)
        return True

    def _try(
        self, module: Module, tests: _Tests, narrowing: frozenset[str], say: Callable[[str], None]
    ) -> None:
        filename = str(module.root / module.path)
        found = [
            mutant for mutant in mutants_of(module.text, filename, narrowing) if _is_asked(mutant, module)
        ]
        tried = found[:: max(1, -(-len(found) // self.limits.mutants))]
        say(f"{module.path}: {len(tried)} of {len(found)} mutants")
        for mutant in tried:
            items = tests.reaching(filename, mutant.lines)
            verdict = tests.verdict(mutant, filename, items, self.limits.seconds) if items else "no test"
            if verdict:
                line = f"{module.path}:{mutant.lines[0]} {mutant.function}: {mutant.what} ({verdict})"
                self.survivors.append(line)
                say(f"  survived: {line}")


def _is_asked(mutant: Mutant, module: Module) -> bool:
    """Of modules of models, querysets and functions alone: the rest says nothing of who sees what."""
    is_of_models = "models" in module.name.split(".")
    return not is_of_models or is_of_queryset(mutant.function) or "." not in mutant.function


class _Tests:
    """The tests of a session, with the lines of some files that each reaches and the time that each takes."""

    def __init__(self, session: pytest.Session, files: list[str]) -> None:
        self._session = session
        self._seconds: dict[str, float] = {}
        self._reach = defaultdict[tuple[str, int], set[str]](set)
        self._noticed: list[str] = []
        counter = coverage.Coverage(data_file=None, include=files, config_file=False)
        counter.start()
        for item in session.items:
            counter.switch_context(item.nodeid)
            begun = time.monotonic()
            if self._passes(item):
                self._seconds[item.nodeid] = time.monotonic() - begun
        counter.stop()
        for file in files:
            for line, names in counter.get_data().contexts_by_lineno(file).items():
                self._reach[file, line].update(names)

    def reaching(self, file: str, lines: range) -> list[pytest.Item]:
        """The tests that reach a line: first those that noticed a mutant before, then the quickest."""
        names = set().union(*(self._reach[file, line] for line in lines))
        order = {name: place for place, name in enumerate(reversed(self._noticed), -len(self._noticed))}
        items = [item for item in self._session.items if item.nodeid in names & self._seconds.keys()]
        return sorted(items, key=lambda item: (order.get(item.nodeid, 0), self._seconds[item.nodeid]))

    def verdict(self, mutant: Mutant, file: str, items: list[pytest.Item], seconds: float) -> str:
        """Empty if a test notices the mutant, else how many did not."""
        until = time.monotonic() + seconds
        with in_place(mutant, file):
            for tried, item in enumerate(items):
                if time.monotonic() > until:
                    return f"passed {tried} of {len(items)} tests in {seconds:.0f} seconds"
                with _no_longer_than(SECONDS_A_TEST):
                    is_passed = self._passes(item)
                if not is_passed:
                    self._noticed = [*(name for name in self._noticed if name != item.nodeid), item.nodeid]
                    return ""
        return f"passed all {len(items)} tests"

    def _passes(self, item: pytest.Item) -> bool:
        rest = cast("pytest.Item", _Rest(self._session))
        reports = runtestprotocol(item, log=False, nextitem=rest)
        return all(report.outcome != "failed" for report in reports)


class _Rest:
    """Stands for the next test, so that what the whole session shares stays set up, and nothing else."""

    def __init__(self, session: pytest.Session) -> None:
        self._session = session

    def listchain(self) -> list[Any]:
        return [self._session]


@contextmanager
def in_place(mutant: Mutant, file: str) -> Iterator[None]:
    """Let every function that was made from the code of the original run that of the mutant."""
    functions = [
        found
        for found in gc.get_objects()
        if type(found) is FunctionType
        and _is_original(found.__code__, mutant, file)  # lazy ones would wake up
    ]
    before = [function.__code__ for function in functions]
    for function in functions:
        function.__code__ = mutant.code
    try:
        yield
    finally:
        for function, code in zip(functions, before, strict=True):
            function.__code__ = code


def _is_original(code: CodeType, mutant: Mutant, file: str) -> bool:
    return code.co_filename == file and code.co_qualname == mutant.function


@contextmanager
def _no_longer_than(seconds: int) -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"longer than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
