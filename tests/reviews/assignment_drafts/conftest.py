"""A conference with one reviewer for each paper, and its chair, who is signed in."""

import pytest

from effgenai.conferences.core.states import Role
from tests.support.factories import make_conference, make_member, make_user


@pytest.fixture
def conference():
    return make_conference("effgenai", reviews_per_paper=1)


@pytest.fixture
def chair(conference, client):
    person = make_member(conference, Role.CHAIR, make_user("Cecily Chair"))
    client.force_login(person)
    return person
