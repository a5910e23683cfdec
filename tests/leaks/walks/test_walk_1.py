"""A quarter of the people walk the whole site in every phase: docs/visibility.md says what they may meet."""

from __future__ import annotations

import pytest

from tests.leaks.checks import PEOPLE, check_phase
from tests.leaks.world import PHASES


@pytest.mark.django_db
@pytest.mark.parametrize("phase", PHASES)
def test_these_people_meet_what_they_may_and_nothing_else(phase: str) -> None:
    people = PEOPLE[0::4]
    assert people
    check_phase(phase, people)
