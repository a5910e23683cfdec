"""A waiting list: known to authors and chairs alone, with a letter, and another when a paper moves up."""

from __future__ import annotations

import pytest
from django.urls import reverse

from effgenai.conferences.core.states import Role
from effgenai.mail.models import Mailing, OutboundEmail
from effgenai.mail.states import EmailState
from reviews.decisions.models import Decision, DecisionClass
from reviews.decisions.queries import decision_section
from reviews.imports.services.papers import _own_words
from reviews.reviewing.models import is_finally_decided
from submissions.core.models import Submission
from submissions.imports.words import Says
from tests.support.decisions import decided, look, put_in_conflict, release, scored, url
from tests.support.factories import NOW, make_member
from tests.support.records import lines_besides_defaults

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(client, conference, chair, kinds):
    client.post(url("add_waiting_list"))
    return conference.decision_classes.get(waits=True)


@pytest.fixture
def paper(client, conference, papers, waiting):
    """Its authors know that it is on the waiting list."""
    conference.public_state = "published"
    conference.save()
    scored(papers[0], 4)
    decided(papers[0], waiting)
    release(client)
    OutboundEmail.objects.update(state=EmailState.SENT, sent_at=NOW)
    Mailing.objects.update(state="sent", approved_at=NOW, approved_by=make_member(conference, Role.CHAIR))
    return papers[0]


def change(client, paper, kind, seen=0):
    data = {"outcome": kind.pk, "reason": "Somebody withdrew.", "note": "", "seen": seen}
    return client.post(url("change_decision", paper.number), data)


def new_letters():
    return list(OutboundEmail.objects.filter(state=EmailState.HELD).order_by("pk"))


def accepted_list(client):
    return client.get(reverse("submissions:accepted", args=["effgenai"])).content.decode()


def test_it_is_added_once_with_a_letter(client, conference, waiting):
    client.post(url("add_waiting_list"))
    assert conference.decision_classes.filter(waits=True).count() == 1
    assert "waiting list" in waiting.mail_subject
    assert "Add a waiting list" not in client.get(url("decision_classes")).content.decode()


def test_another_kind_of_that_name_is_not_overwritten(client, conference, chair, kinds):
    kinds["poster"].name = "Waiting list"
    kinds["poster"].save()
    page = client.post(url("add_waiting_list"), follow=True)
    assert "tick there that papers wait" in page.content.decode()
    assert not conference.decision_classes.filter(waits=True).exists()
    assert not lines_besides_defaults()


def test_no_kind_both_accepts_and_waits(client, conference, waiting):
    data = {"name": "Both", "accepts": "on", "waits": "on", "mail_subject": "{title}", "mail_body": "{name}"}
    page = client.post(url("new_decision_class"), data)
    assert "choose one of the two" in page.content.decode()
    assert not DecisionClass.objects.filter(name="Both").exists()


def test_its_authors_get_the_letter_and_the_paper_stays_under_review(client, paper, waiting):
    letters = OutboundEmail.objects.filter(kind="decision.letter")
    assert {mail.subject for mail in letters} == {f"EFFGENAI: paper {paper.number} is on the waiting list"}
    paper.refresh_from_db()
    assert (paper.state, paper.decided_at) == ("submitted", None)
    assert Decision.objects.released().get().submission == paper
    client.force_login(paper.authorships.first().user)
    page = client.get(reverse("submissions:paper", args=["effgenai", paper.number]))
    assert "Waiting list" in page.content.decode()


def test_nobody_else_learns_of_it(client, conference, paper):
    reviewer = paper.assignments.get().reviewer
    assert decision_section(look(reviewer, conference), paper) is None
    assert not is_finally_decided(paper.pk)
    assert "Title 0" not in accepted_list(client)
    client.force_login(make_member(conference, Role.PROGRAM_EDITOR))
    assert "Title 0" not in client.get(reverse("program:desk", args=["effgenai"])).content.decode()


def test_moving_up_accepts_it_with_a_letter_that_does_not_speak_of_a_mistake(client, paper, kinds):
    change(client, paper, kinds["poster"])
    paper.refresh_from_db()
    assert (paper.state, paper.presentation) == ("accepted", "Poster")
    assert "Title 0" in accepted_list(client)
    letters = new_letters()
    assert [mail.to_name for mail in letters] == ["Author 0", "Second 0"]
    for mail in letters:
        assert mail.subject == f"EFFGENAI: paper {paper.number} is accepted as a poster"
        assert "Your paper was on the waiting list; the decision on it has been taken now." in mail.body
        assert "replaces" not in mail.body


def test_moving_up_can_be_undone_by_another_change(client, paper, kinds, waiting):
    change(client, paper, kinds["poster"])
    change(client, paper, waiting, seen=1)
    paper.refresh_from_db()
    assert (paper.state, paper.presentation, paper.decided_at) == ("submitted", "", None)
    assert "Title 0" not in accepted_list(client)
    assert all("on our waiting list" in mail.body for mail in new_letters())
    assert OutboundEmail.objects.filter(state=EmailState.STOPPED).count() == 2


@pytest.fixture
def several(client, papers, paper, waiting):
    """Two papers whose authors know that they are on the waiting list."""
    decided(papers[1], waiting, note="A note of its own")
    release(client, [papers[1]])
    OutboundEmail.objects.update(state=EmailState.SENT, sent_at=NOW)
    return [paper, papers[1]]


def move_up(client, papers, kind, seen=0, **more):
    saw = [f"{paper.number}-{seen}" for paper in papers]
    return client.post(url("move_up"), {"outcome": kind.pk, "reason": "Room", "saw": saw, **more})


def test_several_papers_move_up_at_once_with_one_draft_of_letters(client, several, kinds):
    table = client.get(url()).content.decode()
    for paper in several:
        assert f'name="selected" value="{paper.number}"' in table
    ticked = {"selected": [paper.number for paper in several], "outcome": kinds["poster"].pk}
    page = client.post(url("decide"), ticked, follow=True)
    assert [each.submission for each in page.context["waiting"]] == several
    assert page.context["form"].initial["outcome"] == kinds["poster"].pk
    answer = move_up(client, several, kinds["poster"])
    letters = new_letters()
    assert {mail.paper for mail in letters} == {paper.number for paper in several}
    assert len({mail.mailing_id for mail in letters}) == 1
    assert answer.url == reverse("mail:mailing", args=["effgenai", letters[0].mailing.key])
    assert all("was on the waiting list" in mail.body for mail in letters)
    assert sum("A note of its own" in mail.body for mail in letters) == 2
    assert set(Submission.objects.filter(pk__in=[one.pk for one in several]).values_list("state")) == {
        ("accepted",)
    }


def test_papers_move_up_all_or_none(client, several, papers, kinds):
    change(client, several[1], kinds["reject"])
    OutboundEmail.objects.update(state=EmailState.SENT, sent_at=NOW)
    page = move_up(client, several, kinds["poster"])
    assert f"Paper {several[1].number} is not on the waiting list any more." in page.content.decode()
    assert [each.submission for each in page.context["waiting"]] == several[:1]
    assert "Room" in page.content.decode()
    assert Decision.objects.get(submission=several[0]).outcome.waits
    assert not new_letters()


def test_a_change_in_between_is_told_before_papers_move_up(client, several, kinds, waiting):
    change(client, several[0], kinds["poster"])
    change(client, several[0], waiting, seen=1)
    OutboundEmail.objects.update(state=EmailState.SENT, sent_at=NOW)
    assert "Another chair has changed" in move_up(client, several, kinds["poster"]).content.decode()
    assert not new_letters()


def test_papers_move_up_for_a_reason_and_not_onto_the_list_again(client, several, kinds, waiting):
    for wrong in (move_up(client, several, kinds["poster"], reason=" "), move_up(client, several, waiting)):
        assert wrong.status_code == 200
    assert all(row.outcome.waits for row in Decision.objects.all())
    assert not new_letters()


def test_nobody_moves_up_what_they_may_not_know_of(client, conference, several, chair, kinds):
    put_in_conflict(several[1], chair)
    page = client.get(f"{url('move_up')}?selected={several[1].number}")
    assert several[1].title not in page.content.decode()
    assert "not there any more" in move_up(client, several, kinds["poster"]).content.decode()
    client.force_login(make_member(conference, Role.AREA_CHAIR))
    assert move_up(client, several, kinds["poster"]).status_code in {403, 404}
    assert all(row.outcome.waits for row in Decision.objects.all())
    assert not new_letters()


def test_letters_to_those_on_the_list_are_missed_when_they_are_thrown_away(client, papers, waiting):
    decided(papers[0], waiting)
    release(client)
    client.post(reverse("mail:stop", args=["effgenai", Mailing.objects.get().key]))
    assert "Released, and nobody was written to" in client.get(url()).content.decode()


def test_one_on_the_list_can_be_withdrawn_and_is_moved_up_no_more(client, paper, kinds):
    Submission.objects.filter(pk=paper.pk).update(state="withdrawn", withdrawn_at=NOW)
    change(client, paper, kinds["poster"])
    assert Decision.objects.get().outcome.waits
    assert not new_letters()


def test_an_import_takes_the_waiting_list_for_no_rejection(conference, waiting):
    assert _own_words(list(conference.decision_classes.all()))["waiting list"] is Says.WAIT
