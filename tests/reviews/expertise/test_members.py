"""Who reads papers in which role, when they are away, and what is asked of those of whom little is known."""

import datetime as dt

import pytest

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from reviews.expertise.models import PastPaper, Reviewer
from reviews.expertise.queries import (
    Member,
    expertise_todos,
    members_with_role,
    members_without_expertise,
    reviewer_of,
)
from reviews.expertise.rules import USUAL_LOAD, why_not_away
from tests.support.factories import NOW, make_conference, make_member, make_user

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 3, 2)
DAY = dt.timedelta(days=1)


@pytest.fixture
def conference():
    return make_conference("effgenai")


@pytest.fixture
def elsewhere():
    return make_conference("other")


def viewer(conference, person):
    return viewer_for(user=person, conference=conference, at=NOW)


def working_data(conference, person, *, topics=False, **fields):
    row = Reviewer.objects.create(conference=conference, user=person, joined_at=NOW, **fields)
    row.topics.set(conference.topics.all() if topics else [])
    return row


@pytest.mark.parametrize(
    ("first", "last", "is_away"),
    [
        (MONDAY, MONDAY, True),
        (MONDAY - DAY, MONDAY + DAY, True),
        (MONDAY + DAY, MONDAY + 2 * DAY, False),
        (MONDAY - 2 * DAY, MONDAY - DAY, False),
        (None, None, False),
        (None, MONDAY, False),
        (MONDAY, None, False),
    ],
)
def test_a_member_is_away_from_the_first_day_to_the_last(first, last, is_away):
    member = Member(make_user(), USUAL_LOAD, [], away_from=first, away_until=last)
    assert member.is_away(MONDAY) == is_away


def test_a_single_day_away_is_one():
    assert why_not_away(MONDAY, MONDAY) is None
    assert why_not_away(None, None) is None
    assert "before the first" in why_not_away(MONDAY, MONDAY - DAY)


def test_members_are_those_with_the_role_here_by_name(conference, elsewhere):
    zoe, ada = (make_member(conference, Role.REVIEWER, make_user(name)) for name in ("Zoe", "Ada"))
    make_member(conference, Role.AREA_CHAIR)
    make_member(elsewhere, Role.REVIEWER)
    working_data(conference, zoe, load_max=7, load_min=2, is_senior=True)
    working_data(elsewhere, ada, load_max=9)
    found = members_with_role(viewer(conference, zoe), Role.REVIEWER)
    assert [(one.user, one.load_max, one.load_min, one.is_senior) for one in found] == [
        (ada, USUAL_LOAD, 0, False),
        (zoe, 7, 2, True),
    ]


def test_the_working_data_of_somebody_are_their_own(conference, elsewhere):
    one, other = make_member(conference, Role.REVIEWER), make_member(conference, Role.REVIEWER)
    working_data(conference, other)
    working_data(elsewhere, one)
    assert reviewer_of(viewer(conference, one)) is None
    row = working_data(conference, one)
    assert reviewer_of(viewer(conference, one)) == row
    assert reviewer_of(viewer(conference, None)) is None


def test_unknown_are_members_here_with_an_account_that_is_open(conference, elsewhere):
    una = make_member(conference, Role.REVIEWER, make_user("Una Unknown"))
    working_data(conference, una)  # which names no topic
    make_member(elsewhere, Role.REVIEWER)
    make_member(conference, Role.CHAIR)
    make_member(conference, Role.REVIEWER, make_user("Gone", is_active=False))
    working_data(conference, make_member(conference, Role.AREA_CHAIR), topics=True)
    PastPaper.objects.create(user=make_member(conference, Role.REVIEWER), title="On Things")
    assert members_without_expertise(viewer(conference, una)) == [una]


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AREA_CHAIR])
@pytest.mark.parametrize(
    ("topics", "papers", "actions"),
    [
        (False, False, ["Choose topics"]),
        (False, True, ["Choose topics"]),
        (True, False, ["Add past papers"]),
        (True, True, []),
    ],
)
def test_readers_are_asked_for_what_is_not_known_of_them(conference, role, topics, papers, actions):
    person = make_member(conference, role)
    working_data(conference, person, topics=topics)
    if papers:
        PastPaper.objects.create(user=person, title="On Things")
    assert [todo.action for todo in expertise_todos(viewer(conference, person))] == actions


def test_nobody_else_is_asked_for_expertise(conference):
    assert list(expertise_todos(viewer(conference, None))) == []
    assert list(expertise_todos(viewer(conference, make_member(conference, Role.CHAIR)))) == []
    newcomer = make_member(conference, Role.REVIEWER)  # who has set nothing yet
    assert [todo.action for todo in expertise_todos(viewer(conference, newcomer))] == ["Choose topics"]
