"""Two people press at the same moment: real threads, real locks."""

import threading

import pytest
from django.db import connection

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.mail.models import OutboundEmail
from reviews.assignment.models import Assignment
from reviews.assignment.services import assign_reviewer, tell_reviewers
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.assignment_drafts.queries.changes import draft_changes
from reviews.assignment_drafts.services.applying import apply_draft
from reviews.assignment_drafts.services.editing import Edit, edit_draft
from reviews.assignment_drafts.services.making import propose_assignment
from reviews.assignment_drafts.states import DraftState
from reviews.committee.models import Invitation
from reviews.committee.services.invitations import accept_invitation, send_invitations
from reviews.committee.states import InvitationState
from reviews.expertise.models import Reviewer
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def conference():
    return make_conference("effgenai", reviews_per_paper=1)


@pytest.fixture
def chairs(conference):
    return [make_member(conference, Role.CHAIR) for _ in range(2)]


def make_reviewer(conference, load=4):
    person = make_member(conference, Role.REVIEWER)
    Reviewer.objects.create(conference=conference, user=person, load_max=load, joined_at=NOW)
    return person


def at_once(*calls):
    """Run the calls in threads that start together; return what each gave or refused."""
    start = threading.Barrier(len(calls))
    answers: list[object] = [None] * len(calls)

    def make_call(place, call):
        start.wait()
        try:
            answers[place] = call()
        except Refused as refusal:
            answers[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=make_call, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def seen(draft, chair):
    return draft_changes(viewer_for(user=chair, conference=draft.conference, at=NOW), draft).fingerprint


def refusals(answers):
    return [answer for answer in answers if isinstance(answer, Refused)]


def test_two_chairs_apply_one_proposal(conference, chairs):
    for _ in range(5):
        make_submission(conference)
    for _ in range(3):
        make_reviewer(conference)
    draft = propose_assignment(conference=conference, by=chairs[0], at=NOW)
    shown = seen(draft, chairs[0])
    answers = at_once(*(lambda by=by: apply_draft(draft=draft, by=by, at=NOW, seen=shown) for by in chairs))
    assert len(refusals(answers)) == 1
    assert Assignment.objects.count() == 5


def test_two_chairs_apply_two_proposals(conference, chairs):
    for _ in range(5):
        make_submission(conference)
    for _ in range(3):
        make_reviewer(conference)
    drafts = [propose_assignment(conference=conference, by=by, at=NOW) for by in chairs]
    shown = [seen(draft, by) for draft, by in zip(drafts, chairs, strict=True)]
    answers = at_once(
        *(
            lambda draft=draft, by=by, one=one: apply_draft(draft=draft, by=by, at=NOW, seen=one)
            for draft, by, one in zip(drafts, chairs, shown, strict=True)
        )
    )
    (refusal,) = refusals(answers)
    assert "Somebody changed" in str(refusal)
    assert Assignment.objects.count() == 5
    assert AssignmentDraft.objects.filter(state=DraftState.APPLIED).count() == 1


def test_two_chairs_change_one_draft_by_hand(conference, chairs):
    for _ in range(3):
        make_submission(conference)
    make_reviewer(conference)
    draft = propose_assignment(conference=conference, by=chairs[0], at=NOW)
    pairs = list(draft.pairs.order_by("pk"))
    edits = [Edit(seen=0, out=[(pair.submission_id, pair.user_id)]) for pair in pairs[:2]]
    answers = at_once(
        *(
            lambda by=by, edit=edit: edit_draft(draft=draft, edit=edit, by=by, at=NOW)
            for by, edit in zip(chairs, edits, strict=True)
        )
    )
    (refusal,) = refusals(answers)
    assert "Somebody changed this draft" in str(refusal)
    assert draft.pairs.count() == 2


def test_one_reviewer_gets_two_papers_and_takes_one(conference, chairs):
    person = make_reviewer(conference, load=1)
    papers = [make_submission(conference) for _ in range(2)]
    answers = at_once(
        *(
            lambda paper=paper: assign_reviewer(submission=paper, reviewer=person, by=chairs[0], at=NOW)
            for paper in papers
        )
    )
    assert len(refusals(answers)) == 1
    assert Assignment.objects.count() == 1


def test_the_same_reviewer_is_assigned_twice(conference, chairs):
    person, paper = make_reviewer(conference), make_submission(conference)
    answers = at_once(
        *(lambda by=by: assign_reviewer(submission=paper, reviewer=person, by=by, at=NOW) for by in chairs)
    )
    assert [str(refusal) for refusal in refusals(answers)] == [f"{person} has this paper already."]
    assert Assignment.objects.count() == 1


def test_reviewers_are_told_twice_at_once(conference, chairs):
    task = assign_reviewer(
        submission=make_submission(conference), reviewer=make_reviewer(conference), by=chairs[0], at=NOW
    )
    at_once(
        *(
            lambda by=by: tell_reviewers(conference=conference, assignments=[task.pk], by=by, at=NOW)
            for by in chairs
        )
    )
    assert OutboundEmail.objects.count() == 1


def test_invitations_are_sent_twice_at_once(conference, chairs):
    row = Invitation.objects.create(conference=conference, email="ada@example.org", created_at=NOW)
    at_once(
        *(
            lambda by=by: send_invitations(conference=conference, invitations=[row.pk], by=by, at=NOW)
            for by in chairs
        )
    )
    assert OutboundEmail.objects.count() == 1


def test_two_people_accept_one_invitation(conference):
    row = Invitation.objects.create(
        conference=conference,
        email="ada@example.org",
        created_at=NOW,
        state=InvitationState.SENT,
        sent_at=NOW,
    )
    people = [make_user() for _ in range(2)]
    answers = at_once(
        *(
            lambda user=user: accept_invitation(invitation=row, user=user, load=1, topics=[], at=NOW)
            for user in people
        )
    )
    assert len(refusals(answers)) == 1
    assert Reviewer.objects.count() == 1
    assert conference.memberships.count() == 1
