"""What a draft is made from: papers, people and assignments in force, and what keeps people from papers."""

import datetime as dt

import pytest

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.dates.states import MilestoneKind
from reviews.assignment.rules import OF_THEIR_OWN
from reviews.assignment.states import AssignmentState
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.assignment_drafts.queries.facts import facts_for
from reviews.assignment_drafts.queries.pairs.exclusions import exclusions_on
from reviews.assignment_drafts.states import PairRuleKind
from reviews.reviewing.models import Review
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource, ConflictStanding
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.support.drafts import give, make_paper, make_reviewer, rule
from tests.support.factories import NOW, make_conference, make_member, make_milestone

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


@pytest.mark.parametrize(("standing", "has_it_still"), [(POTENTIAL, True), (CONFIRMED, False)])
def test_only_a_confirmed_conflict_takes_a_paper_from_who_has_it(paper, ada, standing, has_it_still):
    give(paper, ada)
    conflict(paper, ada, standing)
    assert (why_not(paper, ada, may_have=True) == "") == has_it_still
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


@pytest.fixture
def chair(conference):
    return make_member(conference, Role.CHAIR)


def facts(conference, chair, role=Role.REVIEWER):
    return facts_for(viewer_for(user=chair, conference=conference, at=NOW), role)


def withdraw(paper):
    Submission.objects.filter(pk=paper.pk).update(state=SubmissionState.WITHDRAWN, withdrawn_at=NOW)


def test_only_papers_under_review_wait_for_a_draft(conference, chair, paper, ada):
    gone = make_paper(conference, "Gone")
    give(gone, ada)
    withdraw(gone)
    found = facts(conference, chair)
    assert found.papers == [paper]
    assert (found.standing, dict(found.elsewhere)) == (set(), {})


def test_assignments_count_in_their_role_and_their_conference(conference, chair, paper, ada):
    other = make_conference("other")
    hidden = make_paper(conference, "Hidden")
    Conflict.objects.create(submission=hidden, user=chair, source=ConflictSource.DECLARED, created_at=NOW)
    ben = make_reviewer(conference, "Ben")
    give(paper, ada)
    give(hidden, ada)
    give(hidden, ben, role=Role.AREA_CHAIR)
    give(make_paper(other, "Elsewhere"), ada)
    found = facts(conference, chair)
    assert found.standing == {(paper.pk, ada.pk)}
    assert found.elsewhere == {ada.pk: 1}


def test_another_role_on_the_paper_bars_from_it(conference, chair, paper, ada):
    give(paper, ada, role=Role.AREA_CHAIR)
    found = facts(conference, chair)
    assert (found.standing, found.barred) == (set(), {(paper.pk, ada.pk)})


def test_facts_are_partial_where_a_paper_of_the_desk_has_it_still_from_the_chair(conference, chair, paper):
    other = make_conference("other")
    make_paper(other, "Elsewhere")
    assert not facts(conference, chair).is_partial
    hidden = make_paper(conference, "Hidden")
    Conflict.objects.create(submission=hidden, user=chair, source=ConflictSource.DECLARED, created_at=NOW)
    assert facts(conference, chair).is_partial
    Submission.objects.filter(pk=hidden.pk).update(state=SubmissionState.DRAFT)
    assert not facts(conference, chair).is_partial


def test_words_of_chairs_are_read_of_these_papers_in_this_role(conference, chair, paper, ada):
    ben, gone = make_reviewer(conference, "Ben"), make_paper(conference, "Gone")
    withdraw(gone)
    rule(paper, ada, PairRuleKind.REQUIRED)
    rule(paper, ben, PairRuleKind.FORBIDDEN)
    rule(paper, ben, PairRuleKind.REQUIRED, role=Role.AREA_CHAIR)
    rule(gone, ada, PairRuleKind.REQUIRED)
    found = facts(conference, chair)
    assert (found.required, found.forbidden) == ({(paper.pk, ada.pk)}, {(paper.pk, ben.pk)})


def test_what_is_begun_is_begun_on_these_papers_in_this_role(conference, chair, paper, ada):
    ben, gone = make_reviewer(conference, "Ben"), make_paper(conference, "Gone")
    cora = make_reviewer(conference, "Cora")
    tasks = [
        *(give(paper, ada), give(paper, ben, role=Role.AREA_CHAIR), give(gone, ada)),
        give(paper, cora, state=AssignmentState.DECLINED),
    ]
    for task in tasks:
        Review.objects.create(assignment=task, draft={"summary": "Begun."}, saved_at=NOW)
    withdraw(gone)
    assert facts(conference, chair).begun == {(paper.pk, ada.pk)}


def test_away_is_who_cannot_work_on_any_day_until_reviews_are_due(conference, chair, paper, ada):
    today, day = NOW.date(), dt.timedelta(days=1)
    make_milestone(conference, MilestoneKind.REVIEWS_DUE, NOW + 10 * day)
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW - 10 * day)
    away = make_reviewer(conference, "Away", away_from=today, away_until=today + 20 * day)
    make_reviewer(conference, "Back", away_from=today, away_until=today + 5 * day)
    make_reviewer(conference, "Later", away_from=today + day, away_until=today + 20 * day)
    found = facts(conference, chair)
    assert [one.user for one in found.away] == [away]
    assert {str(member.user) for member in found.members} == {"Ada", "Back", "Later"}
