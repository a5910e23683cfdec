"""Conferences with other settings: the page says in what they differ, and the walk finds just that.

All people who have to do with papers walk where the most is secret; those for whom a mode differs, also after
the release.
"""

from __future__ import annotations

import pytest

from tests.leaks.checks import OF_PAPERS, check_phase
from tests.leaks.table import people_concerned

MODES_HERE = ["single-blind", "authors shown to area chairs", "held back"]


@pytest.mark.django_db
@pytest.mark.parametrize("quarter", range(4))
@pytest.mark.parametrize("mode", MODES_HERE)
def test_people_meet_what_this_mode_allows_and_nothing_else(mode: str, quarter: int) -> None:
    people = OF_PAPERS[quarter::4]
    assert people
    check_phase("decided", people, mode)


@pytest.mark.django_db
@pytest.mark.parametrize("mode", MODES_HERE)
def test_after_the_release_they_do_as_well(mode: str) -> None:
    people = people_concerned(mode)
    assert people
    check_phase("released", people, mode)
