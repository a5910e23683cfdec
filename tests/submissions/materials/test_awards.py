"""Awards: given and taken back by chairs without conflict, seen by everyone."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from submissions.conflicts.models import Conflict
from submissions.core.states import SubmissionState
from submissions.materials.models import Award
from tests.submissions.conftest import signed_in
from tests.support.factories import NOW, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db
URL = "/ws/chair/submissions/1/awards/"


@pytest.fixture
def paper(conference, author):
    return make_submission(conference, [author], state=SubmissionState.ACCEPTED)


def test_a_chair_gives_several_awards_and_everyone_sees_them(paper, chair) -> None:
    client = signed_in(chair)
    client.post(URL, {"name": "Best paper", "text": "For a proof <in> one line."})
    client.post(URL, {"name": "Best demonstration"})
    assert list(paper.awards.values_list("name", flat=True)) == ["Best paper", "Best demonstration"]
    for place in ("/ws/papers/", "/ws/papers/1/", "/ws/papers/papers.json"):
        page = Client().get(place).content.decode()
        assert "Best paper" in page
        assert "Best demonstration" in page
    assert "For a proof &lt;in&gt; one line." in Client().get("/ws/papers/1/").content.decode()
    line = AuditLine.objects.filter(action="award.give").first()
    assert (line.paper, line.actor) == (1, chair)


def test_an_award_is_given_once_whatever_the_case_of_its_letters(paper, chair) -> None:
    client = signed_in(chair)
    client.post(URL, {"name": "Best paper"})
    answer = client.post(URL, {"name": "best Paper", "text": "Kept as typed."})
    page = answer.content.decode()
    assert "This paper has that award already." in page
    assert "Kept as typed." in page
    assert Award.objects.count() == AuditLine.objects.filter(action="award.give").count() == 1


def test_an_award_needs_a_name(paper, chair) -> None:
    assert signed_in(chair).post(URL, {"name": "  "}).context["form"].errors.keys() == {"name"}
    assert not Award.objects.exists()


def test_a_chair_takes_an_award_back(paper, chair) -> None:
    award = Award.objects.create(submission=paper, name="Best paper", given_at=NOW)
    assert signed_in(chair).get(f"{URL}{award.pk}/remove/").status_code == 405
    assert signed_in(chair).post(f"{URL}{award.pk}/remove/").status_code == 302
    assert not Award.objects.exists()
    assert AuditLine.objects.get(action="award.remove").detail == {"award": "Best paper"}
    assert "Best paper" not in Client().get("/ws/papers/1/").content.decode()


@pytest.mark.parametrize("state", sorted(set(SubmissionState) - {SubmissionState.ACCEPTED}))
def test_only_accepted_papers_are_given_awards(conference, chair, state) -> None:
    make_submission(conference, [make_user()], state=state)
    answer = signed_in(chair).post(URL, {"name": "Best paper"})
    assert answer.status_code == (404 if state == SubmissionState.DRAFT else 200)
    assert not Award.objects.exists()
    assert not AuditLine.objects.filter(action="award.give").exists()


@pytest.mark.parametrize("who", ["visitor", "stranger", "author", "reviewer", "area_chair", "in_conflict"])
def test_nobody_else_gives_or_takes_awards(who, conference, paper, author) -> None:
    award = Award.objects.create(submission=paper, name="Best paper", given_at=NOW)
    people = {
        "stranger": make_user,
        "author": lambda: make_member(conference, Role.CHAIR, author),
        "reviewer": lambda: make_member(conference, Role.REVIEWER),
        "area_chair": lambda: make_member(conference, Role.AREA_CHAIR),
        "in_conflict": lambda: _in_conflict(conference, paper),
    }
    client = Client() if who == "visitor" else signed_in(people[who]())
    lines = AuditLine.objects.count()
    expected = 302 if who == "visitor" else 404
    assert client.get(URL).status_code == expected
    assert client.post(URL, {"name": "Worst paper"}).status_code == expected
    assert client.post(f"{URL}{award.pk}/remove/").status_code == expected
    assert list(Award.objects.values_list("name", flat=True)) == ["Best paper"]
    assert AuditLine.objects.count() == lines
    assert mail.outbox == []


def _in_conflict(conference, paper):
    chair = make_member(conference, Role.CHAIR)
    Conflict.objects.create(submission=paper, user=chair, source="chair", created_at=NOW)
    return chair


def test_an_award_of_another_paper_is_not_taken_here(conference, paper, chair) -> None:
    other = make_submission(conference, [make_user()], state=SubmissionState.ACCEPTED)
    award = Award.objects.create(submission=other, name="Best paper", given_at=NOW)
    assert signed_in(chair).post(f"{URL}{award.pk}/remove/").status_code == 404
    assert Award.objects.exists()
