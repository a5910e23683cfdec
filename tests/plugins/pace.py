"""Lets a run take less time; what is tested, and how, stays the same."""

from __future__ import annotations

import gc

import pytest

# The files and folders that take longest. A file is run by one process: begun last, it would be waited for.
LONG = (
    "tests/leaks/",
    "tests/browser/",
    "tests/effgenai/archive/test_w",
    "tests/demo/",
    "tests/effgenai/mail/test_killed_worker",
    "tests/effgenai/embedded/",
    "tests/project/chaos/",
    "tests/effgenai/conferences/desk/",
)

# Rows and contexts of a few dozen requests; Python's own 700 make a fifth of a run's work.
OBJECTS_BETWEEN_COLLECTIONS = 100_000


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest come first."""
    items.sort(key=lambda item: _place(item.nodeid))


def _place(name: str) -> int:
    return next((place for place, start in enumerate(LONG) if name.startswith(start)), len(LONG))


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and never again through what is imported by now and stays."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, 20, 50)
