"""Wherever papers, mails or the record are searched, a paper is found by its number in every form."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from effgenai.mail.models import OutboundEmail
from effgenai.mail.states import EmailState
from reviews.assignment.models import Assignment
from reviews.bidding.models import BiddingRound
from reviews.decisions.services.classes import install_default_decisions
from submissions.core.states import SubmissionState
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db
FORMS = ("12", "#12", "No. 12", "paper 12", "Paper #12")
NAMES = ["Alder", "Ash", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Larch", "Maple", "Oak", "Pine", "Rowan"]
SOUGHT = NAMES[11]


@pytest.fixture
def conference():
    conference = make_conference("ws")
    BiddingRound.objects.create(conference=conference, is_enabled=True)
    install_default_decisions(conference, NOW)
    for name in NAMES:
        author, reader = (make_user(f"{name} {kind}") for kind in ("Author", "Reader"))
        paper = make_submission(conference, [author], title=f"On {name}", abstract="Text.")
        reviewer = make_member(conference, Role.REVIEWER, reader)
        Assignment.objects.create(
            submission=paper, reviewer=reviewer, pseudonym="Reviewer B1", assigned_at=NOW
        )
    return conference


def client_of(conference, role) -> Client:
    client = Client()
    client.force_login(make_member(conference, role), backend="django.contrib.auth.backends.ModelBackend")
    return client


def found(client, name, words) -> set[str]:
    answer = client.get(reverse(name, args=["ws"]), {"q": words})
    assert answer.status_code == 200
    page = answer.content.decode()
    return {name for name in NAMES if f"On {name}" in page}


@pytest.mark.parametrize(
    "name", ["submissions:desk", "reviews:assignment", "reviews:progress", "reviews:decisions"]
)
def test_tables_of_papers_find_it(conference, name) -> None:
    chair = client_of(conference, Role.CHAIR)
    assert [found(chair, name, words) for words in FORMS] == [{SOUGHT}] * len(FORMS)
    assert found(chair, name, "1") == {NAMES[0]}, "a number is no part of another"
    assert found(chair, name, "paper 99") == set()


def test_bids_find_it(conference) -> None:
    reviewer = client_of(conference, Role.REVIEWER)
    for words in FORMS:
        assert found(reviewer, "reviews:bids", words) == {SOUGHT}


def test_the_public_list_finds_it(conference) -> None:
    conference.submissions.update(state=SubmissionState.ACCEPTED, decided_at=NOW)
    for words in FORMS:
        assert found(Client(), "submissions:accepted", words) == {SOUGHT}


def test_mails_and_the_record_find_what_is_about_it(conference) -> None:
    for number, name in enumerate(NAMES, 1):
        OutboundEmail.objects.create(
            conference=conference,
            kind="test",
            dedupe_key=name,
            message_id=f"<{name}@ws.test>",
            to_address="person@example.org",
            subject=f"On {name}",
            body="Text.",
            created_at=NOW,
            due_at=NOW,
            state=EmailState.QUEUED,
            paper=number,
        )
        AuditLine.objects.create(
            conference=conference, at=NOW, action="submission.submit", summary=f"On {name}", paper=number
        )
    chair = client_of(conference, Role.CHAIR)
    for desk in ("mail:desk", "audit:desk"):
        for words in FORMS:
            assert found(chair, desk, words) == {SOUGHT}
