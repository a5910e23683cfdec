"""What the next edition takes of reviewing."""

from __future__ import annotations

import datetime as dt

import pytest

from effgenai.conferences.core.states import Role
from effgenai.mail.models import OutboundEmail
from reviews.assignment.models import Assignment
from reviews.committee.models import Invitation
from reviews.decisions.models import DecisionClass
from reviews.expertise.models import Reviewer
from reviews.reviewing.models import ReviewField
from tests.support.editions import edition_url, make_next
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user


@pytest.fixture
def old(db):
    return make_conference("ws26", starts_on=dt.date(2026, 8, 20))


@pytest.fixture
def chair(old, client):
    chair = make_member(old, Role.CHAIR)
    client.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    return chair


def test_the_committee_is_invited_again_but_not_yet_told(client, old, chair):
    reviewer = make_member(old, Role.REVIEWER, make_user("Rev One", "rev@uni.example"))
    Reviewer.objects.create(conference=old, user=reviewer, load_max=7, joined_at=NOW)
    make_member(old, Role.AREA_CHAIR, make_user("Area", "area@uni.example"))
    gone = make_member(old, Role.REVIEWER, make_user("Gone", "gone@uni.example", is_active=False))
    new = make_next(client, old)
    invited = Invitation.objects.filter(conference=new).values_list("email", "role", "load", "sent_at")
    assert set(invited) == {
        ("rev@uni.example", "reviewer", 7, None),
        ("area@uni.example", "area_chair", 4, None),
    }
    assert gone.email not in {email for email, *_ in invited}
    assert [(row.user, row.role) for row in new.memberships.all()] == [(chair, Role.CHAIR)]
    assert not OutboundEmail.objects.exists()


@pytest.mark.usefixtures("chair")
def test_nothing_that_reviewers_told_or_were_given_comes_along(client, old):
    reviewer = make_member(old, Role.REVIEWER)
    profile = Reviewer.objects.create(conference=old, user=reviewer, load_max=7, joined_at=NOW)
    paper = make_submission(old)
    Assignment.objects.create(submission=paper, reviewer=reviewer, role=Role.REVIEWER, assigned_at=NOW)
    new = make_next(client, old)
    assert Reviewer.objects.get() == profile
    assert not new.submissions.exists()
    assert Assignment.objects.get().submission == paper


@pytest.mark.usefixtures("chair")
def test_form_and_decisions_are_those_of_the_old_one_without_doubles(client, old):
    steps = [[1, "No"], [2, "Yes"]]
    ReviewField.objects.create(
        conference=old, name="joy", label="Was it a joy?", kind="score", anchors=steps, is_overall=True
    )
    DecisionClass.objects.create(
        conference=old, name="Sung", mail_subject="S", mail_body="B", accepts=True, capacity=3
    )
    new = make_next(client, old)
    question, kind = new.review_fields.get(), new.decision_classes.get()
    assert (question.name, question.anchors, question.is_overall) == ("joy", steps, True)
    assert (kind.name, kind.mail_body, kind.accepts, kind.capacity) == ("Sung", "B", True, 3)


@pytest.mark.usefixtures("chair")
def test_the_page_counts_whom_it_would_invite(client, old):
    for _ in range(2):
        make_member(old, Role.REVIEWER)
    make_member(old, Role.AREA_CHAIR)
    offers = {offer.part.key: offer.words for offer in client.get(edition_url(old)).context["form"].offers}
    assert offers["committee"] == "2 reviewers and 1 area chair"


@pytest.mark.usefixtures("chair")
def test_unticked_nobody_is_invited(client, old):
    make_member(old, Role.REVIEWER)
    new = make_next(client, old, parts=["topics"])
    assert not new.invitations.exists()
