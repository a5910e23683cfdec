from __future__ import annotations

from collections.abc import Iterator

import pytest
from coverage import Coverage

from tests.leaks.checks import time_of_the_world
from tests.leaks.walk import patterns


@pytest.fixture(autouse=True)
def _at_the_time_of_the_world() -> Iterator[None]:
    with time_of_the_world():
        yield


@pytest.fixture(autouse=True)
def _uncounted() -> Iterator[None]:
    """What only the walk runs counts as untested; counting would be a third of its time."""
    running = Coverage.current()
    list(patterns())  # every view is imported while it still counts
    if running:
        running.stop()
    yield
    if running:
        running.start()
