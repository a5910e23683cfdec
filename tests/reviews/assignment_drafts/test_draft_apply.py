"""A draft is applied as the preview said, or not at all; and taken back as a whole."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.mail.models import OutboundEmail
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.assignment_drafts.models import AssignmentDraft, PairRule, ProposedPair
from reviews.assignment_drafts.queries.changes import draft_changes
from reviews.assignment_drafts.services.applying import apply_draft, undo_draft
from reviews.assignment_drafts.states import DraftState, PairRuleKind
from reviews.expertise.models import Reviewer
from reviews.reviewing.models import Review
from reviews.reviewing.states import ReviewState
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from submissions.core.states import SubmissionState
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db

LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def conference():
    return make_conference("effgenai", reviews_per_paper=2)


@pytest.fixture
def alpha(conference):
    return make_submission(conference, title="Alpha")


@pytest.fixture
def beta(conference):
    return make_submission(conference, title="Beta")


def reviewer(conference, name, load=4):
    person = make_member(conference, Role.REVIEWER, make_user(name))
    Reviewer.objects.create(conference=conference, user=person, load_max=load, joined_at=NOW)
    return person


def give(paper, person, **fields):
    unchanged = {
        "pseudonym": f"Reviewer Z{paper.assignments.count()}",
        "assigned_at": NOW,
        "score": 0.3,
        **fields,
    }
    return Assignment.objects.create(submission=paper, reviewer=person, **unchanged)


def given_draft(chair, *pairs, **fields):
    conference = pairs[0][0].conference
    unchanged = {
        "state": DraftState.PROPOSED,
        "total": 1,
        "bound": 1,
        "seconds": 0,
        "created_at": NOW,
        **fields,
    }
    draft = AssignmentDraft.objects.create(
        conference=conference, created_by=chair, name="Draft one", **unchanged
    )
    for paper, person in pairs:
        ProposedPair.objects.create(
            draft=draft, submission=paper, user=person, score=0.5, parts={"text": 0.5}
        )
    return draft


def conflict(paper, person):
    return Conflict.objects.create(
        submission=paper, user=person, source=ConflictSource.COAUTHOR, created_at=NOW
    )


def changes(draft, chair):
    return draft_changes(viewer_for(user=chair, conference=draft.conference, at=NOW), draft)


def apply(draft, chair, **more):
    return apply_draft(draft=draft, by=chair, at=NOW, seen=changes(draft, chair).fingerprint, **more)


def in_force():
    return set(Assignment.objects.active().values_list("submission__title", "reviewer__name"))


def url(conference, name, *args):
    return reverse(f"reviews:{name}", args=[conference.slug, *args])


# --- What would change ---------------------------------------------------------------------


def test_a_draft_adds_takes_off_and_keeps(conference, chair, alpha, beta):
    ada, ben, cora = (reviewer(conference, name) for name in ("Ada", "Ben", "Cora"))
    unchanged, off = give(alpha, ada), give(alpha, ben)
    found = changes(given_draft(chair, (alpha, ada), (alpha, cora), (beta, ada)), chair)
    assert [(pair.submission, pair.user) for pair in found.add] == [(alpha, cora), (beta, ada)]
    assert (found.off, found.unchanged) == ([off], [unchanged])
    assert not found.blocked
    assert not found.letters


def test_papers_that_the_draft_does_not_cover_are_left_alone(conference, chair, alpha, beta):
    ada = reviewer(conference, "Ada")
    give(beta, ada)
    apply(given_draft(chair, (alpha, ada)), chair)
    assert in_force() == {("Alpha", "Ada"), ("Beta", "Ada")}


@pytest.mark.parametrize("written", ["begun", "submitted"])
def test_a_task_with_a_review_stays_and_is_named(conference, chair, alpha, written):
    ada, ben = reviewer(conference, "Ada"), reviewer(conference, "Ben")
    task = give(alpha, ada)
    fields = {"state": ReviewState.SUBMITTED, "submitted_at": NOW} if written == "submitted" else {}
    Review.objects.create(assignment=task, draft={"text": "So far"}, saved_at=NOW, **fields)
    draft = given_draft(chair, (alpha, ben))
    (stays,) = changes(draft, chair).staying
    assert stays.sentence == f"Ada has begun a review of paper {alpha.number}, and keeps it."
    apply(draft, chair)
    assert in_force() == {("Alpha", "Ada"), ("Alpha", "Ben")}


def test_who_left_the_committee_keeps_a_task_that_no_draft_could_name(conference, chair, alpha):
    ada, ben = reviewer(conference, "Ada"), reviewer(conference, "Ben")
    give(alpha, ada)
    conference.memberships.filter(user=ada).delete()
    draft = given_draft(chair, (alpha, ben))
    assert "has left the committee" in changes(draft, chair).staying[0].sentence
    apply(draft, chair)
    assert in_force() == {("Alpha", "Ada"), ("Alpha", "Ben")}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("conflict", "Ada is in conflict with paper 1"),
        ("author", "Ada is in conflict with paper 1"),
        ("left", "Ada is no longer on the committee in this role."),
        ("declined", "Ada has declined paper 1."),
        ("load", "Ada takes at most 0 papers, and has no room for paper 1."),
        ("withdrawn", "Paper 1 is withdrawn now; it gets nobody."),
        ("never", "A chair has said that Ada never gets paper 1."),
    ],
)
def test_what_cannot_be_is_said_and_left_out_only_if_the_chair_agrees(
    conference, chair, alpha, beta, change, sentence
):
    ada, ben = reviewer(conference, "Ada"), reviewer(conference, "Ben")
    draft = given_draft(chair, (alpha, ada), (beta, ben))
    if change == "conflict":
        conflict(alpha, ada)
    if change == "author":
        alpha.authorships.create(user=ada, email=ada.email, name="Ada", position=9)
    if change == "left":
        conference.memberships.filter(user=ada).delete()
    if change == "declined":
        give(alpha, ada, state=AssignmentState.DECLINED)
    if change == "load":
        conference.reviewers.filter(user=ada).update(load_max=0)
    if change == "withdrawn":
        conference.submissions.filter(pk=alpha.pk).update(state=SubmissionState.WITHDRAWN, withdrawn_at=NOW)
    if change == "never":
        rule = {"submission": alpha, "user": ada, "kind": PairRuleKind.FORBIDDEN}
        PairRule.objects.create(made_at=NOW, made_by=chair, **rule)
    (blocked,) = changes(draft, chair).blocked
    assert blocked.sentence.startswith(sentence)
    with pytest.raises(Refused, match="Some pairs of the draft cannot be any more"):
        apply(draft, chair)
    assert not in_force()
    apply(draft, chair, without_blocked=True)
    assert in_force() == {("Beta", "Ben")}


def test_who_is_nearly_full_gets_what_fits_best(conference, chair, alpha, beta):
    ada = reviewer(conference, "Ada", load=1)
    draft = given_draft(chair, (alpha, ada), (beta, ada))
    draft.pairs.filter(submission=beta).update(score=0.9)
    found = changes(draft, chair)
    assert [pair.submission for pair in found.add] == [beta]
    assert "no room for paper 1" in found.blocked[0].sentence


def test_a_load_is_counted_after_what_is_taken_off(conference, chair, alpha, beta):
    ada = reviewer(conference, "Ada", load=1)
    give(alpha, ada)
    draft = given_draft(chair, (beta, ada))
    draft.papers.create(submission=alpha)
    apply(draft, chair)
    assert in_force() == {("Beta", "Ada")}


def test_area_chairs_are_another_assignment(conference, chair, alpha):
    ada, ben = reviewer(conference, "Ada"), make_member(conference, Role.AREA_CHAIR, make_user("Ben"))
    give(alpha, ada)
    apply(given_draft(chair, (alpha, ben), role=Role.AREA_CHAIR), chair)
    task = Assignment.objects.get(reviewer=ben)
    assert task.role == Role.AREA_CHAIR
    assert task.pseudonym.startswith("Area chair ")
    assert in_force() == {("Alpha", "Ada"), ("Alpha", "Ben")}


# --- Applying ------------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["conflict", "assigned", "told", "begun", "load", "edited"])
def test_nothing_is_applied_that_the_preview_did_not_show(conference, chair, alpha, change):
    ada, ben, cora = (reviewer(conference, name) for name in ("Ada", "Ben", "Cora"))
    task = give(alpha, ada)
    draft = given_draft(chair, (alpha, ben))
    shown = changes(draft, chair).fingerprint
    if change == "conflict":
        conflict(alpha, ben)
    if change == "assigned":
        give(alpha, cora)
    if change == "told":
        Assignment.objects.update(notified_at=NOW)
    if change == "begun":
        Review.objects.create(assignment=task, draft={"text": "So far"}, saved_at=NOW)
    if change == "load":
        conference.reviewers.filter(user=ben).update(load_max=0)
    if change == "edited":
        draft.pairs.update(user=cora)
    before, lines = in_force(), AuditLine.objects.count()
    with pytest.raises(Refused, match="Somebody changed"):
        apply_draft(draft=draft, by=chair, at=NOW, seen=shown, without_blocked=True)
    draft.refresh_from_db()
    assert draft.state == DraftState.PROPOSED
    assert in_force() == before
    assert AuditLine.objects.count() == lines
    assert not OutboundEmail.objects.exists()


def test_of_two_chairs_the_second_is_told(client, conference, chair, alpha):
    ada, ben = reviewer(conference, "Ada"), reviewer(conference, "Ben")
    other = make_member(conference, Role.CHAIR, make_user("Olga"))
    first, second = given_draft(chair, (alpha, ada)), given_draft(other, (alpha, ben))
    shown = changes(second, other).fingerprint
    apply(first, chair)
    with pytest.raises(Refused, match="Somebody changed"):
        apply_draft(draft=second, by=other, at=NOW, seen=shown)
    assert in_force() == {("Alpha", "Ada")}
    answer = client.post(url(conference, "apply_run", first.key), {"seen": "x"}, follow=True)
    assert "Cecily Chair has applied this draft already." in answer.content.decode()


def test_who_was_told_and_loses_a_paper_gets_one_mail(client, conference, chair, alpha, beta):
    ada, ben, cora = (reviewer(conference, name) for name in ("Ada", "Ben", "Cora"))
    give(alpha, ada, notified_at=NOW)
    give(beta, ben)
    draft = given_draft(chair, (alpha, cora), (beta, cora))
    page = client.get(url(conference, "apply_run", draft.key)).content.decode()
    assert f"To {ada.email}" in page
    assert f"you no longer have paper {alpha.number}" in page
    assert ben.email not in page
    client.post(url(conference, "apply_run", draft.key), {"seen": changes(draft, chair).fingerprint})
    mail = OutboundEmail.objects.get()
    assert (mail.to_address, mail.kind, mail.paper) == (ada.email, "assignment.lost", alpha.number)
    assert "Ben" not in mail.body
    assert "Cora" not in mail.body
    assert in_force() == {("Alpha", "Cora"), ("Beta", "Cora")}


def test_a_mail_about_several_papers_is_secret(conference, chair, alpha, beta):
    ada, ben = reviewer(conference, "Ada"), reviewer(conference, "Ben")
    give(alpha, ada, notified_at=NOW)
    give(beta, ada, notified_at=NOW)
    apply(given_draft(chair, (alpha, ben), (beta, ben)), chair)
    mail = OutboundEmail.objects.get()
    assert (mail.paper, mail.is_secret) == (None, True)
    assert "Alpha" in mail.body
    assert "Beta" in mail.body


def test_the_page_says_what_happens_and_does_it(client, conference, chair, alpha):
    ada, ben = reviewer(conference, "Ada"), reviewer(conference, "Ben")
    give(alpha, ada)
    draft = given_draft(chair, (alpha, ben))
    page = client.get(url(conference, "apply_run", draft.key)).content.decode()
    assert "Apply: add 1 task, take off 1" in page
    assert not Assignment.objects.filter(reviewer=ben).exists()
    shown = {"seen": changes(draft, chair).fingerprint}
    answer = client.post(url(conference, "apply_run", draft.key), shown, follow=True).content.decode()
    assert "1 task assigned on 1 paper, 1 task taken off 1 paper." in answer
    assert in_force() == {("Alpha", "Ben")}
    assert not OutboundEmail.objects.exists()
    assert AuditLine.objects.get(action="assignment.remove").paper == alpha.number
    assert AuditLine.objects.get(action="assignment.create").paper == alpha.number
    summary = AuditLine.objects.get(action="proposal.apply").summary
    assert not any(char.isdigit() for char in summary)


def test_a_draft_in_force_has_nothing_to_do(client, conference, chair, alpha):
    ada = reviewer(conference, "Ada")
    give(alpha, ada)
    page = client.get(url(conference, "apply_run", given_draft(chair, (alpha, ada)).key)).content.decode()
    assert "Every pair of this draft is in force already." in on_one_line(page)


@pytest.mark.parametrize("page", ["apply_run", "undo_run"])
def test_a_chair_in_conflict_finds_neither_page(client, conference, chair, alpha, page):
    ada = reviewer(conference, "Ada")
    other = make_member(conference, Role.CHAIR)
    draft = given_draft(other, (alpha, ada))
    if page == "undo_run":
        apply(draft, other)
    conflict(alpha, chair)
    before = in_force()
    assert client.get(url(conference, page, draft.key)).status_code == 404
    assert client.post(url(conference, page, draft.key), {"seen": ""}).status_code == 404
    assert in_force() == before


def test_a_chair_whose_conflict_comes_up_in_between_changes_nothing(conference, chair, alpha):
    draft = given_draft(chair, (alpha, reviewer(conference, "Ada")))
    shown = changes(draft, chair).fingerprint
    conflict(alpha, chair)
    with pytest.raises(Refused, match="not there any more"):
        apply_draft(draft=draft, by=chair, at=NOW, seen=shown)
    assert not in_force()


def test_the_number_of_queries_of_the_preview_does_not_grow(client, conference, chair):
    def count(number):
        pairs = []
        for _ in range(number):
            paper = make_submission(conference)
            give(paper, reviewer(conference, "Off"), notified_at=NOW)
            full = reviewer(conference, "Full", load=0)
            pairs += [(paper, reviewer(conference, "New")), (paper, full)]
        draft = given_draft(chair, *pairs)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(conference, "apply_run", draft.key)).status_code == 200
        return len(queries)

    count(1)
    assert count(1) == count(4)


def test_applying_and_undoing_take_as_many_statements_for_fifty_pairs_as_for_five(conference, chair):
    def count(number):
        pairs = []
        for _ in range(number):
            paper = make_submission(conference)
            give(paper, reviewer(conference, "Off"), notified_at=NOW)
            pairs.append((paper, reviewer(conference, "New")))
        draft = given_draft(chair, *pairs)
        with CaptureQueriesContext(connection) as applying:
            apply(draft, chair)
        draft.refresh_from_db()
        with CaptureQueriesContext(connection) as undoing:
            undo_draft(draft=draft, by=chair, at=LATER)
        return len(applying), len(undoing)

    count(1)
    assert count(5) == count(50)


# --- Undoing -------------------------------------------------------------------------------


def test_undoing_brings_everything_back_as_it_was(client, conference, chair, alpha, beta):
    ada, ben, cora = (reviewer(conference, name) for name in ("Ada", "Ben", "Cora"))
    lost = give(alpha, ada, notified_at=NOW, score=0.25, parts={"text": 0.25})
    give(beta, ben)
    draft = given_draft(chair, (alpha, cora), (beta, ben))
    apply(draft, chair)
    assert in_force() == {("Alpha", "Cora"), ("Beta", "Ben")}
    page = client.get(url(conference, "undo_run", draft.key)).content.decode()
    assert "task that the draft made is taken off" in page
    answer = client.post(url(conference, "undo_run", draft.key), follow=True).content.decode()
    assert "Undone: 1 task taken off 1 paper, 1 task back as before." in answer
    back = Assignment.objects.get(submission=alpha)
    same = (
        "key",
        "reviewer_id",
        "role",
        "state",
        "pseudonym",
        "score",
        "parts",
        "notified_at",
        "assigned_at",
    )
    assert [getattr(back, name) for name in same] == [getattr(lost, name) for name in same]
    draft.refresh_from_db()
    assert (draft.state, draft.applied_at, draft.changes) == (DraftState.PROPOSED, None, {})
    assert AuditLine.objects.filter(action="proposal.undo", paper=None).count() == 1
    assert [mail.kind for mail in OutboundEmail.objects.order_by("pk")] == [
        "assignment.lost",
        "assignment.returned",
    ]


def test_it_can_be_applied_and_undone_again_and_tells_each_time(conference, chair, alpha):
    ada, ben = reviewer(conference, "Ada"), reviewer(conference, "Ben")
    give(alpha, ada, notified_at=NOW)
    draft = given_draft(chair, (alpha, ben))
    for hour in range(2):
        at = NOW + dt.timedelta(hours=hour)
        apply_draft(draft=draft, by=chair, at=at, seen=changes(draft, chair).fingerprint)
        undo_draft(draft=draft, by=chair, at=at)
    assert in_force() == {("Alpha", "Ada")}
    assert OutboundEmail.objects.count() == 4


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("told", "Ben has been told of paper 1"),
        ("begun", "Ben has begun a review of paper 1"),
        ("declined", "Ben has declined paper 1"),
        ("taken_off", "taken off since"),
        ("given_again", "Ada has this paper already|Ada has paper 1 already"),
        ("conflict", "Ada is in conflict with paper 1"),
        ("left", "Ada is no longer on the committee"),
        ("withdrawn", "Paper 1 is withdrawn now"),
    ],
)
def test_what_has_grown_on_it_keeps_it_from_being_undone(client, conference, chair, alpha, change, sentence):
    ada, ben = reviewer(conference, "Ada"), reviewer(conference, "Ben")
    give(alpha, ada)
    draft = given_draft(chair, (alpha, ben))
    apply(draft, chair)
    task = Assignment.objects.get()
    if change == "told":
        Assignment.objects.update(notified_at=NOW)
    if change == "begun":
        Review.objects.create(assignment=task, draft={"text": "So far"}, saved_at=NOW)
    if change == "declined":
        Assignment.objects.update(state=AssignmentState.DECLINED)
    if change == "taken_off":
        task.delete()
    if change == "given_again":
        give(alpha, ada)
    if change == "conflict":
        conflict(alpha, ada)
    if change == "left":
        conference.memberships.filter(user=ada).delete()
    if change == "withdrawn":
        conference.submissions.update(state=SubmissionState.WITHDRAWN, withdrawn_at=NOW)
    before = list(Assignment.objects.order_by("pk").values())
    with pytest.raises(Refused, match=sentence):
        undo_draft(draft=draft, by=chair, at=LATER)
    draft.refresh_from_db()
    assert draft.state == DraftState.APPLIED
    assert list(Assignment.objects.order_by("pk").values()) == before
    assert not AuditLine.objects.filter(action="proposal.undo").exists()
    page = client.get(url(conference, "undo_run", draft.key)).content.decode()
    assert "cannot be undone as a whole" in page
    assert "Undo it</button>" not in page


def test_only_what_is_applied_is_undone(conference, chair, alpha):
    draft = given_draft(chair, (alpha, reviewer(conference, "Ada")))
    with pytest.raises(Refused, match="not applied"):
        undo_draft(draft=draft, by=chair, at=LATER)
    assert not Assignment.objects.exists()
