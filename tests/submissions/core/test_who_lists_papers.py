"""Which papers each list of them holds: state by state, person by person."""

from __future__ import annotations

import pytest

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from submissions.authors.models import AuthorAnswer
from submissions.conflicts.models import Conflict, NamedConflict
from submissions.conflicts.rules import conflicts_among, free_chairs, is_bound, is_hidden_from
from submissions.conflicts.states import DERIVED_SOURCES, ConflictSource, ConflictStanding, NamedKind
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user, say_so_of

pytestmark = pytest.mark.django_db
BEYOND_DRAFT = {state for state in SubmissionState if state != SubmissionState.DRAFT}


@pytest.fixture
def conference():
    """One paper in each state, by nobody; and the same in another conference."""
    for made in (here := make_conference("here"), make_conference("elsewhere")):
        for state in SubmissionState:
            make_submission(made, state=state)
    return here


def look(person, conference):
    return viewer_for(user=person, conference=conference, at=NOW)


def states(papers, conference):
    """The states of the papers of a list, all of them of this conference."""
    assert {paper.conference_id for paper in papers} <= {conference.pk}
    return {paper.state for paper in papers}


def in_conflict(paper, person, standing=ConflictStanding.CONFIRMED, source=ConflictSource.CHAIR):
    return Conflict.objects.create(
        submission=paper, user=person, source=source, standing=standing, created_at=NOW
    )


def test_visitors_list_accepted_papers_of_the_conference_alone(conference):
    found = Submission.objects.visible_to(look(None, conference))
    assert states(found, conference) == {SubmissionState.ACCEPTED}


def test_people_list_accepted_papers_and_their_own_in_every_state(conference):
    person = make_user()
    own = {make_submission(conference, [person], state=state) for state in SubmissionState}
    make_submission(make_conference(), [person])
    found = set(Submission.objects.visible_to(look(person, conference)))
    assert states(found - own, conference) == {SubmissionState.ACCEPTED}
    assert own <= found


def test_who_began_a_paper_lists_it_as_long_as_it_is_a_draft(conference):
    person = make_user()
    began = [make_submission(conference, state=state, created_by=person) for state in SubmissionState]
    make_submission(conference, state=SubmissionState.DRAFT, created_by=make_user())
    assert [paper.state for paper in Submission.objects.written_by(person)] == [SubmissionState.DRAFT]
    assert Submission.objects.written_by(person).get() in began


def test_chairs_list_what_was_submitted_and_no_drafts_of_others(conference):
    chair = make_member(conference, Role.CHAIR)
    viewer = look(chair, conference)
    assert states(Submission.objects.visible_to(viewer), conference) == BEYOND_DRAFT
    assert states(Submission.objects.handled_by(viewer), conference) == BEYOND_DRAFT


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CHAIR])
def test_nobody_else_handles_papers(conference, role):
    person = make_member(conference, role)
    make_member(make_conference(), Role.CHAIR, person)
    viewer = look(person, conference)
    assert not Submission.objects.handled_by(viewer).exists()
    assert states(Submission.objects.visible_to(viewer), conference) == {SubmissionState.ACCEPTED}
    assert not Submission.objects.handled_by(look(None, conference)).exists()


@pytest.mark.parametrize(
    ("tie", "is_hidden"),
    [
        (lambda _paper, _person: None, False),
        (in_conflict, True),
        (lambda paper, person: in_conflict(paper, person, ConflictStanding.POTENTIAL), False),
        (lambda paper, person: in_conflict(paper, person, ConflictStanding.DISMISSED), False),
        (lambda paper, _person: in_conflict(paper, make_user()), False),
        (lambda paper, person: in_conflict(make_submission(paper.conference), person), False),
        (say_so_of, True),
        (lambda paper, _person: say_so_of(paper, make_user()), False),
        (lambda paper, person: say_so_of(make_submission(paper.conference), person), False),
        (lambda paper, person: said(paper, person.email, is_author=False), False),
        (lambda paper, person: said(paper, person.email, is_author=True), False),
    ],
    ids=[
        "nothing", "conflict", "potential", "dismissed", "conflict of another", "conflict elsewhere",
        "author", "author is another", "author elsewhere", "said to be none", "account is gone",
    ],
)  # fmt: skip
def test_what_keeps_a_paper_from_a_person_keeps_it_from_every_list(conference, tie, is_hidden):
    chair = make_member(conference, Role.CHAIR)
    paper = make_submission(conference)
    tie(paper, chair)
    named = NamedConflict.objects.create(submission=paper, user=chair, kind=NamedKind.FAMILY, created_at=NOW)
    assert is_hidden_from(paper, chair) == is_hidden
    assert (named in NamedConflict.objects.filter(is_bound("submission", "user"))) == is_hidden
    assert (paper not in Submission.objects.without_conflict(chair)) == is_hidden
    assert (paper not in Submission.objects.handled_by(look(chair, conference))) == is_hidden
    assert (chair not in free_chairs(paper)) == is_hidden


def said(paper, email, *, is_author):
    """An answer that no account stands behind: of whom a chair said so, or whose account is gone."""
    AuthorAnswer.objects.create(submission=paper, email=email, is_author=is_author, at=NOW)


def test_only_active_chairs_of_the_conference_are_free_for_a_paper(conference):
    chairs = [make_member(conference, Role.CHAIR) for _ in range(2)]
    make_member(conference, Role.CHAIR, make_user(is_active=False))
    make_member(conference, Role.REVIEWER)
    make_member(make_conference(), Role.CHAIR)
    assert list(free_chairs(make_submission(conference))) == chairs


def test_answers_are_told_apart(conference):
    paper = make_submission(conference, [yes := make_user()])
    said(paper, "gone@example.org", is_author=True)
    said(paper, "none@example.org", is_author=False)
    assert [answer.email for answer in AuthorAnswer.objects.yes()] == [yes.email]
    assert [answer.email for answer in AuthorAnswer.objects.no()] == ["none@example.org"]


def test_conflicts_are_told_apart_by_standing_and_source(conference):
    paper = make_submission(conference)
    confirmed, potential, dismissed = (in_conflict(paper, make_user(), standing) for standing in (
        ConflictStanding.CONFIRMED, ConflictStanding.POTENTIAL, ConflictStanding.DISMISSED,
    ))  # fmt: skip
    assert list(Conflict.objects.binding()) == [confirmed]
    assert set(Conflict.objects.keeping_apart()) == {confirmed, potential}
    assert dismissed not in Conflict.objects.derived()
    derived = [in_conflict(paper, make_user(), source=source) for source in DERIVED_SOURCES]
    assert set(Conflict.objects.derived()) == set(derived)


def test_new_assignments_stay_away_from_what_binds_and_from_what_may(conference):
    paper, other = make_submission(conference), make_submission(conference)
    people = [make_user() for _ in range(5)]
    bound, potential, dismissed, author, listed = people
    in_conflict(paper, bound)
    in_conflict(paper, potential, ConflictStanding.POTENTIAL)
    in_conflict(paper, dismissed, ConflictStanding.DISMISSED)
    say_so_of(paper, author)
    paper.authorships.create(position=0, name="Li", email=listed.email, user=listed)
    in_conflict(other, dismissed)
    found = conflicts_among({paper.pk}, {person.pk for person in people})
    confirmed, waiting = ConflictStanding.CONFIRMED, ConflictStanding.POTENTIAL
    assert {user: row.standing for (_, user), row in found.items()} == {
        bound.pk: confirmed, potential.pk: waiting, author.pk: confirmed, listed.pk: waiting,
    }  # fmt: skip
    assert conflicts_among({paper.pk}, {dismissed.pk}) == {}
