"""Who reads what of a review: the predicate, the list and the paper page say the same."""

import datetime as dt
import itertools

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.decisions.models import Decision, DecisionClass
from reviews.decisions.queries import decision_section, decision_shown
from reviews.decisions.states import DecisionState
from reviews.reviewing.models import Review, ReviewField
from reviews.reviewing.queries.paper_page import progress_section, reviews_section
from reviews.reviewing.queries.reading import has_unsent_changes, reviews_of, standing_on
from reviews.reviewing.rules import ReviewStanding, audiences_read, may_know_review
from reviews.reviewing.states import Audience, FieldKind, ReviewState
from submissions.authors.models import Authorship
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource, ConflictStanding
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from submissions.papers.access import papers_readable_by
from submissions.papers.queries.page import handles, may_open
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user, say_so_of

pytestmark = pytest.mark.django_db

WRITTEN = {"open": "For all", "inner": "For us", "secret": "For chairs"}


@pytest.fixture
def conference():
    conference = make_conference("effgenai")
    for position, (name, audience) in enumerate(zip(WRITTEN, Audience, strict=True)):
        ReviewField.objects.create(
            conference=conference,
            name=name,
            label=name,
            kind=FieldKind.TEXT,
            audience=audience,
            position=position,
        )
    return conference


@pytest.fixture
def paper(conference):
    return make_submission(conference, [make_user("Arthur Author")])


def give(paper, person, *, review=None, **fields):
    """A task; `review` is the state of its review, if there is one."""
    pseudonym = f"Reviewer B{paper.assignments.count()}"
    assignment = Assignment.objects.create(
        submission=paper, reviewer=person, pseudonym=pseudonym, assigned_at=NOW, **fields
    )
    if review:
        done = review == ReviewState.SUBMITTED
        Review.objects.create(
            assignment=assignment,
            state=review,
            draft={} if done else WRITTEN,
            answers=WRITTEN if done else {},
            saved_at=NOW,
            submitted_at=NOW if done else None,
        )
    return assignment


def decide(paper, *, released, waits=False):
    outcome = DecisionClass.objects.create(
        conference=paper.conference, name="Accept", accepts=not waits, waits=waits
    )
    state = DecisionState.RELEASED if released else DecisionState.PROVISIONAL
    Decision.objects.create(
        submission=paper, outcome=outcome, state=state, decided_at=NOW, released_at=NOW if released else None
    )


def look(person, conference):
    return viewer_for(user=person, conference=conference, at=NOW)


def chair(conference, paper):
    return make_member(conference, Role.CHAIR)


def area_chair(conference, paper):
    person = make_member(conference, Role.AREA_CHAIR)
    give(paper, person, role=Role.AREA_CHAIR)
    return person


def other_area_chair(conference, paper):
    return make_member(conference, Role.AREA_CHAIR)


def done(conference, paper):
    person = make_member(conference, Role.REVIEWER)
    give(paper, person, review=ReviewState.SUBMITTED, state=AssignmentState.DONE)
    return person


def drafting(conference, paper):
    person = make_member(conference, Role.REVIEWER)
    give(paper, person, review=ReviewState.DRAFT)
    return person


def not_begun(conference, paper):
    person = make_member(conference, Role.REVIEWER)
    give(paper, person)
    return person


def declined(conference, paper):
    person = make_member(conference, Role.REVIEWER)
    give(paper, person, state=AssignmentState.DECLINED)
    return person


def outsider(conference, paper):
    return make_user()


def foreign_chair(conference, paper):
    return make_member(make_conference("other"), Role.CHAIR)


def visitor(conference, paper):
    return None


def author(conference, paper):
    return paper.authorships.get().user


PEOPLE = [
    chair,
    area_chair,
    other_area_chair,
    done,
    drafting,
    not_begun,
    declined,
    outsider,
    foreign_chair,
    visitor,
]
TIES = ["none", "author", "listed", "conflict", "potential", "dismissed"]


def tie(paper, person, kind):
    if person is None or kind == "none":
        return
    if kind == "author":
        say_so_of(paper, person)
    if kind in {"author", "listed"}:
        Authorship.objects.create(
            submission=paper, position=9, name="Too", email=person.email, user=person, is_contact=False
        )
        return
    standing = {"conflict": "confirmed"}.get(kind, kind)
    Conflict.objects.create(
        submission=paper,
        user=person,
        source=ConflictSource.DECLARED,
        standing=ConflictStanding(standing),
        created_at=NOW,
    )


@pytest.mark.parametrize(("kind", "person_of"), list(itertools.product(TIES, PEOPLE)))
def test_predicate_and_list_agree(conference, paper, person_of, kind):
    give(paper, make_member(conference, Role.REVIEWER), review=ReviewState.SUBMITTED)
    give(paper, make_member(conference, Role.REVIEWER), review=ReviewState.DRAFT)
    person = person_of(conference, paper)
    tie(paper, person, kind)
    viewer = look(person, conference)
    for decided, state in itertools.product((None, False, True), (SubmissionState.SUBMITTED, "withdrawn")):
        Decision.objects.all().delete()
        DecisionClass.objects.all().delete()
        if decided is not None:
            decide(paper, released=decided)
        paper.state = state
        paper.withdrawn_at = NOW if state == "withdrawn" else None
        paper.save()
        standing = standing_on(paper, viewer)
        for review in Review.objects.select_related("assignment"):
            listed = Review.objects.visible_to(viewer).filter(pk=review.pk).exists()
            assert may_know_review(review, standing) == listed, (decided, state, review.state)
            assert listed or not audiences_read(review, standing)


@pytest.mark.parametrize(("kind", "person_of"), list(itertools.product(TIES, PEOPLE)))
def test_pages_and_decisions_are_opened_to_those_whom_the_lists_name(conference, paper, person_of, kind):
    person = person_of(conference, paper)
    tie(paper, person, kind)
    viewer = look(person, conference)
    for state, known in itertools.product(("draft", "submitted", "accepted"), (None, "kept", "out", "waits")):
        Decision.objects.all().delete()
        DecisionClass.objects.all().delete()
        if known:
            decide(paper, released=known != "kept", waits=known == "waits")
        decided_at = NOW if state == "accepted" else None
        Submission.objects.filter(pk=paper.pk).update(state=state, decided_at=decided_at)
        found = Submission.objects.get(pk=paper.pk)
        assert may_open(viewer, found) == (found in papers_readable_by(viewer)), (state, known)
        assert handles(viewer, found) == (found in Submission.objects.handled_by(viewer))
        visible = Decision.objects.visible_to(viewer)
        assert (decision_shown(found, viewer) is not None) == visible.exists(), (state, known)


def test_who_began_a_draft_opens_it_until_it_is_submitted(conference, paper):
    person = make_member(conference, Role.REVIEWER)
    viewer = look(person, conference)
    for state, sees in (("draft", True), ("submitted", False)):
        Submission.objects.filter(pk=paper.pk).update(state=state, created_by=person)
        found = Submission.objects.get(pk=paper.pk)
        assert may_open(viewer, found) == (found in papers_readable_by(viewer)) == sees


def test_paper_that_became_a_draft_again_shows_its_reviews_to_the_writer_alone(conference, paper):
    written = give(paper, make_member(conference, Role.REVIEWER), review=ReviewState.SUBMITTED).review
    people = [person_of(conference, paper) for person_of in (chair, area_chair, done)]
    Submission.objects.filter(pk=paper.pk).update(state=SubmissionState.DRAFT)
    paper.refresh_from_db()
    for person in people:
        viewer = look(person, conference)
        assert not may_know_review(written, standing_on(paper, viewer))
        assert written not in Review.objects.visible_to(viewer)


def test_own_reviews_of_another_conference_are_not_listed_here(conference, paper):
    person = done(conference, paper)
    own = Review.objects.get()
    assert own in Review.objects.visible_to(look(person, conference))
    assert own not in Review.objects.visible_to(look(person, make_conference("other")))


def test_reviews_of_own_papers_elsewhere_are_not_listed_here(conference, paper):
    give(paper, make_member(conference, Role.REVIEWER), review=ReviewState.SUBMITTED)
    decide(paper, released=True)
    person = author(conference, paper)
    assert Review.objects.visible_to(look(person, conference)).count() == 1
    assert not Review.objects.visible_to(look(person, make_conference("other"))).exists()


def test_roles_elsewhere_count_for_nothing_here(conference, paper):
    person = done(conference, paper)
    other = make_conference("other")
    make_member(other, Role.CHAIR, person)
    assert standing_on(paper, look(person, other)) == ReviewStanding()
    assert standing_on(paper, look(person, conference)).has_reviewed


def test_reviews_are_those_of_the_paper_alone(conference, paper):
    for each in (paper, make_submission(conference)):
        give(each, make_member(conference, Role.REVIEWER), review=ReviewState.SUBMITTED)
    viewer = look(chair(conference, paper), conference)
    assert len(reviews_of(paper, viewer, standing_on(paper, viewer))) == 1


@pytest.mark.parametrize(
    ("draft", "answers", "is_unsent"),
    [({}, {}, False), ({}, {"a": 1}, False), ({"a": 1}, {"a": 1}, False), ({"a": 2}, {"a": 1}, True)],
)
def test_what_was_typed_and_not_sent_is_told(draft, answers, is_unsent):
    assert has_unsent_changes(Review(draft=draft, answers=answers)) == is_unsent


def test_a_decision_on_another_paper_releases_nothing(conference, paper):
    decide(make_submission(conference), released=True)
    assert not standing_on(paper, look(author(conference, paper), conference)).are_reviews_out


def test_who_declined_after_all_reads_no_review_of_others(conference, paper):
    others = give(paper, make_member(conference, Role.REVIEWER), review=ReviewState.SUBMITTED).review
    person = done(conference, paper)
    assert others in Review.objects.visible_to(look(person, conference))
    person.assignments.update(state=AssignmentState.DECLINED)
    viewer = look(person, conference)
    assert others not in Review.objects.visible_to(viewer)
    assert not may_know_review(others, standing_on(paper, viewer))


@pytest.mark.parametrize("person_of", [chair, area_chair, done, drafting])
def test_a_review_that_is_only_begun_is_shown_to_nobody(conference, paper, person_of):
    begun = give(paper, make_member(conference, Role.REVIEWER), review=ReviewState.DRAFT)
    viewer = look(person_of(conference, paper), conference)
    shown = reviews_of(paper, viewer, standing_on(paper, viewer))
    assert begun.pseudonym not in [review.known_as for review in shown]


def read(paper, person, conference):
    """What a person reads of the reviews of others: the values, and whether names are in it."""
    viewer = look(person, conference)
    shown = [each for each in reviews_of(paper, viewer, standing_on(paper, viewer)) if not each.is_own]
    texts = [answer.text for review in shown for answer in review.answers]
    return texts, any(hasattr(review, "reviewer") or hasattr(review, "submitted_at") for review in shown)


ALL = (list(WRITTEN.values()), True)
COMMITTEE = (["For all", "For us"], False)
AUTHORS = (["For all"], False)
NONE: tuple[list[str], bool] = ([], False)


@pytest.mark.parametrize(
    ("person_of", "before", "after"),
    [
        (chair, ALL, ALL),
        (area_chair, COMMITTEE, COMMITTEE),
        (other_area_chair, NONE, NONE),
        (done, COMMITTEE, COMMITTEE),
        (drafting, NONE, NONE),
        (not_begun, NONE, NONE),
        (declined, NONE, NONE),
        (outsider, NONE, NONE),
        (visitor, NONE, NONE),
        (author, NONE, AUTHORS),
    ],
)
def test_who_reads_which_fields_before_and_after_the_release(conference, paper, person_of, before, after):
    give(paper, make_member(conference, Role.REVIEWER), review=ReviewState.SUBMITTED)
    give(paper, make_member(conference, Role.REVIEWER), review=ReviewState.DRAFT)
    person = person_of(conference, paper)
    decide(paper, released=False)
    assert read(paper, person, conference) == before
    Decision.objects.update(state=DecisionState.RELEASED, released_at=NOW)
    assert read(paper, person, conference) == after


def test_a_chair_who_is_an_author_reads_as_an_author(conference, paper):
    person = make_member(conference, Role.CHAIR)
    tie(paper, person, "author")
    give(paper, make_member(conference, Role.REVIEWER), review=ReviewState.SUBMITTED)
    assert read(paper, person, conference) == NONE
    decide(paper, released=True)
    assert read(paper, person, conference) == AUTHORS


def test_a_reviewer_reads_all_of_their_own(conference, paper):
    person = done(conference, paper)
    viewer = look(person, conference)
    own = reviews_of(paper, viewer, standing_on(paper, viewer))[0]
    assert [answer.text for answer in own.answers] == list(WRITTEN.values())
    assert own.is_own


def panels(paper, person):
    viewer = look(person, paper.conference)
    made = [make(viewer, paper) for make in (decision_section, reviews_section, progress_section)]
    context = {"conference": paper.conference, "viewer": viewer, "now": NOW + dt.timedelta(days=1)}
    return "".join(
        render_to_string(part.template, {**context, "section": part.context}) for part in made if part
    )


def test_panels_of_a_chair_name_everybody(conference, paper):
    give(
        paper, make_member(conference, Role.REVIEWER, make_user("Rita Reader")), review=ReviewState.SUBMITTED
    )
    give(paper, make_member(conference, Role.REVIEWER, make_user("Late Larry")), review=ReviewState.DRAFT)
    decide(paper, released=False)
    page = panels(paper, chair(conference, paper))
    assert "Rita Reader" in page
    assert "Late Larry" in page
    assert "For chairs" in page
    assert "1 day ago" in page
    assert "provisional: not told to anyone yet" in page


def test_panels_of_a_reviewer_show_pseudonyms_and_no_progress(conference, paper):
    give(
        paper, make_member(conference, Role.REVIEWER, make_user("Rita Reader")), review=ReviewState.SUBMITTED
    )
    give(paper, make_member(conference, Role.REVIEWER, make_user("Late Larry")), review=ReviewState.DRAFT)
    page = panels(paper, done(conference, paper))
    assert "Reviewer B0" in page
    assert "Reviewer B1" not in page
    assert "Rita" not in page
    assert "ago" not in page


def test_panels_of_a_reviewer_who_is_not_done_lead_to_their_review(conference, paper):
    give(paper, make_member(conference, Role.REVIEWER), review=ReviewState.SUBMITTED)
    page = panels(paper, not_begun(conference, paper))
    assert "Write your review" in page
    assert "Reviewer B0" not in page


def test_authors_see_nothing_before_the_release(conference, paper):
    give(paper, make_member(conference, Role.REVIEWER), review=ReviewState.SUBMITTED)
    decide(paper, released=False)
    author = paper.authorships.get().user
    assert panels(paper, author) == ""
    Decision.objects.update(state=DecisionState.RELEASED, released_at=NOW)
    paper.refresh_from_db()
    page = panels(paper, author)
    assert "For all" in page
    assert "Accept" in page
    assert "For us" not in page
    assert "ago" not in page


def test_a_chair_in_conflict_has_no_panels(conference, paper):
    person = make_member(conference, Role.CHAIR)
    tie(paper, person, "conflict")
    give(paper, make_member(conference, Role.REVIEWER), review=ReviewState.SUBMITTED)
    decide(paper, released=False)
    assert panels(paper, person) == ""


def test_panels_cost_the_same_with_more_reviews(conference, paper):
    person = chair(conference, paper)

    def count():
        viewer = look(person, conference)
        context = {"conference": conference, "now": NOW}
        with CaptureQueriesContext(connection) as captured:
            for make in (decision_section, reviews_section, progress_section):
                panel = make(viewer, paper)
                assert panel
                assert render_to_string(panel.template, {**context, "section": panel.context})
        return len(captured)

    decide(paper, released=False)
    give(paper, make_member(conference, Role.REVIEWER), review=ReviewState.SUBMITTED)
    one = count()
    for _ in range(2):
        give(paper, make_member(conference, Role.REVIEWER), review=ReviewState.SUBMITTED)
    assert count() == one
