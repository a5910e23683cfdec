from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from effgenai.archive.writing.writer import write_site
from tests.leaks.checks import time_of_the_world
from tests.leaks.world import build
from tests.support.factories import NOW

AN_HOUR_LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def world(db):
    """A whole conference after the release of its programme."""
    with time_of_the_world():
        yield build("programme")


@pytest.fixture
def written(world, tmp_path) -> Path:
    """Its site as files."""
    write_site(world.conference, tmp_path / "site", at=AN_HOUR_LATER)
    return tmp_path / "site"
