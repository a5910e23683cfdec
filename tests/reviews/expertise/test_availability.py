"""Senior people, least loads, days away, short notice, and whom those who decline suggest instead."""

import datetime as dt

import pytest
from django.urls import reverse

from effgenai.conferences.core.models import Membership
from effgenai.conferences.core.states import Role
from effgenai.mail.models import OutboundEmail
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.committee.models import Invitation
from reviews.committee.states import InvitationState
from reviews.expertise.models import Reviewer
from tests.support.factories import NOW, make_conference, make_member, make_submission

pytestmark = pytest.mark.django_db
AWAY = {"away_from": "2026-03-01", "away_until": "2026-03-09"}


@pytest.fixture
def conference():
    return make_conference("effgenai", contact_email="chairs@example.org")


@pytest.fixture
def chair(conference, client):
    person = make_member(conference, Role.CHAIR)
    client.force_login(person)
    return person


@pytest.fixture
def reviewer(conference):
    return make_member(conference, Role.REVIEWER)


def url(conference, name, *args):
    return reverse(f"reviews:{name}", args=[conference.slug, *args])


def set_member(client, conference, person, **fields):
    data = {"roles": ["reviewer"], "load": "4", **fields}
    return client.post(url(conference, "member", person.key), data)


def test_a_chair_says_who_is_senior_how_much_at_least_and_when_away(client, conference, chair, reviewer):
    assert set_member(client, conference, reviewer, least="2", is_senior="on", **AWAY).status_code == 302
    row = Reviewer.objects.get(user=reviewer)
    assert (row.load_max, row.load_min, row.is_senior, row.takes_emergencies) == (4, 2, True, False)
    assert (row.away_from, row.away_until) == (dt.date(2026, 3, 1), dt.date(2026, 3, 9))
    again = client.get(url(conference, "member", reviewer.key)).content.decode()
    assert 'value="2026-03-09"' in again


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"least": "5"}, "more than they take at most"),
        ({"away_from": "2026-03-01"}, "both days, or none"),
        ({"away_from": "2026-03-09", "away_until": "2026-03-01"}, "comes before the first"),
        ({"away_from": "soon", "away_until": "2026-03-01"}, "valid date"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_changed(client, conference, chair, reviewer, fields, words):
    response = set_member(client, conference, reviewer, **fields)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Reviewer.objects.exists()


def test_reviewers_say_when_they_are_away_and_keep_within_what_they_take(client, conference, reviewer):
    Reviewer.objects.create(conference=conference, user=reviewer, load_max=6, load_min=3, joined_at=NOW)
    client.force_login(reviewer)
    page = url(conference, "expertise")
    assert client.post(page, {"load": "2", "takes_emergencies": "on", **AWAY}).status_code == 302
    row = Reviewer.objects.get(user=reviewer)
    assert (row.load_max, row.load_min, row.takes_emergencies) == (2, 2, True)
    assert row.away_until == dt.date(2026, 3, 9)
    assert (
        "both days, or none" in client.post(page, {"load": "5", "away_from": "2026-03-01"}).content.decode()
    )
    row.refresh_from_db()
    assert row.load_max == 2


@pytest.mark.parametrize(
    ("word", "fields"),
    [
        ("is:senior", {"is_senior": True}),
        ("is:reserve", {"takes_emergencies": True}),
        ("is:away", {"away_from": NOW.date(), "away_until": dt.date(2099, 1, 1)}),
    ],
)
def test_the_committee_is_searched_by_it(client, conference, chair, reviewer, word, fields):
    make_member(conference, Role.REVIEWER)
    Reviewer.objects.create(conference=conference, user=reviewer, joined_at=NOW, **fields)
    page = client.get(url(conference, "committee"), {"q": word}).content.decode()
    rows = page.partition("<tbody>")[2]
    assert rows.count("<tr>") == 1
    assert reviewer.email in rows


def test_days_away_that_are_over_are_not_shown(client, conference, chair, reviewer):
    past = dt.date(2001, 1, 1)
    Reviewer.objects.create(
        conference=conference, user=reviewer, joined_at=NOW, away_from=past, away_until=past
    )
    assert "away 1 Jan" not in client.get(url(conference, "committee")).content.decode()


def test_who_can_step_in_comes_first_where_somebody_declined(client, conference, chair):
    paper = make_submission(conference)
    usual, away, reserve, declined = (make_member(conference, Role.REVIEWER) for _ in range(4))
    today = dt.datetime.now(dt.UTC).date()
    facts = {"conference": conference, "joined_at": NOW}
    Reviewer.objects.create(user=away, away_from=today, away_until=today + dt.timedelta(days=3), **facts)
    row = Reviewer.objects.create(user=usual, **facts)
    row.topics.set(paper.topics.all())
    Reviewer.objects.create(user=reserve, takes_emergencies=True, **facts)

    def named():
        page = client.get(url(conference, "assignment_paper", paper.number)).content.decode()
        rows = page.partition('id="candidates"')[2]
        return sorted((usual, away, reserve), key=lambda person: rows.index(f">{person.name}<")), rows

    order, rows = named()
    assert order[-1] == away
    assert "may be asked at short notice" in rows
    Assignment.objects.create(
        submission=paper, reviewer=declined, pseudonym="A", state=AssignmentState.DECLINED, assigned_at=NOW
    )
    assert named()[0] == [reserve, usual, away]


# --- Who could do it instead -----------------------------------------------------------------------------
def invite(conference, by, **fields):
    return Invitation.objects.create(
        conference=conference,
        email="ada@example.org",
        name="Ada",
        state=InvitationState.SENT,
        created_at=NOW,
        created_by=by,
        sent_at=NOW,
        sendings=1,
        **fields,
    )


@pytest.fixture
def at_once(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


SUGGESTED = "Grace Hopper <grace@example.org>\nsomebody in Oslo"


def test_who_declines_suggests_others_whom_the_chair_may_invite(client, conference, chair, at_once):
    invitation = invite(conference, chair)
    client.logout()
    answer = {"reason": "No time", "suggestions": SUGGESTED}
    client.post(url(conference, "decline_invitation", invitation.token), answer)
    mail = OutboundEmail.objects.get()
    assert mail.to_address == chair.email
    assert "Grace Hopper <grace@example.org>" in mail.body
    assert "No time" in mail.body
    assert invitation.token not in mail.body
    client.force_login(chair)
    assert "somebody in Oslo" in client.get(url(conference, "invitations")).content.decode()
    form = client.get(url(conference, "invite"), {"from": invitation.pk}).content.decode()
    assert "Grace Hopper &lt;grace@example.org&gt;" in form
    assert Invitation.objects.count() == 1


def test_who_invited_and_is_no_chair_any_more_is_not_told(client, conference, chair, at_once):
    invitation = invite(conference, chair)
    Membership.objects.filter(user=chair).delete()
    client.logout()
    client.post(url(conference, "decline_invitation", invitation.token), {"reason": ""})
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.DECLINED
    assert not OutboundEmail.objects.exists()


@pytest.mark.parametrize("number", ["other", "0", "x", "9" * 30])
def test_suggestions_of_another_conference_are_not_shown(client, conference, chair, number):
    other = make_conference("other")
    hidden = invite(other, None, suggestions="Hidden <hidden@example.org>")
    number = str(hidden.pk) if number == "other" else number
    page = client.get(url(conference, "invite"), {"from": number})
    assert page.status_code == 200
    assert "hidden@example.org" not in page.content.decode()
