"""What chairs learn of people who seem to be here twice, and the one thing that they can do."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from effgenai.accounts.identities.queries import preview_of
from effgenai.accounts.identities.services import merge_accounts
from effgenai.accounts.models import MergeRequest, User
from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.mail.models import OutboundEmail
from reviews.assignment.models import Assignment
from reviews.committee.services import duplicates
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from submissions.core.states import SubmissionState
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db
PAGE = "/ws/chair/committee/twins/"


@pytest.fixture
def conference():
    return make_conference("ws")


@pytest.fixture
def chair(conference):
    return make_member(conference, Role.CHAIR, make_user("Chair"))


@pytest.fixture
def member(conference):
    return make_member(conference, Role.REVIEWER, make_user("Ada Nwosu", "ada@uni.example"))


@pytest.fixture
def author():
    return make_user("A. Nwosu", "ada@home.example")


@pytest.fixture
def paper(conference, author):
    return make_submission(conference, [author])


def page_of(person, url=PAGE):
    client = Client()
    client.force_login(person)
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def ask(person, one, other):
    client = Client()
    client.force_login(person)
    return client.post(f"{PAGE}{one.key}/{other.key}/ask/")


def test_a_member_who_is_an_author_under_another_address(chair, member, author, paper):
    page = page_of(chair)
    assert "ada@home.example" in page
    assert f"author of paper {paper.number}" in page
    assert "1 pair of accounts looks" in page_of(chair, "/ws/chair/committee/")


def test_both_are_asked_by_mails_that_name_neither(chair, member, author, paper):
    assert ask(chair, member, author).status_code == 302
    mails = {mail.to_address: mail.body for mail in OutboundEmail.objects.all()}
    assert set(mails) == {"ada@uni.example", "ada@home.example"}
    assert "home.example" not in mails["ada@uni.example"]
    assert "uni.example" not in mails["ada@home.example"]
    assert "the chairs of Workshop ws noticed" in mails["ada@uni.example"]
    assert "asked" in page_of(chair)
    line = AuditLine.objects.get(action="account.ask_to_merge")
    assert (line.paper, line.summary) == (paper.number, "the owner of two accounts")


def test_they_are_not_asked_every_hour(chair, member, author, paper):
    ask(chair, member, author)
    ask(chair, author, member)
    assert OutboundEmail.objects.count() == 2
    assert MergeRequest.objects.count() == 1
    assert AuditLine.objects.filter(action="account.ask_to_merge").count() == 1


def test_a_chair_in_conflict_learns_nothing_of_the_papers_author(conference, chair, member, author, paper):
    Conflict.objects.create(submission=paper, user=chair, source=ConflictSource.CHAIR, created_at=NOW)
    assert "ada@home.example" not in page_of(chair)
    assert "pair of accounts" not in page_of(chair, "/ws/chair/committee/")
    assert ask(chair, member, author).status_code == 404
    assert not OutboundEmail.objects.exists()
    other = make_member(conference, Role.CHAIR, make_user("Other chair"))
    ask(other, member, author)
    assert "account.ask_to_merge" not in page_of(chair, "/ws/chair/records/")


def test_hidden_authors_stay_hidden(conference, chair, member, author, paper):
    conference.hide_authors_from_chairs = True
    conference.save()
    assert "ada@home.example" not in page_of(chair)
    assert ask(chair, member, author).status_code == 404
    assert not OutboundEmail.objects.exists()


def test_drafts_and_papers_elsewhere_tell_nothing(conference, chair, member, author):
    make_submission(conference, [author], state=SubmissionState.DRAFT)
    make_submission(make_conference("far"), [author])
    assert "ada@home.example" not in page_of(chair)


def test_two_members_are_named_in_the_record(conference, chair, member):
    other = make_member(conference, Role.AREA_CHAIR, make_user("Nwosu, Ada", "ada@home.example"))
    ask(chair, member, other)
    line = AuditLine.objects.get(action="account.ask_to_merge")
    assert line.paper is None
    assert "ada@home.example" in line.summary


def test_chairs_do_not_ask_about_people_who_do_not_look_alike(chair, member):
    other = make_user("Ben", "ben@x.example")
    assert ask(chair, member, other).status_code == 404
    assert not OutboundEmail.objects.exists()


def test_there_is_no_such_page_for_reviewers(chair, member, author, paper):
    client = Client()
    client.force_login(member)
    assert client.get(PAGE).status_code == 404
    assert ask(member, member, author).status_code == 404
    assert not OutboundEmail.objects.exists()
    assert not MergeRequest.objects.exists()


def test_a_task_in_conflict_after_a_merge_is_shown_to_chairs_without_one(
    conference, chair, member, author, paper
):
    other = make_member(conference, Role.CHAIR, make_user("Other chair"))
    Conflict.objects.create(submission=paper, user=other, source=ConflictSource.CHAIR, created_at=NOW)
    Assignment.objects.create(submission=paper, reviewer=member, pseudonym="A", assigned_at=NOW)
    guide, words = "/ws/chair/setup/guide/", "Look at tasks in conflict"
    assert words not in page_of(chair, guide)
    merge_accounts(kept=member, gone=author, by=member, at=NOW)
    assert words in page_of(chair, guide)
    assert words not in page_of(other, guide)
    assert "assignment.conflict" in page_of(chair, "/ws/chair/records/")
    assert "assignment.conflict" not in page_of(other, "/ws/chair/records/")
    assert Assignment.objects.get().reviewer == member


def test_the_preview_tells_of_conflicts_only_what_the_person_knows(conference, member, author, paper):
    known, unknown = paper, make_submission(conference, [make_user("Hidden Author")])
    for one in (known, unknown):
        Assignment.objects.create(submission=one, reviewer=member, pseudonym="A", assigned_at=NOW)
    Conflict.objects.create(
        submission=unknown, user=author, source=ConflictSource.INSTITUTION, detail="Hidden", created_at=NOW
    )
    lines = [line for line in preview_of(member, author) if "may not judge" in line]
    assert len(lines) == 1
    assert f"paper {known.number}," in lines[0]
    assert "Hidden" not in " ".join(preview_of(member, author))


@pytest.fixture
def cached(settings):
    """Counts are kept in the cache, and nobody is asked to count anew: the workers that were."""
    settings.KEEP_PAGES_SECONDS = 60
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def asked(monkeypatch):
    found = []
    monkeypatch.setattr(duplicates.count_duplicate_accounts, "delay", lambda *given: found.append(given))
    return found


COMMITTEE = "/ws/chair/committee/"


def test_a_visit_searches_no_accounts_twice(cached, asked, chair, member, author, paper, monkeypatch):
    page_of(chair, COMMITTEE)
    monkeypatch.setattr(duplicates, "duplicate_rows", lambda _: pytest.fail("searched in a request"))
    assert "1 pair of accounts looks" in page_of(chair, COMMITTEE)


def test_a_worker_counts_anew_once_accounts_changed(cached, asked, conference, chair, member, author, paper):
    page_of(chair, COMMITTEE)
    make_member(conference, Role.REVIEWER, make_user("Nwosu, Ada", "ada@third.example"))
    with TestCase.captureOnCommitCallbacks(execute=True):
        User.objects.filter(pk=member.pk).update(name="Ada Nwosu")
    page = page_of(chair, COMMITTEE)
    assert "1 pair of accounts looks" in page
    assert "being counted again" in page
    page_of(chair, COMMITTEE)
    assert asked == [(conference.pk, chair.pk, asked[0][2])]
    duplicates.count_duplicate_accounts(*asked[0])
    page = page_of(chair, COMMITTEE)
    assert "3 pairs of accounts look" in page
    assert "being counted again" not in page


def test_what_was_declined_or_merged_since_counts_no_more(cached, asked, chair, member, author, paper):
    page_of(chair, COMMITTEE)
    MergeRequest.objects.create(kept=member, gone=author, asked_by=chair, asked_at=NOW, declined_at=NOW)
    assert "pair of accounts" not in page_of(chair, COMMITTEE)
    MergeRequest.objects.all().delete()
    User.objects.filter(pk=author.pk).update(is_active=False)
    assert "pair of accounts" not in page_of(chair, COMMITTEE)


def test_a_conflict_that_comes_later_hides_what_was_counted(cached, asked, chair, member, author, paper):
    assert "1 pair of accounts" in page_of(chair, COMMITTEE)
    Conflict.objects.create(submission=paper, user=chair, source=ConflictSource.CHAIR, created_at=NOW)
    assert "pair of accounts" not in page_of(chair, COMMITTEE)


def test_authors_hidden_later_are_not_counted(cached, asked, conference, chair, member, author, paper):
    assert "1 pair of accounts" in page_of(chair, COMMITTEE)
    conference.hide_authors_from_chairs = True
    conference.save()
    assert "pair of accounts" not in page_of(chair, COMMITTEE)


def test_a_worker_counts_for_chairs_alone(cached, conference, chair, member, author, paper, monkeypatch):
    searched: list[Viewer] = []
    monkeypatch.setattr(duplicates, "count_duplicates", searched.append)
    for person in (member, author, chair):
        duplicates.count_duplicate_accounts(conference.pk, person.pk, NOW.isoformat())
    duplicates.count_duplicate_accounts(0, 0, NOW.isoformat())
    assert [viewer.user for viewer in searched] == [chair]


def test_the_queries_of_the_committee_page_do_not_grow(cached, asked, conference, chair):
    def queries():
        client = Client()
        client.force_login(chair)
        client.get(COMMITTEE)
        with CaptureQueriesContext(connection) as made:
            client.get(COMMITTEE)
        return len(made)

    for _ in range(5):
        make_submission(conference, [make_member(conference, Role.REVIEWER)])
    few = queries()
    for _ in range(20):
        make_submission(conference, [make_member(conference, Role.REVIEWER)])
    assert queries() == few
