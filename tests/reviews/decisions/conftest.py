from __future__ import annotations

import pytest

from effgenai.conferences.core.states import Role
from reviews.decisions.services.classes import install_default_decisions
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("effgenai.conferences.middleware.timezone.now", lambda: NOW)


@pytest.fixture
def conference():
    return make_conference("effgenai", contact_email="chairs@example.org")


@pytest.fixture
def kinds(conference):
    return dict(zip(("oral", "poster", "reject"), install_default_decisions(conference, NOW), strict=True))


@pytest.fixture
def chair(conference, client):
    person = make_member(conference, Role.CHAIR, make_user("Cecily Chair"))
    client.force_login(person)
    return person


@pytest.fixture
def papers(conference, kinds):
    return [
        make_submission(conference, [make_user(f"Author {n}"), make_user(f"Second {n}")], title=f"Title {n}")
        for n in range(3)
    ]
