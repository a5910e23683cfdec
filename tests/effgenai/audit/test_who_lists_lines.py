"""Which lines of the record a person reads."""

from __future__ import annotations

import pytest

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from tests.support.factories import NOW, make_conference, make_member, make_user

pytestmark = pytest.mark.django_db


def line(conference, actor=None, paper=None):
    return AuditLine.objects.create(
        conference=conference, at=NOW, actor=actor, action="test.line", paper=paper
    )


@pytest.fixture
def conference():
    return make_conference("here")


def seen(person, conference, hidden=()):
    viewer = viewer_for(user=person, conference=conference, at=NOW)
    return set(AuditLine.objects.filter(action="test.line").visible_to(viewer, hidden_papers=hidden))


def test_chairs_read_their_conference_but_what_is_about_hidden_papers(conference):
    chair = make_member(conference, Role.CHAIR)
    of_others = {line(conference, make_user()), line(conference, paper=3)}
    about_hidden = line(conference, make_user(), paper=4)
    own = line(conference, chair, paper=4)
    line(make_conference(), chair)
    assert seen(chair, conference) == {*of_others, about_hidden, own}
    assert seen(chair, conference, hidden=[4]) == {*of_others, own}


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CHAIR])
def test_others_read_what_they_did_themselves(conference, role):
    person = make_member(conference, role)
    own = line(conference, person, paper=4)
    line(conference, make_user())
    line(conference)
    line(make_conference(), person)
    assert seen(person, conference, hidden=[4]) == {own}
    assert seen(None, conference) == set()
