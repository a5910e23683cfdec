"""The page of a member of the committee, as chairs read it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from effgenai.conferences.core.states import Role
from effgenai.conferences.dates.states import MilestoneKind
from reviews.bidding.models import Bid
from reviews.committee.states import InvitationState
from reviews.expertise.models import PastPaper
from reviews.reviewing.models import Review
from reviews.reviewing.states import ReviewState
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from tests.support.drafts import give, make_paper, make_reviewer, url
from tests.support.factories import NOW, make_conference, make_member, make_milestone, make_user
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return make_conference("ws")


@pytest.fixture
def chair(conference, client):
    person = make_member(conference, Role.CHAIR, make_user("Chair"))
    client.force_login(person)
    return person


@pytest.fixture
def ann(conference):
    return make_reviewer(
        conference, "Ann", topic="Compression", load_min=1, load_max=5, is_senior=True, takes_emergencies=True
    )


def read(client, conference, person):
    return on_one_line(client.get(url(conference, "member", person.key)).content)


def submit(assignment):
    Review.objects.create(
        assignment=assignment, state=ReviewState.SUBMITTED, saved_at=NOW, submitted_at=NOW, version=1
    )


def hide(paper, person):
    Conflict.objects.create(submission=paper, user=person, source=ConflictSource.COAUTHOR, created_at=NOW)


def test_a_chair_reads_what_a_member_knows_takes_and_has(client, conference, chair, ann):
    ann.affiliations.create(institution="University of Tromsø", country="Norway")
    ann.affiliations.create(institution="Bygone College", end_year=2001)
    PastPaper.objects.create(user=ann, title="Pruning early", year=2024)
    conference.invitations.create(
        email=ann.email,
        user=ann,
        state=InvitationState.ACCEPTED,
        created_at=NOW,
        sent_at=NOW,
        answered_at=NOW,
    )
    one, two, third = (make_paper(conference, title) for title in ("Alpha", "Beta", "Gamma"))
    submit(give(one, ann))
    give(two, ann)
    hide(third, ann)
    Bid.objects.create(submission=two, reviewer=ann, value=3, at=NOW)
    page = read(client, conference, ann)
    for words in ("University of Tromsø", "Pruning early", "2024", "1 to 5 papers", "also at short notice"):
        assert words in page
    for words in ("Invited; accepted on", "Reviewer · senior", "Compression", "Alpha", "Beta", "Gamma"):
        assert words in page
    assert "not begun" in page
    assert "wrote another paper with an author" in page
    assert "Bygone" not in page
    assert "None assigned yet" not in page


def test_what_is_late_is_said_for_reviews_alone(client, conference, chair, ann):
    make_milestone(conference, MilestoneKind.REVIEWS_DUE, NOW - dt.timedelta(days=1))
    give(make_paper(conference, "Alpha"), ann)
    give(make_paper(conference, "Beta"), ann, role=Role.AREA_CHAIR)
    page = read(client, conference, ann)
    assert "not begun, late" in page
    assert page.count(", late") == 1
    assert "looks after it" in page


def test_a_member_of_whom_nothing_is_known_leads_to_asking(client, conference, chair):
    page = read(client, conference, make_reviewer(conference, "Bea"))
    assert "Expertise unknown" in page
    assert "None assigned yet" in page
    assert "None are listed" in page
    assert "None are known" in page


def test_of_papers_kept_from_a_chair_there_is_no_line_and_no_count(client, conference, chair, ann):
    before = read(client, conference, ann)
    secret, other = (make_paper(conference, title) for title in ("Kept from the chair", "Also kept"))
    for paper in (secret, other):
        hide(paper, chair)
    submit(give(secret, ann))
    Bid.objects.create(submission=secret, reviewer=ann, value=3, at=NOW)
    hide(other, ann)
    after = read(client, conference, ann)
    assert "ept from the chair" not in after
    assert "Also kept" not in after
    assert without_token(after) == without_token(before)


def without_token(page):
    return [line for line in page.splitlines() if "csrf" not in line.lower()]


def test_where_authors_are_hidden_no_conflict_tells_of_them(client, conference, chair, ann):
    hide(make_paper(conference, "Alpha"), ann)
    conference.hide_authors_from_chairs = True
    conference.save()
    page = read(client, conference, ann)
    assert "is in conflict with it" in page
    assert "wrote another paper" not in page


def test_who_is_no_member_has_no_page_here(client, conference, chair):
    assert client.get(url(conference, "member", make_user("Stranger").key)).status_code == 404


def test_nobody_but_chairs_reads_it(client, conference, ann):
    client.force_login(make_member(conference, Role.AREA_CHAIR, make_user("Area chair")))
    answer = client.get(url(conference, "member", ann.key))
    assert answer.status_code == 404
    assert "Ann" not in answer.content.decode()


def test_the_number_of_queries_does_not_grow(client, conference, chair, ann):
    def count():
        for title in ("One", "Two"):
            paper = make_paper(conference, f"{title} {conference.submissions.count()}")
            submit(give(paper, ann))
            hide(make_paper(conference, "Other"), ann)
            PastPaper.objects.create(user=ann, title=paper.title)
            ann.affiliations.create(institution=paper.title)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(conference, "member", ann.key)).status_code == 200
        return len(queries)

    count()
    assert count() == count()
