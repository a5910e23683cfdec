"""When a conflict may be added, named, foretold, denied and decided on, and what is told of it."""

from __future__ import annotations

import pytest

from effgenai.conferences.core.states import Role
from submissions.authors.models import AuthorAnswer
from submissions.conflicts import rules
from submissions.conflicts.models import AdvanceConflict, Conflict, NamedConflict
from submissions.conflicts.states import TELLING_SOURCES, ConflictSource, NamedKind
from submissions.core.states import SubmissionState
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return make_conference("here")


@pytest.fixture
def paper(conference):
    return make_submission(conference)


def line(paper, email="li@example.org"):
    paper.authorships.create(position=paper.authorships.count(), name="Li", email=email)


def answer(paper, email, *, user=None):
    AuthorAnswer.objects.create(submission=paper, email=email, is_author=user is not None, user=user, at=NOW)


def put_in_conflict(paper, person):
    Conflict.objects.create(submission=paper, user=person, source=ConflictSource.CHAIR, created_at=NOW)


def test_the_committee_are_those_who_judge_here(conference):
    judges = {make_member(conference, role) for role in (Role.CHAIR, Role.AREA_CHAIR, Role.REVIEWER)}
    for role in (Role.PROGRAM_EDITOR, Role.SITE_EDITOR):
        make_member(conference, role)
    make_member(make_conference(), Role.REVIEWER)
    assert set(rules.committee_of(conference)) == judges


def test_who_stands_on_the_list_may_deny_it_in_any_spelling(paper):
    line(paper)
    line(paper, "other@example.org")
    answer(paper, "other@example.org", user=make_user())
    answer(paper, "li@example.org")
    assert rules.why_not_say_no(paper, "LI@example.org") is None


def test_nobody_denies_what_they_said_nor_where_they_do_not_stand(conference, paper):
    line(paper)
    line(paper, "yes@example.org")
    answer(paper, "yes@example.org", user=make_user())
    assert "You have said that you are" in rules.why_not_say_no(paper, "Yes@example.org")
    assert "You are not on" in rules.why_not_say_no(paper, "stranger@example.org")
    draft = make_submission(conference, state=SubmissionState.DRAFT)
    line(draft)
    assert "You are not on" in rules.why_not_say_no(draft, "li@example.org")


def test_a_chair_in_conflict_adds_none_and_nobody_is_added_who_is_not_on_the_committee(conference, paper):
    free, bound = (make_member(conference, Role.CHAIR) for _ in range(2))
    reviewer = make_member(conference, Role.REVIEWER)
    put_in_conflict(paper, bound)
    assert rules.why_not_add(paper, reviewer, free) is None
    assert rules.why_not_add(paper, reviewer, bound) == "This paper is not yours to look after."
    assert "is not on the committee" in rules.why_not_add(paper, make_user(), free)


def test_nobody_decides_on_their_own_conflict_or_on_a_paper_kept_from_them(conference, paper):
    free, bound = (make_member(conference, Role.CHAIR) for _ in range(2))
    put_in_conflict(paper, bound)
    conflict = Conflict.objects.get()
    other = make_submission(conference)
    put_in_conflict(other, free)
    assert rules.why_not_decide(conflict, free) is None
    assert "Nobody decides on a conflict of their own" in rules.why_not_decide(conflict, bound)
    assert rules.why_not_decide(other.conflicts.get(), bound) is None
    put_in_conflict(paper, free)
    assert rules.why_not_decide(conflict, free) == "This paper is not yours to look after."


def name(paper, *, user=None, text=""):
    NamedConflict.objects.create(
        submission=paper, user=user, text=text, kind=NamedKind.FAMILY, created_at=NOW
    )


def test_authors_name_each_once(paper):
    person = make_user()
    name(paper, user=person)
    name(paper, text="Uni Example")
    assert rules.why_not_name(paper, person, "") == f"{person} is named already."
    assert rules.why_not_name(paper, None, "uni EXAMPLE") == "uni EXAMPLE is named already."
    assert rules.why_not_name(paper, make_user(), "") is None
    assert rules.why_not_name(paper, None, "Other University") is None
    assert rules.why_not_name(make_submission(paper.conference), person, "") is None


def test_judges_foretell_each_once_in_a_conference(conference):
    person = make_user()
    known = {"user": person, "word": "family", "created_at": NOW}
    AdvanceConflict.objects.create(conference=conference, text="Ada Nwosu", **known)
    AdvanceConflict.objects.create(conference=make_conference(), text="Bo Li", **known)
    assert rules.why_not_foretell(conference, person, "ada nwosu") == "You have named ada nwosu already."
    assert rules.why_not_foretell(conference, person, "Bo Li") is None
    assert rules.why_not_foretell(conference, make_user(), "Ada Nwosu") is None


def test_there_is_an_end_to_naming(conference, paper, monkeypatch):
    monkeypatch.setattr(rules, "MAX_NAMED", 1)
    person = make_user()
    assert rules.why_not_name(paper, None, "A") is None
    assert rules.why_not_foretell(conference, person, "A") is None
    name(paper, text="B")
    AdvanceConflict.objects.create(
        conference=conference, user=person, text="B", word="family", created_at=NOW
    )
    assert (
        rules.why_not_name(paper, None, "A")
        == "At most 1 can be named. Write to the chairs if you need more."
    )
    assert rules.why_not_foretell(conference, person, "A").startswith("At most 1 can be named.")


@pytest.mark.parametrize("source", ConflictSource)
def test_what_tells_of_authors_is_told_to_who_knows_them(source):
    conflict = Conflict(source=source, detail="with Ada")
    told = f"{source.label} (with Ada)"
    assert rules.conflict_words(conflict, with_authors=True) == told
    hidden = rules.conflict_words(conflict, with_authors=False)
    assert hidden == ("is in conflict with it" if source in TELLING_SOURCES else told)
