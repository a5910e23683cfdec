"""What judges say in advance of whom they are close to."""

from __future__ import annotations

import pytest
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from submissions.conflicts.models import AdvanceConflict, Conflict
from submissions.conflicts.services.derived import refresh_conflicts
from tests.support.factories import (
    NOW,
    confirm_address,
    make_conference,
    make_member,
    make_submission,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return make_conference("ws")


@pytest.fixture
def judge(conference, client):
    person = make_member(conference, Role.REVIEWER, make_user("Judge", "judge@gmail.com"))
    client.force_login(person)
    return person


@pytest.fixture
def author():
    person = make_user("Zoë  Müller", "zoe@snow.example")
    confirm_address(person, "zoe@home.example")
    return person


def say(client, text, word="my advisor"):
    return client.post(reverse("submissions:advance", args=["ws"]), {"text": text, "word": word})


def found() -> list[tuple[User, str, str]]:
    return [(row.user, row.source, row.standing) for row in Conflict.objects.exclude(source="author")]


@pytest.mark.parametrize("text", ["zoe muller", "ZOE@snow.example", "zoe@home.example", "snow.example"])
def test_what_fits_is_potential_and_waits(client, conference, judge, author, text) -> None:
    make_submission(conference, [author])
    assert say(client, text).status_code == 302
    assert found() == [(judge, "advance", "potential")]
    assert Conflict.objects.get(source="advance").detail == author.name


@pytest.mark.parametrize("text", ["Müller", "other@snow.example", "Independent Researcher"])
def test_what_does_not_fit_changes_nothing(client, conference, judge, author, text) -> None:
    make_submission(conference, [author])
    say(client, text)
    assert found() == []


def test_a_paper_that_comes_later_is_compared_too(client, conference, judge, author) -> None:
    say(client, author.email)
    make_submission(conference, [author])
    refresh_conflicts(conference=conference, at=NOW)
    assert found() == [(judge, "advance", "potential")]


def test_taking_it_back_opens_no_paper(client, conference, judge, author) -> None:
    make_submission(conference, [author])
    say(client, author.email)
    client.post(reverse("submissions:remove_advance", args=["ws", AdvanceConflict.objects.get().pk]))
    assert not AdvanceConflict.objects.exists()
    assert found() == [(judge, "advance", "potential")]
    lines = AuditLine.objects.filter(action__regex="^(conflict|declaration)").order_by("pk")
    assert list(lines.values_list("action", "actor", "paper")) == [
        ("conflict.find", None, None),
        ("declaration.add", judge.pk, None),
        ("declaration.remove", judge.pk, None),
    ]


def test_it_is_said_once_and_with_a_word(client, conference, judge) -> None:
    say(client, "Ada Lovelace")
    for text, word in (("ADA lovelace", "again"), ("Charles", "")):
        assert say(client, text, word).status_code == 200
    assert AdvanceConflict.objects.count() == 1


def test_nobody_else_has_the_page_or_takes_a_line_back(client, conference, judge) -> None:
    say(client, "Ada Lovelace")
    other = make_member(conference, Role.REVIEWER)
    client.force_login(other)
    row = AdvanceConflict.objects.get()
    assert "Ada" not in client.get(reverse("submissions:advance", args=["ws"])).content.decode()
    assert client.post(reverse("submissions:remove_advance", args=["ws", row.pk])).status_code == 404
    client.force_login(make_user("Author"))
    assert client.get(reverse("submissions:advance", args=["ws"])).status_code == 404
    assert AdvanceConflict.objects.count() == 1


def test_a_chair_reads_it_on_the_page_of_the_member(client, conference, judge) -> None:
    say(client, "Ada Lovelace", "my sister")
    client.force_login(make_member(conference, Role.CHAIR))
    page = client.get(reverse("reviews:member", args=["ws", judge.key])).content.decode()
    assert "Ada Lovelace" in page
    assert "my sister" in page
