"""Who is told that a reviewer gives a paper back."""

import datetime as dt

import pytest
from django.urls import reverse

from effgenai.conferences.core.states import Role
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.mail.models import OutboundEmail
from reviews.reviewing.services.form import install_default_review_form
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource, ConflictStanding
from tests.support.drafts import give, make_paper, make_reviewer
from tests.support.factories import NOW, make_conference, make_member, make_milestone, make_user, say_so_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    conference = make_conference("ws", reviews_per_paper=2)
    install_default_review_form(conference, NOW)
    return conference


@pytest.fixture
def chair(conference):
    return make_member(conference, Role.CHAIR, make_user("Carla Chair"))


@pytest.fixture
def assignment(conference, client):
    assignment = give(make_paper(conference, "Alpha"), make_reviewer(conference, "Rita Reader"))
    client.force_login(assignment.reviewer)
    return assignment


def decline(client, assignment, **typed):
    address = reverse("reviews:decline_assignment", args=["ws", assignment.key])
    return client.post(address, {"reason": "Outside my field."} | typed)


def receivers():
    return {mail.to_address for mail in OutboundEmail.objects.all()}


def test_a_chair_reads_who_why_and_where_to_find_somebody_else(client, conference, chair, assignment):
    make_milestone(conference, MilestoneKind.REVIEWS_DUE, NOW + dt.timedelta(days=5))
    give(assignment.submission, make_reviewer(conference, "Bea"))
    decline(client, assignment)
    mail = OutboundEmail.objects.get()
    assert (mail.to_address, mail.paper) == (chair.email, assignment.submission.number)
    for words in ("Rita Reader does not review", "“Alpha”", "Outside my field.", "now has 1 of 2 reviewers"):
        assert words in " ".join(mail.body.split())
    assert "Reviews are due" in mail.body
    assert f"/ws/chair/assignment/{assignment.submission.number}/" in mail.body


@pytest.mark.parametrize("source", [ConflictSource.COAUTHOR, ConflictSource.DECLARED])
def test_a_chair_in_conflict_is_told_nothing(client, conference, chair, assignment, source):
    blind = make_member(conference, Role.CHAIR, make_user("Blind"))
    Conflict.objects.create(submission=assignment.submission, user=blind, source=source, created_at=NOW)
    decline(client, assignment)
    assert receivers() == {chair.email}


def test_a_chair_whose_conflict_was_dismissed_is_told(client, conference, chair, assignment):
    row = Conflict(
        submission=assignment.submission, user=chair, source=ConflictSource.COAUTHOR, created_at=NOW
    )
    row.standing = ConflictStanding.DISMISSED
    row.save()
    decline(client, assignment)
    assert receivers() == {chair.email}


def test_a_chair_who_wrote_it_is_told_nothing(client, conference, chair, assignment):
    say_so_of(assignment.submission, chair)
    decline(client, assignment)
    assert not OutboundEmail.objects.exists()


def test_a_chair_who_gives_a_paper_back_needs_no_mail(client, conference, assignment):
    make_member(conference, Role.CHAIR, assignment.reviewer)
    decline(client, assignment)
    assert not OutboundEmail.objects.exists()


def test_chairs_of_other_conferences_are_not_told(client, conference, assignment):
    make_member(make_conference("other"), Role.CHAIR)
    make_member(conference, Role.AREA_CHAIR)
    decline(client, assignment)
    assert not OutboundEmail.objects.exists()


def test_what_is_refused_tells_nobody(client, conference, chair, assignment):
    decline(client, assignment, reason=" ")
    assert not OutboundEmail.objects.exists()
    decline(client, assignment)
    assert decline(client, assignment).status_code == 404
    assert OutboundEmail.objects.count() == 1
