import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.web.todos import Todo, Todos
from reviews.committee.models import Invitation
from reviews.committee.states import InvitationState
from submissions.core.states import SubmissionState
from tests.support.contributions import contributing
from tests.support.factories import (
    NOW,
    make_conference,
    make_member,
    make_milestone,
    make_submission,
    make_user,
)

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


# --- All conferences of one person ----------------------------------------------------------------------


def mine(client):
    return client.get(reverse("site:mine")).content.decode()


def test_all_conferences_of_a_person_stand_on_one_page_with_what_waits_there(client, conference, person):
    make_member(conference, Role.CHAIR, person)
    other = make_conference("other", short_name="Other")
    make_submission(other, [person], title="A draft of mine", state=SubmissionState.DRAFT)
    make_conference("third", short_name="Third")
    page = mine(client)
    assert page.index("A draft of mine") < page.index('href="/effgenai/chair/"')
    assert "Third" not in page
    assert 'href="/other/chair/"' not in page


def test_who_is_invited_finds_the_invitation_among_their_conferences(client, conference, person):
    EmailAddress.objects.create(user=person, email="ada@work.example", verified=True)
    invite(conference, "ADA@work.example")
    assert "You are invited as reviewer" in mine(client)


def test_who_takes_part_nowhere_is_told_where_conferences_are(client, conference, person):
    assert "You take part in no conference yet" in mine(client)


def test_visitors_sign_in_before_they_see_theirs(client):
    assert client.get(reverse("site:mine"))["Location"] == "/account/login/?next=/conferences/mine/"


def test_a_draft_conference_is_shown_to_its_members_alone(client, person):
    hidden = make_conference("hidden", short_name="Hidden", public_state=PublicState.DRAFT)
    make_submission(hidden, [person])
    assert "Hidden" not in mine(client)
    make_member(hidden, Role.REVIEWER, person)
    assert "Hidden" in mine(client)


@pytest.mark.parametrize(
    ("roles", "place"),
    [
        ((), "/current/me/"),
        (("lone",), "/lone/me/"),
        (("lone", "current"), "/conferences/mine/"),
    ],
)
def test_signing_in_leads_to_what_needs_the_person(client, roles, place):
    user = make_user("Ada", "ada@example.org", password="a long enough word")
    conferences = {
        "current": make_conference("current", is_current=True),
        "lone": make_conference("lone", is_current=False),
    }
    for name in roles:
        make_member(conferences[name], Role.REVIEWER, user)
    answer = client.post(reverse("account_login"), {"login": user.email, "password": "a long enough word"})
    assert answer["Location"] == place
