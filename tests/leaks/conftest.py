from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.leaks.checks import time_of_the_world


@pytest.fixture(autouse=True)
def _at_the_time_of_the_world() -> Iterator[None]:
    with time_of_the_world():
        yield
