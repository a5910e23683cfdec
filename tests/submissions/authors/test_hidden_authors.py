"""Where authors are hidden from chairs, no page tells who wrote a paper until its decision is out."""

from __future__ import annotations

import pytest
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from effgenai.mail.models import Mailing, OutboundEmail
from effgenai.mail.states import EmailState
from submissions.conflicts.states import ConflictSource
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from submissions.papers.services.transitions import withdraw_paper
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db
NAME, ADDRESS = "Zofia Zq", "zofia@zq.example"


@pytest.fixture
def conference():
    return make_conference("ws", hide_authors_from_chairs=True)


@pytest.fixture
def paper(conference):
    return make_submission(conference, [make_user(NAME, ADDRESS)])


@pytest.fixture
def chair(conference, client):
    chair = make_member(conference, Role.CHAIR, make_user("Chair"))
    client.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    return chair


def read(client, name: str, *args, query: str = "") -> str:
    response = client.get(reverse(name, args=["ws", *args]) + query)
    assert response.status_code == 200
    body = b"".join(response) if response.streaming else response.content
    return body.decode()


def assert_unnamed(text: str) -> None:
    assert NAME not in text
    assert ADDRESS not in text


def withdrawn(paper) -> OutboundEmail:
    withdraw_paper(submission=paper, by=paper.authorships.get().user, at=NOW)
    return OutboundEmail.objects.get()


@pytest.mark.usefixtures("chair")
def test_the_outbox_tells_that_a_mail_went_out_and_not_to_whom(client, paper) -> None:
    mail = withdrawn(paper)
    OutboundEmail.objects.update(last_error=f"550 {ADDRESS} unknown")
    for page in (read(client, "mail:desk"), read(client, "mail:mail", mail.key)):
        assert "paper 1 was withdrawn" in page
        assert "an author" in page
        assert_unnamed(page)
        assert mail.message_id.strip("<>") not in page


@pytest.mark.usefixtures("chair")
@pytest.mark.parametrize("word", ["zofia", "zq.example"])
def test_no_search_finds_by_what_it_does_not_show(client, conference, paper, word) -> None:
    mail = withdrawn(paper)
    assert mail.subject not in read(client, "mail:desk", query=f"?q={word}")
    assert paper.title not in read(client, "audit:desk", query=f"?q={word}")
    assert paper.title not in read(client, "audit:desk", query=f"?q=by:{word}")
    assert paper.title not in read(client, "submissions:desk", query=f"?q={word}")
    assert mail.subject in read(client, "mail:desk", query="?q=paper:1")
    assert paper.title in read(client, "audit:desk", query="?q=paper:1")


@pytest.mark.usefixtures("chair")
def test_a_letter_is_read_before_it_is_approved_without_the_name(client, conference, paper, chair) -> None:
    mailing = Mailing.objects.create(
        conference=conference, kind="x", title="Letters", created_at=NOW, created_by=chair
    )
    OutboundEmail.objects.create(
        conference=conference,
        mailing=mailing,
        kind="x",
        dedupe_key="x",
        message_id="<x@x>",
        to_user=paper.authorships.get().user,
        to_name=NAME,
        to_address=ADDRESS,
        subject=f"For {NAME}",
        body=f"Dear {NAME}, we have news.",
        paper=paper.number,
        state=EmailState.HELD,
        created_at=NOW,
        due_at=NOW,
    )
    page = read(client, "mail:mailing", mailing.key)
    assert "Dear author, we have news." in page
    assert_unnamed(page)
    client.post(reverse("mail:approve", args=["ws", mailing.key]))
    mail = OutboundEmail.objects.get()
    assert (mail.state, mail.to_address, mail.body) == (
        EmailState.QUEUED,
        ADDRESS,
        f"Dear {NAME}, we have news.",
    )


@pytest.mark.usefixtures("chair")
def test_the_record_and_its_export_tell_what_authors_did_and_not_who(client, conference, paper) -> None:
    author = paper.authorships.get().user
    for action in ("submission.submit", "submission.late_file"):
        AuditLine.objects.create(conference=conference, at=NOW, actor=author, action=action, paper=1)
    for page in (read(client, "audit:desk"), read(client, "audit:export")):
        assert "submission.late_file" in page
        assert "an author" in page
        assert_unnamed(page)


def test_an_author_on_the_committee_is_not_told_from_others(client, conference, chair) -> None:
    judge = make_member(conference, Role.REVIEWER, make_user(NAME, ADDRESS))
    paper = make_submission(conference, [judge])
    paper.conflicts.create(user=judge, source=ConflictSource.AUTHOR, created_at=NOW)
    line = {"conference": conference, "at": NOW, "paper": 1}
    AuditLine.objects.create(actor=judge, action="submission.submit", **line)
    AuditLine.objects.create(actor=chair, action="conflict.dismiss", summary=f"{NAME}: an author", **line)
    AuditLine.objects.create(actor=chair, action="assignment.create", summary="Rita", **line)
    page = read(client, "audit:desk")
    assert_unnamed(page)
    assert "Chair" in page
    assert "Rita" in page


@pytest.mark.usefixtures("chair")
def test_an_author_who_left_the_committee_does_not_stand_among_the_conflicts(client, paper) -> None:
    author = paper.authorships.get().user
    paper.conflicts.create(user=author, source=ConflictSource.AUTHOR, created_at=NOW)
    assert_unnamed(read(client, "submissions:paper", 1))


@pytest.mark.usefixtures("chair")
@pytest.mark.parametrize("state", [SubmissionState.ACCEPTED, SubmissionState.REJECTED])
def test_names_are_known_once_the_decision_is_out(client, conference, paper, state) -> None:
    withdrawn(paper)
    Submission.objects.update(state=state, decided_at=NOW, withdrawn_at=None)
    for name, args in (
        ("mail:desk", ()),
        ("audit:desk", ()),
        ("audit:export", ()),
        ("submissions:desk", ()),
        ("submissions:export", ()),
        ("submissions:paper", (1,)),
    ):
        assert NAME in read(client, name, *args), name
    assert paper.title in read(client, "submissions:desk", query="?q=zofia")


@pytest.mark.usefixtures("chair")
@pytest.mark.parametrize("state", [SubmissionState.WITHDRAWN, SubmissionState.DESK_REJECTED])
def test_a_paper_that_may_come_back_stays_without_names(client, conference, paper, state) -> None:
    times = {"withdrawn_at": NOW} if state == SubmissionState.WITHDRAWN else {"decided_at": NOW}
    Submission.objects.update(state=state, **times)
    for name, args in (("submissions:desk", ()), ("submissions:export", ()), ("submissions:paper", (1,))):
        assert_unnamed(read(client, name, *args))
