"""Chairs in conflict with a paper notice nothing of it, and people without a role change nothing."""

from __future__ import annotations

import pytest

from tests.leaks.checks import looks_of_what_is_not_there, pages_that_tell, posts_that_change

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("person", ["chair_in_conflict", "chair_author"])
def test_a_chair_in_conflict_cannot_notice_what_happens_to_the_paper(person: str) -> None:
    assert pages_that_tell(person) == []


@pytest.mark.parametrize("person", ["visitor", "stranger"])
def test_posts_of_people_without_a_role_change_nothing(person: str) -> None:
    assert posts_that_change(person) == []


@pytest.mark.parametrize("person", ["visitor", "stranger"])
def test_what_is_not_there_looks_the_same_everywhere(person: str) -> None:
    assert len(looks_of_what_is_not_there(person)) == 1
