"""Conflicts that chairs set and decide on the pages of papers and members, with who, when and why."""

from __future__ import annotations

import pytest
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from submissions.conflicts.models import Conflict
from submissions.core.models import Submission
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return make_conference("ws")


@pytest.fixture
def chair(conference, client):
    person = make_member(conference, Role.CHAIR, make_user("Chair", "chair@c.example"))
    client.force_login(person)
    return person


@pytest.fixture
def judge(conference):
    return make_member(conference, Role.REVIEWER, make_user("Judge", "judge@a.example"))


def url(conference, name, *args):
    return reverse(f"submissions:{name}", args=[conference.slug, *args])


def add(client, conference, paper, person, reason="my former student"):
    data = {"paper": paper.number, "person": person.key, "reason": reason}
    return client.post(url(conference, "add_conflict"), data)


def set_for(paper, person, **facts):
    return Conflict.objects.create(
        submission=paper, user=person, **{"source": "chair", "created_at": NOW, **facts}
    )


def test_a_chair_adds_a_conflict_from_both_pages_and_the_record_tells_why(
    client, conference, chair, judge
) -> None:
    paper = make_submission(conference)
    link = url(conference, "add_conflict")
    assert f"{link}?paper=1" in client.get(url(conference, "paper", 1)).content.decode()
    member = client.get(reverse("reviews:member", args=[conference.slug, judge.key])).content.decode()
    assert f"{link}?person={judge.key}" in member
    assert f'value="{judge.key}" selected' in client.get(f"{link}?person={judge.key}").content.decode()
    answer = add(client, conference, paper, judge)
    assert answer["Location"] == url(conference, "paper", 1)
    assert not Submission.objects.without_conflict(judge).exists()
    line = AuditLine.objects.get(action="conflict.declare")
    assert (line.paper, line.actor, line.detail) == (1, chair, {"reason": "my former student"})
    assert line.summary == "Judge: set by a chair"


@pytest.mark.parametrize("why", ["no reason", "kept from the chair", "no member"])
def test_what_a_chair_cannot_add_changes_nothing(client, conference, chair, judge, why) -> None:
    paper = make_submission(conference)
    person, reason = make_user("Else") if why == "no member" else judge, "a word"
    if why == "kept from the chair":
        set_for(paper, chair)
    before = Conflict.objects.count()
    page = add(client, conference, paper, person, "" if why == "no reason" else reason)
    assert page.status_code == 200
    assert Conflict.objects.count() == before
    assert not AuditLine.objects.exists()


def test_a_chair_in_conflict_reads_the_same_as_of_a_paper_that_is_not_there(
    client, conference, chair, judge
) -> None:
    paper = make_submission(conference)
    set_for(paper, chair)
    pages = []
    for number in (paper.number, 99):
        data = {"paper": number, "person": judge.key, "reason": "a word"}
        pages.append(client.post(url(conference, "add_conflict"), data).context["form"].errors)
    assert pages[0] == pages[1]


def test_a_chair_declares_their_own_and_is_led_to_the_list(client, conference, chair) -> None:
    paper = make_submission(conference)
    assert add(client, conference, paper, chair)["Location"] == url(conference, "desk")
    assert Conflict.objects.get().source == "declared"
    assert client.get(url(conference, "paper", 1)).status_code == 404


@pytest.mark.parametrize(
    ("before", "action", "after"),
    [("potential", "confirm", "confirmed"), ("confirmed", "dismiss", "dismissed")],
)
def test_a_chair_decides_on_one_conflict_with_a_reason(
    client, conference, chair, judge, before, action, after
) -> None:
    row = set_for(make_submission(conference), judge, source="institution", standing=before)
    address = url(conference, "conflict", row.pk)
    member = reverse("reviews:member", args=[conference.slug, judge.key])
    for page in (url(conference, "paper", 1), member):
        assert address in client.get(page).content.decode()
    client.post(address, {"action": action})
    assert Conflict.objects.get().standing == before
    client.post(address, {"action": action, "reason": "they left long ago"})
    assert Conflict.objects.get().standing == after
    line = AuditLine.objects.get(action=f"conflict.{action}")
    assert (line.actor, line.detail) == (chair, {"reason": "they left long ago"})


def test_nobody_decides_on_their_own_nor_on_papers_kept_from_them(client, conference, chair, judge) -> None:
    mine = set_for(make_submission(conference), chair, standing="dismissed")
    paper = make_submission(conference)
    set_for(paper, chair)
    other = set_for(paper, judge)
    for row in (mine, other):
        address = url(conference, "conflict", row.pk)
        assert client.post(address, {"action": "dismiss", "reason": "so"}).status_code == 404
    assert (
        url(conference, "conflict", mine.pk) not in client.get(url(conference, "paper", 1)).content.decode()
    )
    assert not AuditLine.objects.exists()


def test_where_authors_are_hidden_nobody_is_offered_to_ask_who_is_one(
    client, conference, chair, judge
) -> None:
    conference.hide_authors_from_chairs = True
    conference.save()
    paper = make_submission(conference, [judge])
    row = set_for(paper, judge, source="author")
    assert client.get(url(conference, "conflict", row.pk)).status_code == 404
    page = client.get(url(conference, "paper", 1)).content.decode()
    assert url(conference, "conflict", row.pk) not in page
