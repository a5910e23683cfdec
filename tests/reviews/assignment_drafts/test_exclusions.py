"""What keeps a person from a paper in a draft, and how much of it the chair who reads it may know."""

import pytest

from effgenai.conferences.core.states import Role
from reviews.assignment.rules import OF_THEIR_OWN
from reviews.assignment.states import AssignmentState
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.assignment_drafts.queries.exclusions import exclusions_on
from reviews.assignment_drafts.states import PairRuleKind
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource, ConflictStanding
from tests.support.drafts import give, make_paper, make_reviewer, rule
from tests.support.factories import NOW, make_conference

pytestmark = pytest.mark.django_db
POTENTIAL, CONFIRMED = ConflictStanding.POTENTIAL, ConflictStanding.CONFIRMED


@pytest.fixture
def conference():
    return make_conference("effgenai")


@pytest.fixture
def paper(conference):
    return make_paper(conference, "Alpha")


@pytest.fixture
def ada(conference):
    return make_reviewer(conference, "Ada")


def exclusions(paper, person, *, role=Role.REVIEWER, reader=None):
    draft = AssignmentDraft(conference=paper.conference, role=role)
    return exclusions_on(draft, [paper.pk], [person.pk], reader=reader)


def why_not(paper, person, *, may_have=False, **about):
    return exclusions(paper, person, **about).why_not(paper, person, may_have=may_have)


def conflict(paper, person, standing, source=ConflictSource.COAUTHOR):
    return Conflict.objects.create(
        submission=paper, user=person, source=source, standing=standing, created_at=NOW
    )


def test_nothing_keeps_somebody_from_a_paper_they_have_nothing_to_do_with(paper, ada):
    assert why_not(paper, ada) == ""


@pytest.mark.parametrize("standing", [POTENTIAL, CONFIRMED])
def test_a_conflict_keeps_whoever_has_not_got_the_paper_from_it(paper, ada, standing):
    conflict(paper, ada, standing)
    assert why_not(paper, ada).startswith("Ada is in conflict with paper 1: ")
    assert why_not(paper, ada, may_have=True).startswith("Ada is in conflict with paper 1: ")


@pytest.mark.parametrize(("standing", "is_kept"), [(POTENTIAL, True), (CONFIRMED, False)])
def test_only_a_confirmed_conflict_takes_a_paper_from_who_has_it(paper, ada, standing, is_kept):
    give(paper, ada)
    conflict(paper, ada, standing)
    assert (why_not(paper, ada, may_have=True) == "") == is_kept
    assert "in conflict" in why_not(paper, ada)


def test_of_their_own_potential_conflict_a_chair_is_told_nothing(conference, paper, ada):
    row = conflict(paper, ada, POTENTIAL)
    assert why_not(paper, ada, reader=ada) == f"Ada {OF_THEIR_OWN} 1."
    assert "in conflict" in why_not(paper, ada, reader=make_reviewer(conference, "Ben"))
    row.standing = CONFIRMED
    row.save()
    assert "in conflict" in why_not(paper, ada, reader=ada)


def test_where_authors_are_hidden_no_conflict_tells_of_them(conference, paper, ada):
    source = conflict(paper, ada, CONFIRMED).get_source_display()
    assert source in why_not(paper, ada)
    conference.hide_authors_from_chairs = True
    conference.save()
    paper.refresh_from_db()
    assert source not in why_not(paper, ada)


@pytest.mark.parametrize(
    ("role", "state", "said"),
    [
        (Role.REVIEWER, AssignmentState.ASSIGNED, ""),
        (Role.AREA_CHAIR, AssignmentState.ASSIGNED, "Ada has this paper already."),
        (Role.REVIEWER, AssignmentState.DECLINED, "Ada has declined this paper."),
    ],
)
def test_a_draft_may_name_who_has_the_paper_in_its_role(paper, ada, role, state, said):
    give(paper, ada, role=role, state=state)
    assert why_not(paper, ada, may_have=True) == said.replace("this paper", "paper 1")
    assert why_not(paper, ada) != ""


def test_a_word_of_a_chair_holds_for_its_pair_and_its_role(conference, paper, ada):
    ben, beta = make_reviewer(conference, "Ben"), make_paper(conference, "Beta")
    rule(paper, ada, PairRuleKind.FORBIDDEN)
    assert why_not(paper, ada) == "A chair has said that Ada never gets paper 1."
    assert why_not(paper, ada, role=Role.AREA_CHAIR) == ""
    assert why_not(paper, ben) == why_not(beta, ada) == ""


def test_only_what_is_asked_about_is_read(conference, paper, ada):
    ben, beta = make_reviewer(conference, "Ben"), make_paper(conference, "Beta")
    for other, person in ((paper, ben), (beta, ada), (beta, ben)):
        give(other, person)
        rule(other, person, PairRuleKind.REQUIRED)
    found = exclusions(paper, ada)
    assert (found.earlier, found.required, found.forbidden) == ({}, set(), set())
