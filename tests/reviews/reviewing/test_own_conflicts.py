"""Conflicts that reviewers and area chairs declare with papers they see: while bidding, and with a task."""

from __future__ import annotations

import pytest
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from effgenai.mail.models import OutboundEmail
from reviews.assignment.models import Assignment
from reviews.bidding.models import BiddingRound
from reviews.reviewing.models import Review
from submissions.conflicts.models import Conflict
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return make_conference("ws")


@pytest.fixture
def chair(conference):
    return make_member(conference, Role.CHAIR, make_user("Chair", "chair@c.example"))


@pytest.fixture
def judge(conference, client):
    person = make_member(conference, Role.REVIEWER, make_user("Judge", "judge@a.example"))
    client.force_login(person)
    return person


def url(conference, name, *args):
    return reverse(f"reviews:{name}", args=[conference.slug, *args])


def declare(client, conference, reason="my student wrote it"):
    return client.post(url(conference, "declare_conflict", 1) + "?bids", {"reason": reason})


def give(paper, person, role=Role.REVIEWER):
    return Assignment.objects.create(
        submission=paper, reviewer=person, role=role, pseudonym="Reviewer A", assigned_at=NOW
    )


def test_a_reviewer_says_so_while_bidding_and_the_paper_is_gone(client, conference, judge) -> None:
    BiddingRound.objects.create(conference=conference, is_enabled=True)
    make_submission(conference, title="A paper")
    page = url(conference, "bids")
    assert url(conference, "declare_conflict", 1) in client.get(page).content.decode()
    assert declare(client, conference)["Location"] == page
    assert "A paper" not in client.get(page).content.decode()
    row = Conflict.objects.get()
    assert (row.user, row.source, row.standing, row.detail) == (
        judge,
        "declared",
        "confirmed",
        "my student wrote it",
    )
    line = AuditLine.objects.get(action="conflict.declare")
    assert (line.paper, line.actor, line.detail) == (1, judge, {"reason": "my student wrote it"})


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AREA_CHAIR])
def test_who_has_the_paper_gives_it_back_by_it_and_a_chair_is_told(
    client, conference, chair, judge, role
) -> None:
    if role != Role.REVIEWER:
        make_member(conference, role, judge)
    assignment = give(make_submission(conference), judge, role)
    paper_page = reverse("submissions:paper", args=[conference.slug, 1])
    assert url(conference, "declare_conflict", 1) in client.get(paper_page).content.decode()
    declare(client, conference)
    assignment.refresh_from_db()
    assert (assignment.state, assignment.decline_reason) == ("declined", "my student wrote it")
    assert Conflict.objects.get().user == judge
    assert OutboundEmail.objects.get().to_user == chair
    assert client.get(paper_page).status_code == 404


def test_a_submitted_review_stays_and_nothing_is_declared(client, conference, judge) -> None:
    assignment = give(make_submission(conference), judge)
    Review.objects.create(assignment=assignment, state="submitted", saved_at=NOW, submitted_at=NOW)
    assert "write to the chairs" in declare(client, conference).content.decode()
    assert not Conflict.objects.exists()
    assert not AuditLine.objects.exists()
    assert not OutboundEmail.objects.exists()


def test_nobody_declares_on_a_paper_that_they_do_not_see(client, conference, judge) -> None:
    make_submission(conference)
    assert declare(client, conference).status_code == 404
    BiddingRound.objects.create(conference=conference, is_enabled=True)
    assert declare(client, conference, reason="").status_code == 200
    assert not Conflict.objects.exists()


def test_declining_with_a_conflict_keeps_the_reason(client, conference, judge) -> None:
    assignment = give(make_submission(conference), judge)
    data = {"reason": "my student wrote it", "is_conflict": "on"}
    client.post(url(conference, "decline_assignment", assignment.key), data)
    assert Conflict.objects.get().detail == "my student wrote it"
    assert AuditLine.objects.filter(action="conflict.declare", actor=judge).exists()
