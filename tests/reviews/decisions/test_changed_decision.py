"""A released decision is changed: never silently, nor by chairs in conflict; all that shows it follows."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from effgenai.mail.models import Mailing, OutboundEmail
from effgenai.mail.states import EmailState, MailingState
from reviews.decisions.models import Decision, DecisionChange
from submissions.core.models import Submission
from tests.support.decisions import decided, put_in_conflict, release, url
from tests.support.factories import NOW, make_conference, make_member, make_user
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(client, conference, chair, papers, kinds):
    """Released as a poster, with a note; the letters are sent."""
    decided(papers[0], kinds["poster"], note="Please shorten it.")
    conference.public_state = "published"
    conference.save()
    release(client)
    approve(client)
    yesterday = NOW - dt.timedelta(days=1)
    OutboundEmail.objects.update(state=EmailState.SENT, sent_at=yesterday, created_at=yesterday)
    return papers[0]


def approve(client):
    mailing = Mailing.objects.get(state=MailingState.DRAFT)
    client.post(reverse("mail:approve", args=["effgenai", mailing.key]))


def change(client, paper, kind, **more):
    data = {"outcome": kind.pk, "reason": "The score was misread.", "note": "", "seen": 0, **more}
    return client.post(url("change_decision", paper.number), data)


def new_letters():
    return OutboundEmail.objects.filter(state=EmailState.HELD).order_by("pk")


def everything():
    return (
        list(Decision.objects.values_list("outcome", "note", "changed_at")),
        list(Submission.objects.values_list("state", "presentation")),
        list(OutboundEmail.objects.values_list("pk", "state")),
        (Mailing.objects.count(), AuditLine.objects.count(), DecisionChange.objects.count()),
    )


def accepted_list(client):
    return client.get(reverse("submissions:accepted", args=["effgenai"])).content.decode()


def test_a_rejection_takes_the_paper_off_the_public_list_and_an_acceptance_puts_it_back(client, paper, kinds):
    assert "Title 0" in accepted_list(client)
    change(client, paper, kinds["reject"])
    paper.refresh_from_db()
    assert (paper.state, paper.presentation) == ("rejected", "")
    assert "Title 0" not in accepted_list(client)
    change(client, paper, kinds["oral"], seen=1)
    paper.refresh_from_db()
    assert (paper.state, paper.presentation) == ("accepted", "Oral")
    assert "Title 0" in accepted_list(client)


def test_all_who_got_the_letter_get_a_new_one_that_says_that_it_replaces_it(client, paper, kinds):
    answer = change(client, paper, kinds["reject"], note="We are sorry.")
    draft = Mailing.objects.get(state=MailingState.DRAFT)
    assert answer.url == reverse("mail:mailing", args=["effgenai", draft.key])
    assert [mail.to_name for mail in new_letters()] == ["Author 0", "Second 0"]
    for mail in new_letters():
        greeting, replaces, *_ = mail.body.split("\n\n")
        assert greeting == f"Dear {mail.to_name},"
        assert replaces.startswith("This letter replaces our letter of ")
        assert "it was not accepted" in mail.body
        assert "We are sorry." in mail.body
        assert mail.subject == f"Changed: EFFGENAI: the decision on paper {paper.number}"


def test_it_reaches_those_who_know_the_earlier_one_where_letters_go_to_contacts_now(
    client, conference, paper, kinds
):
    conference.letters_to_contacts_only = True
    conference.save()
    change(client, paper, kinds["reject"])
    assert [mail.to_name for mail in new_letters()] == ["Author 0", "Second 0"]


def test_who_never_got_the_earlier_letter_reads_of_none(client, paper, kinds):
    OutboundEmail.objects.filter(to_name="Second 0").update(state=EmailState.FAILED, sent_at=None)
    change(client, paper, kinds["reject"])
    said = {mail.to_name: "replaces" in mail.body for mail in new_letters()}
    assert said == {"Author 0": True, "Second 0": False}


@pytest.mark.parametrize("state", [EmailState.HELD, EmailState.QUEUED, EmailState.FAILED])
def test_an_earlier_letter_that_has_not_left_never_leaves(client, paper, kinds, state):
    OutboundEmail.objects.update(state=state, sent_at=None)
    Mailing.objects.update(state=MailingState.DRAFT, approved_at=None, approved_by=None)
    before = set(OutboundEmail.objects.values_list("pk", flat=True))
    change(client, paper, kinds["reject"])
    assert set(OutboundEmail.objects.filter(pk__in=before).values_list("state", flat=True)) == {"stopped"}
    assert [("replaces" in mail.body) for mail in new_letters()] == [False, False]
    if state != EmailState.FAILED:
        assert set(Mailing.objects.values_list("state", flat=True)) == {"stopped", "draft"}


def test_the_letters_of_other_papers_are_left_alone(client, conference, chair, papers, kinds):
    decided(papers[0], kinds["poster"])
    decided(papers[1], kinds["poster"])
    release(client)
    change(client, papers[0], kinds["reject"])
    held = OutboundEmail.objects.filter(state=EmailState.HELD)
    by_paper = held.order_by("paper").values_list("paper", flat=True)
    assert list(by_paper) == [papers[0].number] * 2 + [papers[1].number] * 2
    assert Mailing.objects.filter(state=MailingState.DRAFT).count() == 2


def test_the_record_tells_who_changed_what_and_why(client, chair, paper, kinds):
    change(client, paper, kinds["reject"])
    line = AuditLine.objects.get(action="decision.change")
    assert (line.paper, line.summary) == (paper.number, "Accept as poster → Reject")
    assert line.detail["reason"] == "The score was misread."
    row = DecisionChange.objects.get()
    assert (row.before, row.after, row.changed_by) == (kinds["poster"], kinds["reject"], chair)
    page = on_one_line(client.get(url("change_decision", paper.number)).content)
    assert "Accept as poster → Reject" in page
    assert "The score was misread." in page
    assert f'href="?outcome={kinds["poster"].pk}"' in page


def test_letters_of_a_change_that_are_thrown_away_are_missed_and_can_be_had_again(client, paper, kinds):
    change(client, paper, kinds["reject"])
    client.post(reverse("mail:stop", args=["effgenai", Mailing.objects.get(state="draft").key]))
    assert "Released, and nobody was written to" in client.get(url()).content.decode()
    client.post(url("write_decision_letters"))
    assert [("replaces our letter" in mail.body) for mail in new_letters()] == [True, True]
    approve(client)
    assert "nobody was written to" not in client.get(url()).content.decode()


def test_only_the_note_can_be_changed_as_well(client, paper, kinds):
    change(client, paper, kinds["poster"], note="Please shorten it a lot.")
    assert "Please shorten it a lot." in new_letters()[0].body
    assert AuditLine.objects.get(action="decision.change").summary == "Accept as poster: other note"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"reason": " "}, "This field is required."),
        ({"seen": 1}, "Another chair has changed this decision"),
        ({"note": "Please shorten it.", "outcome": "poster"}, "That is the decision already."),
        ({"outcome": 0}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_is_told_and_nothing_typed_is_lost(client, paper, kinds, words, sentence):
    if words.get("outcome") == "poster":
        words = {**words, "outcome": kinds["poster"].pk}
    before = everything()
    data = {"note": "A long new note.", **words}
    page = change(client, paper, kinds["reject"], **data)
    assert sentence in page.content.decode()
    assert data["note"] in page.content.decode()
    assert everything() == before


def test_two_chairs_at_once_change_it_once(client, paper, kinds):
    change(client, paper, kinds["reject"])
    before = everything()
    page = change(client, paper, kinds["oral"])
    assert "Another chair has changed this decision" in page.content.decode()
    assert everything() == before
    assert 'name="seen" value="1"' in page.content.decode()


def test_a_provisional_or_withdrawn_one_is_not_changed(client, paper, papers, kinds):
    decided(papers[1], kinds["oral"])
    before = everything()
    assert client.get(url("change_decision", papers[1].number)).status_code == 404
    assert change(client, papers[1], kinds["reject"]).status_code == 404
    assert everything() == before
    Submission.objects.filter(pk=paper.pk).update(state="withdrawn", withdrawn_at=NOW)
    before = everything()
    change(client, paper, kinds["reject"])
    assert everything() == before


def test_nobody_but_chairs_without_a_conflict_changes_it(client, conference, chair, paper, kinds):
    people = [make_member(conference, role) for role in Role if role != Role.CHAIR]
    people += [make_user(), make_member(make_conference("other"), Role.CHAIR), paper.authorships.first().user]
    put_in_conflict(paper, chair)
    before = everything()
    for person in [*people, chair]:
        client.force_login(person)
        assert client.get(url("change_decision", paper.number)).status_code == 404
        assert change(client, paper, kinds["reject"]).status_code == 404
    assert everything() == before
    assert "change<span" not in client.get(url()).content.decode()


def test_authors_read_that_it_was_changed_and_not_why(client, paper, kinds):
    change(client, paper, kinds["reject"])
    client.force_login(paper.authorships.first().user)
    page = on_one_line(client.get(reverse("submissions:paper", args=["effgenai", paper.number])).content)
    assert "the earlier decision no longer counts" in page
    assert "misread" not in page
    assert "Change the decision" not in page
