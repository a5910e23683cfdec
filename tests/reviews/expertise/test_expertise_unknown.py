"""No member of the committee of whom nothing is known goes unnoticed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.mail.models import Mailing, OutboundEmail
from effgenai.mail.states import MailingState
from reviews.expertise.models import PastPaper, Reviewer
from reviews.expertise.queries import members_without_expertise
from tests.support.factories import NOW, make_conference, make_member, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return make_conference("effgenai")


@pytest.fixture
def chair(conference, client):
    person = make_member(conference, Role.CHAIR, make_user("Cecily Chair"))
    client.force_login(person)
    return person


@pytest.fixture
def unknown(conference):
    return make_member(conference, Role.REVIEWER, make_user("Una Unknown"))


def url(conference, name):
    return reverse(f"reviews:{name}", args=[conference.slug])


def names(conference, chair):
    viewer = viewer_for(user=chair, conference=conference, at=NOW)
    return [person.name for person in members_without_expertise(viewer)]


def test_topics_or_past_papers_are_enough_and_chairs_are_not_asked(conference, chair, unknown):
    make_member(conference, Role.AREA_CHAIR, make_user("Arno Area"))
    by_paper = make_member(conference, Role.REVIEWER, make_user("Pia Paper"))
    PastPaper.objects.create(user=by_paper, title="Mine")
    by_topic = make_member(conference, Role.REVIEWER, make_user("Tom Topic"))
    row = Reviewer.objects.create(conference=conference, user=by_topic, joined_at=NOW)
    row.topics.add(conference.topics.first())
    assert names(conference, chair) == ["Arno Area", "Una Unknown"]


def test_topics_of_another_conference_say_nothing_here(conference, chair, unknown):
    other = make_conference("another")
    row = Reviewer.objects.create(conference=other, user=unknown, joined_at=NOW)
    row.topics.add(other.topics.first())
    assert names(conference, chair) == ["Una Unknown"]


def test_the_committee_page_names_them_and_asks_them_once(client, conference, chair, unknown):
    page = client.get(url(conference, "committee")).content.decode()
    assert "Una Unknown" in page[page.index("Expertise unknown") : page.index("Papers would come")]
    for _ in range(2):
        client.post(url(conference, "ask_expertise"))
    mailing = Mailing.objects.get()
    assert mailing.state == MailingState.DRAFT
    mail = mailing.mails.get()
    assert mail.to_address == unknown.email
    assert url(conference, "expertise") in mail.body


def test_nobody_is_asked_where_all_are_known(client, conference, chair):
    make_member(conference, Role.AREA_CHAIR)
    PastPaper.objects.create(user=conference.memberships.get(role=Role.AREA_CHAIR).user, title="Mine")
    assert "Expertise unknown</" not in client.get(url(conference, "committee")).content.decode()
    page = client.post(url(conference, "ask_expertise"), follow=True).content.decode()
    assert "Something is known of every member; there is nobody to ask." in page
    assert not Mailing.objects.exists()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AREA_CHAIR, Role.PROGRAM_EDITOR])
def test_only_chairs_ask(client, conference, unknown, role):
    client.force_login(make_member(conference, role))
    assert client.post(url(conference, "ask_expertise")).status_code == 404
    assert not OutboundEmail.objects.exists()


def test_the_committee_page_asks_the_database_no_more_often_for_more_people(
    client, conference, chair, unknown
):
    client.get(url(conference, "committee"))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(url(conference, "committee"))
        counts.append(len(queries))
        make_member(conference, Role.REVIEWER)
    assert counts[0] == counts[1]
