"""Conflicts that the authors of a paper name: when they bind, who is asked, and who reads of them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.dates.states import MilestoneKind
from submissions.conflicts.models import Conflict, ConflictBatch, NamedConflict
from submissions.conflicts.queries.questions import queue
from submissions.conflicts.services.declaring import bind_known_conflicts
from submissions.conflicts.services.derived import refresh_conflicts
from submissions.conflicts.services.naming import NamedFacts, name_conflict, note_named, take_back
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.support.factories import (
    NOW,
    make_conference,
    make_member,
    make_milestone,
    make_submission,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    conference = make_conference("ws")
    for kind, days in ((MilestoneKind.CALL_OPENS, -5), (MilestoneKind.SUBMISSIONS_DUE, 5)):
        make_milestone(conference, kind, NOW + dt.timedelta(days=days))
    return conference


@pytest.fixture
def author(client):
    person = make_user("Ann", "ann@gmail.com")
    client.force_login(person)
    return person


@pytest.fixture
def judge(conference):
    return make_member(conference, Role.REVIEWER, make_user("Judge", "judge@a.example"))


@pytest.fixture
def chair(conference):
    return make_member(conference, Role.CHAIR, make_user("Chair", "chair@c.example"))


@pytest.fixture
def draft(conference, author):
    return make_submission(conference, [author], state=SubmissionState.DRAFT)


def name(paper, author, user, **facts):
    viewer = viewer_for(user=author, conference=paper.conference, at=NOW)
    said = NamedFacts(**{"user": user, "kind": "family", **facts})
    return name_conflict(submission=paper, viewer=viewer, facts=said, by=author, at=NOW)


def back(named, author):
    viewer = viewer_for(user=author, conference=named.submission.conference, at=NOW)
    take_back(named=named, viewer=viewer, by=author, at=NOW)


def submit(paper):
    Submission.objects.filter(pk=paper.pk).update(state="submitted", submitted_at=NOW)
    paper.refresh_from_db()
    note_named(submission=paper, at=NOW)


def standings():
    return [(row.user.name, row.standing) for row in Conflict.objects.filter(source="named").order_by("pk")]


def members(conference, number):
    return [make_member(conference, Role.REVIEWER, make_user(f"M{place}")) for place in range(number)]


def test_a_draft_counts_for_nothing_and_binds_when_it_is_submitted(draft, author, judge) -> None:
    name(draft, author, judge)
    assert standings() == []
    submit(draft)
    assert standings() == [("Judge", "confirmed")]
    assert not Submission.objects.without_conflict(judge).exists()
    refresh_conflicts(conference=draft.conference, at=NOW)
    assert standings() == [("Judge", "confirmed")]


def test_what_is_named_later_takes_the_paper_from_nobody_and_a_chair_is_asked(
    conference, author, judge, chair
) -> None:
    paper = make_submission(conference, [author])
    name(paper, author, judge)
    assert standings() == [("Judge", "potential")]
    assert Submission.objects.without_conflict(judge).exists()
    (question,) = queue(viewer_for(user=chair, conference=conference, at=NOW))
    assert question.words == "named by the authors (family)"


def test_what_is_submitted_after_work_began_is_a_question(draft, author, judge) -> None:
    ConflictBatch.objects.create(conference=draft.conference, bound_at=NOW)
    name(draft, author, judge)
    submit(draft)
    assert standings() == [("Judge", "potential")]


def test_many_from_one_paper_bind_nobody_and_are_one_question(draft, author, chair) -> None:
    for member in members(draft.conference, 10):
        name(draft, author, member)
    submit(draft)
    assert {standing for _, standing in standings()} == {"potential"}
    (question,) = queue(viewer_for(user=chair, conference=draft.conference, at=NOW))
    assert len(question.rows) == 10
    bind_known_conflicts(conference=draft.conference, by=chair, at=NOW)
    assert {standing for _, standing in standings()} == {"potential"}


def test_nor_do_they_if_they_are_named_in_two_parts(draft, author, chair) -> None:
    people = members(draft.conference, 12)
    for member in people[:6]:
        name(draft, author, member)
    submit(draft)
    for member in people[6:]:
        name(draft, author, member)
    bind_known_conflicts(conference=draft.conference, by=chair, at=NOW)
    assert [standing for _, standing in standings()] == ["confirmed"] * 6 + ["potential"] * 6


def test_authors_take_back_until_work_begins_and_never_the_word_of_a_chair(
    draft, author, judge, chair
) -> None:
    first = name(draft, author, judge)
    submit(draft)
    back(first, author)
    assert standings() == []
    later = name(draft, author, judge)
    assert standings() == [("Judge", "potential")]
    Conflict.objects.filter(source="named").update(standing="dismissed")
    back(later, author)
    again = name(draft, author, judge)
    assert standings() == [("Judge", "dismissed")]
    Conflict.objects.filter(source="named").update(standing="confirmed")
    ConflictBatch.objects.create(conference=draft.conference, bound_at=NOW)
    back(again, author)
    assert standings() == [("Judge", "confirmed")]
    assert not NamedConflict.objects.exists()


def test_the_record_names_nobody(draft, author, judge) -> None:
    back(name(draft, author, judge), author)
    assert set(AuditLine.objects.values_list("action", "summary", "actor")) == {
        ("conflict.name", "Named by the authors: family", author.pk),
        ("conflict.take_back", "Named by the authors: family", author.pk),
    }


def url(paper, name, *args):
    return reverse(f"submissions:{name}", args=[paper.conference.slug, paper.number, *args])


def test_an_author_names_and_takes_back_on_the_page(client, draft, author, judge) -> None:
    page = url(draft, "named")
    assert page in client.get(url(draft, "edit")).content.decode()
    client.post(page, {"user": judge.key, "kind": "advisor"})
    client.post(page, {"text": "Institute of Snow", "kind": "other", "word": "a grant"})
    text = client.get(page).content.decode()
    assert "advisor or student" in text
    assert "a grant · not on the committee" in text
    for row in NamedConflict.objects.all():
        client.post(url(draft, "unname", row.pk))
    assert not NamedConflict.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "family"},
        {"kind": "family", "user": "judge", "text": "Ada"},
        {"kind": "other", "text": "Ada"},
        {"kind": "enemy", "text": "Ada"},
        {"kind": "family", "user": "chair"},
        {"kind": "family", "text": "TWICE"},
    ],
)
def test_what_says_too_little_is_not_kept(client, draft, author, judge, chair, data) -> None:
    name(draft, author, None, text="Twice")
    keys = {"judge": judge.key, "chair": chair.key}
    sent = {**data, **({"user": keys[data["user"]]} if "user" in data else {})}
    assert client.post(url(draft, "named"), sent).status_code == 200
    assert NamedConflict.objects.count() == 1


def test_only_the_committee_that_visitors_read_of_is_offered(client, draft, judge, chair) -> None:
    make_member(draft.conference, Role.REVIEWER, make_user("", "nameless@a.example"))
    page = client.get(url(draft, "named")).content.decode()
    assert ">Judge</option>" in page
    assert chair.key not in page
    assert "nameless@a.example" not in page


def test_when_the_form_is_closed_nothing_changes(client, conference, author, judge) -> None:
    paper = make_submission(conference, [author])
    named = name(paper, author, judge)
    conference.milestones.update(instant=NOW - dt.timedelta(days=3650))
    client.post(url(paper, "named"), {"text": "Ada", "kind": "family"})
    client.post(url(paper, "unname", named.pk))
    assert list(NamedConflict.objects.all()) == [named]
    assert standings() == [("Judge", "potential")]


@pytest.mark.parametrize("hidden", [False, True])
def test_chairs_read_it_unless_authors_are_hidden_and_who_is_named_never(
    client, conference, author, judge, chair, *, hidden
) -> None:
    conference.hide_authors_from_chairs = hidden
    conference.save()
    paper = make_submission(conference, [author, judge], say_so=False)
    name(paper, author, judge, word="SECRET")
    client.force_login(chair)
    assert ("SECRET" in client.get(url(paper, "paper")).content.decode()) is not hidden
    client.force_login(judge)
    for page in ("paper", "named"):
        assert "SECRET" not in client.get(url(paper, page)).content.decode()
    assert client.post(url(paper, "unname", NamedConflict.objects.get().pk)).status_code == 404
