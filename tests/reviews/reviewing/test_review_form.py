import pytest
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from reviews.assignment.models import Assignment
from reviews.reviewing.models import Review, ReviewField
from reviews.reviewing.services.form import change_question, install_default_review_form
from reviews.reviewing.states import Audience, ReviewState
from tests.support.factories import NOW, make_conference, make_member, make_submission
from tests.support.records import lines_besides_defaults

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return make_conference("effgenai")


@pytest.fixture
def chair(conference, client):
    person = make_member(conference, Role.CHAIR)
    client.force_login(person)
    return person


@pytest.fixture
def questions(conference):
    return {question.name: question for question in install_default_review_form(conference, NOW)}


def url(name="form", *args):
    return reverse(f"reviews:{name}", args=["effgenai", *args])


def submit_a_review(conference):
    assignment = Assignment.objects.create(
        submission=make_submission(conference),
        reviewer=make_member(conference, Role.REVIEWER),
        pseudonym="Reviewer A1",
        assigned_at=NOW,
    )
    Review.objects.create(assignment=assignment, state=ReviewState.SUBMITTED, saved_at=NOW, submitted_at=NOW)


def test_the_usual_form_has_anchored_scores_and_an_audience_each(questions):
    for name, steps in (("soundness", 4), ("overall", 6), ("confidence", 5)):
        assert [step for step, _ in questions[name].anchors] == list(range(1, steps + 1))
        assert all(": " in words for _, words in questions[name].anchors)
    assert [name for name, question in questions.items() if question.is_overall] == ["overall"]
    assert questions["chair_comments"].audience == questions["ethics"].audience == Audience.CHAIRS
    assert questions["committee_note"].audience == Audience.COMMITTEE


def test_the_usual_form_is_installed_once(conference, questions):
    questions["summary"].delete()
    assert len(install_default_review_form(conference, NOW)) == len(questions) - 1


def test_an_empty_form_offers_the_usual_one(client, conference, chair):
    assert "Begin with the usual form" in client.get(url()).content.decode()
    assert "Overall recommendation" in client.post(url("install_form"), follow=True).content.decode()


def test_a_chair_rewords_a_question_and_its_steps(client, chair, questions):
    page = client.get(url("question", "soundness")).content.decode()
    assert "2 = Weak: important evidence" in page
    data = {"label": "Rigour", "help": "", "anchors": "1 = Weak\n2 = Strong: very", "audience": "committee"}
    assert client.post(url("question", "soundness"), data).status_code == 302
    question = ReviewField.objects.get(name="soundness")
    assert (question.label, question.anchors) == ("Rigour", [[1, "Weak"], [2, "Strong: very"]])
    assert (question.audience, question.required) == ("committee", False)
    assert lines_besides_defaults().get().action == "review_form.change"


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("1 Weak", "is not a step. Write it like this"),
        ("1 = Weak", "Give at least two steps"),
        ("1 = Weak\n1 = Strong", "Give at least two steps"),
        ("low = Weak\nhigh = Strong", "whole numbers"),
        ("1 = Weak\n" + "9" * 5_000 + " = Strong", "whole numbers"),
    ],
)
def test_wrong_steps_are_named_and_stay_in_the_box(client, chair, questions, lines, sentence):
    data = {"label": "Rigour", "anchors": lines, "audience": "authors"}
    page = client.post(url("question", "soundness"), data).content.decode()
    assert sentence in page
    assert lines.splitlines()[0] in page
    assert ReviewField.objects.get(name="soundness").label == "Soundness"


def test_a_chair_adds_moves_and_removes_a_question(client, conference, chair, questions):
    data = {"label": "Novelty", "name": "novelty", "kind": "choice", "anchors": "a = Yes\nb = No"}
    assert client.post(url("add_question"), {**data, "audience": "authors"}).status_code == 302
    assert conference.review_fields.last().name == "novelty"
    client.post(url("move_question", "novelty"), {"direction": "up"})
    assert [question.name for question in conference.review_fields.all()][-2:] == ["novelty", "ethics"]
    client.post(url("remove_question", "novelty"))
    assert not ReviewField.objects.filter(name="novelty").exists()


def test_a_question_moves_up_or_down_and_nowhere_else(client, conference, chair, questions):
    names = list(conference.review_fields.values_list("name", flat=True))
    for sent in ({}, {"direction": "sideways"}):
        assert client.post(url("move_question", names[0]), sent).status_code == 403
    assert list(conference.review_fields.values_list("name", flat=True)) == names


def test_two_questions_cannot_share_a_short_name(client, conference, chair, questions):
    data = {"label": "Again", "name": "summary", "kind": "text", "audience": "authors"}
    page = client.post(url("add_question"), data).content.decode()
    assert "short name" in page
    assert conference.review_fields.count() == len(questions)


def test_the_overall_score_stays(client, chair, questions):
    assert client.post(url("remove_question", "overall")).status_code == 403
    assert ReviewField.objects.filter(name="overall").exists()


def test_once_a_review_is_in_steps_stay_and_answers_reach_nobody_new(client, conference, chair, questions):
    submit_a_review(conference)
    data = {"label": "Soundness", "anchors": "1 = Weak\n2 = Strong", "audience": "authors"}
    assert "stay as they are" in client.post(url("question", "soundness"), data).content.decode()
    wider = {"label": "For chairs", "audience": "committee"}
    page = client.post(url("question", "chair_comments"), wider).content.decode()
    assert "may not be shown to more people" in page
    assert client.post(url("remove_question", "summary")).status_code == 403
    assert len(questions["soundness"].anchors) == 4
    assert ReviewField.objects.get(name="chair_comments").audience == Audience.CHAIRS
    assert not lines_besides_defaults()


def test_once_a_review_is_in_words_may_change_and_readers_become_fewer(conference, chair, questions):
    submit_a_review(conference)
    change_question(
        question=questions["summary"], by=chair, at=NOW, label="In short", audience=Audience.CHAIRS
    )
    question = ReviewField.objects.get(name="summary")
    assert (question.label, question.audience) == ("In short", Audience.CHAIRS)
    with pytest.raises(Refused):
        change_question(question=question, by=chair, at=NOW, audience=Audience.COMMITTEE)


@pytest.mark.parametrize(
    "name", ["install_form", "add_question", "question", "move_question", "remove_question"]
)
def test_nobody_else_changes_the_form(client, conference, questions, name):
    client.force_login(make_member(conference, Role.AREA_CHAIR))
    before = AuditLine.objects.count()
    args = [] if name in {"install_form", "add_question"} else ["summary"]
    assert client.post(url(name, *args), {"label": "Hacked", "audience": "authors"}).status_code == 404
    assert not ReviewField.objects.filter(label="Hacked").exists()
    assert conference.review_fields.count() == len(questions)
    assert AuditLine.objects.count() == before
