import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.conferences.core.states import Role
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.web.todos import Todo, Todos
from reviews.committee.models import Invitation
from reviews.committee.states import InvitationState
from tests.support.contributions import contributing
from tests.support.factories import NOW, make_conference, make_member, make_milestone, make_user

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def conference():
    return make_conference("effgenai")


@pytest.fixture
def person(client):
    user = make_user("Ada", "ada@example.org")
    client.force_login(user)
    return user


def me(client, conference):
    return client.get(reverse("conferences:me", args=[conference.slug]))


def invite(conference, email, **fields):
    values = {"created_at": NOW, "sent_at": NOW, "sendings": 1, "state": InvitationState.SENT}
    return Invitation.objects.create(conference=conference, email=email, **{**values, **fields})


def test_visitors_sign_in_first_and_come_back(client, conference):
    assert me(client, conference)["Location"] == "/account/login/?next=/effgenai/me/"


def test_who_has_nothing_to_do_is_told_what_could_be_done(client, conference, person):
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW + DAY)
    html = me(client, conference).content.decode()
    assert "Nothing waits for you" in html
    assert 'href="/effgenai/submissions/new/"' in html
    conference.milestones.update(instant=NOW - DAY)
    assert 'href="/effgenai/submissions/new/"' not in me(client, conference).content.decode()


def test_duties_of_all_roles_stand_in_one_list_the_nearest_first(client, conference, person):
    found = [
        Todo("Later", "/later/", "Do it", due=NOW + 3 * DAY),
        Todo("Sooner", "/sooner/", "Do it", due=NOW + DAY, note="A note"),
        Todo("Over", "/over/", "See it", done=True),
    ]
    with contributing(Todos, Todos(lambda _: found[:1]), Todos(lambda _: found[1:])):
        html = me(client, conference).content.decode()
    assert html.index("Sooner") < html.index("Later") < html.index("Over")
    assert "in 1 day" in html
    assert html.count("button primary") == 1


def test_an_invitation_to_any_verified_address_waits_for_its_answer(client, conference, person):
    EmailAddress.objects.create(user=person, email="Ada@Work.example", verified=True)
    EmailAddress.objects.create(user=person, email="ada@claimed.example", verified=False)
    mine = invite(conference, "ada@work.EXAMPLE")
    others = [
        invite(conference, "ada@claimed.example"),
        invite(conference, "other@example.org"),
        invite(make_conference("other"), "ada@example.org"),
        invite(conference, "ada@example.org", state=InvitationState.DECLINED, answered_at=NOW),
    ]
    html = me(client, conference).content.decode()
    assert reverse("reviews:invitation", args=["effgenai", mine.token]) in html
    for other in others:
        assert other.token not in html


def test_an_invitation_that_was_not_sent_or_has_lapsed_does_not_wait(client, conference, person):
    invite(conference, "ada@example.org", state=InvitationState.PREPARED, sent_at=None, sendings=0)
    invite(conference, "ada@example.org", role=Role.AREA_CHAIR, sent_at=NOW - 400 * DAY)
    assert "You are invited" not in me(client, conference).content.decode()


def test_the_page_needs_the_same_queries_for_one_invitation_and_three(client, conference, person):
    counts = []
    for roles in ((Role.REVIEWER,), (Role.AREA_CHAIR, Role.CHAIR)):
        for role in roles:
            invite(conference, "ada@example.org", role=role)
        me(client, conference)
        with CaptureQueriesContext(connection) as queries:
            me(client, conference)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_way_to_the_desk_is_shown_to_those_who_may_enter_it(client, conference, person):
    assert "/effgenai/chair/" not in me(client, conference).content.decode()
    make_member(conference, Role.SITE_EDITOR, person)
    assert "/effgenai/chair/" in me(client, conference).content.decode()
