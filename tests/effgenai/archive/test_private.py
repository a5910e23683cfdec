"""Nothing that visitors may not see is ever in an export: every byte of every file is searched."""

from __future__ import annotations

import datetime as dt
import zipfile

import pytest

from effgenai.archive.writing.folder import files_of
from effgenai.archive.writing.writer import write_site
from effgenai.archive.writing.zips import write_zip
from tests.leaks.checks import TABLE, time_of_the_world
from tests.leaks.table import Row
from tests.leaks.world import PHASES, build, marker
from tests.support.factories import NOW

# Where docs/visibility.md lets everyone meet a name.
OPEN = {"conferences:people": "people/index.html"}


def may_be_in(row: Row, file: str, phase: str) -> bool:
    return row.allows("visitor", phase, "") or any(OPEN.get(place) == file for place in row.places)


@pytest.mark.django_db
@pytest.mark.parametrize("phase", PHASES)
def test_no_file_holds_what_visitors_may_not_see(phase, tmp_path):
    with time_of_the_world():
        world = build(phase)
        write_site(world.conference, tmp_path / "site", at=NOW + dt.timedelta(hours=1))
    with (tmp_path / "site.zip").open("wb") as target:
        write_zip(tmp_path / "site", target, name="site")
    files = files_of(tmp_path / "site")
    assert len(files) > 8
    met = {row.marker for row in TABLE for file in files if holds(tmp_path / "site" / file, row)}
    leaks = [
        f"{file} tells {row.marker}"
        for row in TABLE
        for file in [*files, "archive.json"]
        if holds(tmp_path / "site" / file, row) and not may_be_in(row, file, phase)
    ]
    assert leaks == []
    assert {row.marker for row in TABLE if row.allows("visitor", phase, "")} <= met
    with zipfile.ZipFile(tmp_path / "site.zip") as packed:
        assert {name.removeprefix("site/") for name in packed.namelist()} == {*files, "archive.json"}


def holds(path, row: Row) -> bool:
    return marker(row.marker).encode() in path.read_bytes()
