"""Each constraint of the database is tried: whatever the code does, these rows cannot come to be."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from effgenai.accounts.models import Affiliation, MergeRequest, User
from effgenai.archive.models import SiteExport
from effgenai.archive.states import ExportState
from effgenai.conferences.call.models import CallFile, Policy
from effgenai.conferences.core.models import (
    ChairProposal,
    Conference,
    Institution,
    Membership,
    SentForm,
    Topic,
    Track,
)
from effgenai.conferences.core.states import Role
from effgenai.conferences.dates.models import CalendarKey, MilestoneException
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.pictures.models import Image
from effgenai.conferences.site.models import Page, SiteVersion
from effgenai.conferences.unfinished.models import UnfinishedForm
from effgenai.mail.models import Mailing, OutboundEmail, UnwrittenLetters
from effgenai.storage.models import FileFinding, LastUpkeep
from program.core.models import ProgramEdit, Room, Session, Talk, Unavailability
from program.feedback.models import TalkFeedback
from program.proposals.models import ProgramProposal
from program.proposals.states import ProposalState
from program.releases.models import Release, ReleasePerson
from program.stars.models import Star, StarList
from reviews.assignment.models import Assignment
from reviews.assignment_drafts.models import AssignmentDraft, PairRule, ProposedPair
from reviews.bidding.models import Bid, BiddingRound
from reviews.committee.models import Application, Invitation
from reviews.decisions.models import Decision, DecisionClass, ScheduledRelease
from reviews.expertise.models import PastPaper, Reviewer
from reviews.reviewing.models import Review, ReviewField, ReviewVersion, SeenFlag
from submissions.authors.models import AuthorAnswer, Authorship
from submissions.conflicts.models import AdvanceConflict, Conflict, NamedConflict
from submissions.core.models import PaperException, Revision, Submission
from submissions.core.states import SubmissionState
from submissions.materials.models import Award, Material
from submissions.saved_lists.models import SavedList
from submissions.tags.models import PaperTag
from tests.support.factories import NOW, make_conference, make_milestone, make_submission, make_user

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
OURS = {
    "accounts",
    "archive",
    "audit",
    "conferences",
    "files",
    "mail",
    "program",
    "reviews",
    "storage",
    "submissions",
}
Breaker = Callable[[Conference], Any]
BREAKERS: dict[str, Breaker] = {}


def breaks(name: str) -> Callable[[Breaker], Breaker]:
    """Register the attempt to break the constraint `name`."""

    def register(breaker: Breaker) -> Breaker:
        BREAKERS[name] = breaker
        return breaker

    return register


def twice(make: Callable[[], Any]) -> None:
    make()
    make()


def our_constraints() -> set[str]:
    models = (model for model in apps.get_models() if model._meta.app_label in OURS)
    return {constraint.name for model in models for constraint in model._meta.constraints}


def test_every_constraint_has_someone_who_tries_it() -> None:
    assert set(BREAKERS) == our_constraints()


def test_every_constraint_speaks_to_people() -> None:
    silent = [
        constraint.name
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for constraint in model._meta.constraints
        if constraint.violation_error_message in {None, constraint.default_violation_error_message}
    ]
    assert silent == []


@breaks("one_account_per_address")
def _(conference: Conference) -> None:
    twice(lambda: User.objects.create(email="Same@example.org"))


@breaks("a_merged_account_is_closed")
def _(conference: Conference) -> None:
    User.objects.filter(pk=make_user().pk).update(merged_into=make_user())


@breaks("an_account_is_not_merged_into_itself")
def _(conference: Conference) -> None:
    user = make_user()
    User.objects.filter(pk=user.pk).update(merged_into=user, is_active=False)


def question(**fields: Any) -> MergeRequest:
    kept, gone = make_user(), make_user()
    return MergeRequest.objects.create(
        **{"kept": kept, "gone": gone, "asked_by": kept, "asked_at": NOW, **fields}
    )


@breaks("one_question_about_two_accounts")
def _(conference: Conference) -> None:
    first = question()
    question(kept=first.kept, gone=first.gone)


@breaks("a_merge_is_of_two_accounts")
def _(conference: Conference) -> None:
    user = make_user()
    question(kept=user, gone=user)


@breaks("a_declined_merge_is_not_done")
def _(conference: Conference) -> None:
    question(declined_at=NOW, merged_at=NOW)


@breaks("affiliation_ends_after_it_starts")
def _(conference: Conference) -> None:
    Affiliation.objects.create(user=make_user(), institution="X", start_year=2020, end_year=2019)


@breaks("one_conference_is_current")
def _(conference: Conference) -> None:
    twice(lambda: make_conference(is_current=True))


@breaks("a_domain_leads_to_one_conference")
def _(conference: Conference) -> None:
    twice(lambda: make_conference(domain="workshop.example.org"))


@breaks("conference_shows_papers_and_reviews_to_known")
def _(conference: Conference) -> None:
    Conference.objects.filter(pk=conference.pk).update(reviews_shown="friends")


@breaks("conference_public_state_is_known")
def _(conference: Conference) -> None:
    make_conference(public_state="secret")


@breaks("conference_ends_after_it_starts")
def _(conference: Conference) -> None:
    make_conference(starts_on=dt.date(2026, 5, 2), ends_on=dt.date(2026, 5, 1))


@breaks("a_paper_gets_at_least_one_review")
def _(conference: Conference) -> None:
    make_conference(reviews_per_paper=0)


@breaks("one_track_of_a_name")
def _(conference: Conference) -> None:
    twice(lambda: Track.objects.create(conference=conference, name="Same"))


def exception(conference: Conference, **whom: Any) -> MilestoneException:
    date = conference.milestones.first() or make_milestone(conference, MilestoneKind.OTHER, NOW)
    return MilestoneException.objects.create(milestone=date, instant=NOW, created_at=NOW, **whom)


@breaks("an_exception_is_for_a_track_or_a_person")
def _(conference: Conference) -> None:
    exception(conference, user=make_user(), track=conference.tracks.get())


@breaks("one_exception_a_track")
def _(conference: Conference) -> None:
    twice(lambda: exception(conference, track=conference.tracks.get()))


@breaks("one_exception_a_person")
def _(conference: Conference) -> None:
    person = make_user()
    twice(lambda: exception(conference, user=person))


def more_time(conference: Conference, kind: MilestoneKind) -> Callable[[], PaperException]:
    paper = make_submission(conference)
    facts = {"submission": paper, "kind": kind, "instant": NOW, "created_at": NOW}
    return lambda: PaperException.objects.create(**facts)


@breaks("one_exception_a_paper")
def _(conference: Conference) -> None:
    twice(more_time(conference, MilestoneKind.SUBMISSIONS_DUE))


@breaks("a_paper_is_excepted_from_its_own_dates")
def _(conference: Conference) -> None:
    more_time(conference, MilestoneKind.REVIEWS_DUE)()


@breaks("one_calendar_key_a_person")
def _(conference: Conference) -> None:
    keys, person = iter(("first", "second")), make_user()
    twice(lambda: CalendarKey.objects.create(conference=conference, user=person, key=next(keys), made_at=NOW))


@breaks("a_person_has_a_form_unfinished_once")
def _(conference: Conference) -> None:
    facts = {"by": make_user(), "path": "/ws/chair/", "began_at": NOW, "saved_at": NOW}
    twice(lambda: UnfinishedForm.objects.create(conference=conference, **facts))


@breaks("one_institution_of_a_name")
def _institution(conference):
    twice(lambda: Institution.objects.create(conference=conference, name="Same", aliases="same.example"))


@breaks("a_person_is_proposed_as_chair_once")
def _(conference: Conference) -> None:
    by, facts = make_user(), {"user": make_user(), "proposed_at": NOW}
    twice(lambda: ChairProposal.objects.create(conference=conference, proposed_by=by, **facts))


@breaks("one_topic_of_a_name")
def _(conference: Conference) -> None:
    twice(lambda: Topic.objects.create(conference=conference, name="Same"))


@breaks("one_policy_of_a_kind")
def _(conference: Conference) -> None:
    twice(lambda: Policy.objects.create(conference=conference, kind="ethics", text="Be good."))


@breaks("policy_kind_is_known")
def _(conference: Conference) -> None:
    Policy.objects.create(conference=conference, kind="dress_code", text="Tie.")


@breaks("a_call_file_is_kept_here_or_elsewhere")
def _(conference: Conference) -> None:
    CallFile.objects.create(conference=conference, label="Both", path="x", address="https://example.org/")


@breaks("one_milestone_of_a_kind")
def _(conference: Conference) -> None:
    twice(lambda: make_milestone(conference, MilestoneKind.REVIEWS_DUE, NOW))


@breaks("a_person_has_a_role_once")
def _(conference: Conference) -> None:
    user = make_user()
    twice(lambda: Membership.objects.create(conference=conference, user=user, role=Role.CHAIR, since=NOW))


@breaks("membership_role_is_known")
def _(conference: Conference) -> None:
    Membership.objects.create(conference=conference, user=make_user(), role="king", since=NOW)


@breaks("one_page_at_an_address")
def _(conference: Conference) -> None:
    twice(lambda: Page.objects.create(conference=conference, slug="faq", title="FAQ", updated_at=NOW))


@breaks("a_picture_is_kept_once")
def _(conference: Conference) -> None:
    size = {"width": 1, "height": 1, "widths": [1], "stored_at": NOW}
    twice(lambda: Image.objects.create(conference=conference, name="x", sha256="0" * 64, **size))


def _mailing(conference: Conference, **fields: Any) -> Mailing:
    return Mailing.objects.create(
        conference=conference, kind="x", title="x", created_at=NOW, created_by=make_user(), **fields
    )


def _mail(**fields: Any) -> OutboundEmail:
    number = OutboundEmail.objects.count()
    values: dict[str, Any] = {"dedupe_key": str(number), "message_id": str(number), "kind": "x"}
    values |= {"to_address": "a@example.org", "subject": "x", "body": "x", "created_at": NOW, "due_at": NOW}
    return OutboundEmail.objects.create(**values, **fields)


@breaks("mailing_state_is_known")
def _(conference: Conference) -> None:
    _mailing(conference, state="lost", approved_at=NOW, approved_by=make_user())


@breaks("mailing_is_approved_before_it_is_sent")
def _(conference: Conference) -> None:
    _mailing(conference, state="sending")


@breaks("letters_on_a_paper_are_written_once")
def _(conference: Conference) -> None:
    mailing = _mailing(conference)
    twice(lambda: UnwrittenLetters.objects.create(mailing=mailing, kind="decision.letter", paper=1))


@breaks("mail_state_is_known")
def _(conference: Conference) -> None:
    _mail(state="lost")


@breaks("mail_is_sent_iff_it_has_a_time")
def _(conference: Conference) -> None:
    _mail(state="sent")


@breaks("mail_being_sent_has_a_lease")
def _(conference: Conference) -> None:
    _mail(state="sending")


@breaks("mail_is_listed_for_known_chairs")
def _(conference: Conference) -> None:
    _mail(listed_for="everybody")


@breaks("a_number_names_one_submission")
def _(conference: Conference) -> None:
    twice(lambda: make_submission(conference, number=7))


@breaks("an_imported_paper_comes_once")
def _(conference: Conference) -> None:
    twice(lambda: make_submission(conference, external_id="x"))


@breaks("submission_state_is_known")
def _(conference: Conference) -> None:
    Submission.objects.filter(pk=make_submission(conference).pk).update(state="lost", decided_at=None)


@breaks("submission_is_decided_iff_it_has_a_time")
def _(conference: Conference) -> None:
    paper = make_submission(conference, state=SubmissionState.ACCEPTED)
    Submission.objects.filter(pk=paper.pk).update(decided_at=None)


@breaks("submission_beyond_draft_was_submitted")
def _(conference: Conference) -> None:
    Submission.objects.filter(pk=make_submission(conference).pk).update(submitted_at=None)


@breaks("submission_is_withdrawn_iff_it_has_a_time")
def _(conference: Conference) -> None:
    Submission.objects.filter(pk=make_submission(conference).pk).update(withdrawn_at=NOW)


@breaks("submission_beyond_draft_has_a_title")
def _(conference: Conference) -> None:
    make_submission(conference, title="")


def _author(paper: Submission, position: int, email: str, user: User | None = None) -> Authorship:
    return Authorship.objects.create(submission=paper, position=position, name="A", email=email, user=user)


@breaks("an_author_stands_once_on_a_paper")
def _(conference: Conference) -> None:
    paper = make_submission(conference)
    _author(paper, 0, "a@example.org")
    _author(paper, 1, "A@Example.org")


@breaks("one_author_at_a_place")
def _(conference: Conference) -> None:
    paper = make_submission(conference)
    _author(paper, 0, "a@example.org")
    _author(paper, 0, "b@example.org")


@breaks("an_account_stands_once_on_a_paper")
def _(conference: Conference) -> None:
    paper, user = make_submission(conference), make_user()
    _author(paper, 0, "a@example.org", user)
    _author(paper, 1, "b@example.org", user)


def _revision(paper: Submission, number: int, *, is_current: bool) -> Revision:
    return Revision.objects.create(
        submission=paper, number=number, title="T", abstract="A", created_at=NOW, is_current=is_current
    )


@breaks("a_version_number_comes_once")
def _(conference: Conference) -> None:
    paper = make_submission(conference)
    twice(lambda: _revision(paper, 1, is_current=False))


@breaks("one_version_is_current")
def _(conference: Conference) -> None:
    paper = make_submission(conference)
    _revision(paper, 1, is_current=True)
    _revision(paper, 2, is_current=True)


def _conflict(conference: Conference, **fields: Any) -> Callable[[], Conflict]:
    paper, user = make_submission(conference), make_user()
    return lambda: Conflict.objects.create(submission=paper, user=user, created_at=NOW, **fields)


@breaks("an_author_answers_once")
def _(conference: Conference) -> None:
    paper, about = make_submission(conference), {"is_author": False, "at": NOW}
    AuthorAnswer.objects.create(submission=paper, email="ada@uni.example", **about)
    AuthorAnswer.objects.create(submission=paper, email="ADA@uni.example", **about)


@breaks("who_is_no_author_is_not_kept")
def _(conference: Conference) -> None:
    paper, user = make_submission(conference), make_user()
    AuthorAnswer.objects.create(submission=paper, email=user.email, is_author=False, user=user, at=NOW)


@breaks("a_conflict_is_known_once_per_source")
def _(conference: Conference) -> None:
    twice(_conflict(conference, source="chair"))


@breaks("an_author_is_always_in_conflict")
def _(conference: Conference) -> None:
    _conflict(conference, source="author", standing="dismissed")()


def _name(conference: Conference, **fields: Any) -> Callable[[], NamedConflict]:
    values = {"kind": "family", "created_at": NOW, **fields}
    return functools.partial(NamedConflict.objects.create, submission=make_submission(conference), **values)


@breaks("a_member_is_named_once")
def _(conference: Conference) -> None:
    twice(_name(conference, user=make_user()))


@breaks("a_line_is_named_once")
def _(conference: Conference) -> None:
    twice(_name(conference, text="Ada"))


@breaks("a_member_or_a_line_is_named")
def _(conference: Conference) -> None:
    _name(conference, user=make_user(), text="Ada")()


@breaks("another_kind_of_conflict_has_a_word")
def _(conference: Conference) -> None:
    _name(conference, text="Ada", kind="other")()


@breaks("said_in_advance_once")
def _(conference: Conference) -> None:
    said = {"conference": conference, "user": make_user(), "word": "advisor", "created_at": NOW}
    AdvanceConflict.objects.create(text="Ada", **said)
    AdvanceConflict.objects.create(text="ADA", **said)


def _link(paper: Submission, **fields: Any) -> Material:
    values = {"kind": "code", "address": "https://example.org/", "added_at": NOW, **fields}
    return Material.objects.create(submission=paper, **values)


@breaks("one_material_of_a_kind_is_current")
def _(conference: Conference) -> None:
    paper = make_submission(conference)
    _link(paper, is_current=False)
    twice(lambda: _link(paper))


@breaks("a_material_is_a_file_or_a_safe_link")
def _(conference: Conference) -> None:
    _link(make_submission(conference), address="javascript:alert(1)")


@breaks("a_tag_stands_once_on_a_paper")
def _(conference: Conference) -> None:
    paper = make_submission(conference)
    twice(lambda: PaperTag.objects.create(submission=paper, word="theory", added_at=NOW))


def _saved_list(conference: Conference, **fields: Any) -> SavedList:
    return SavedList.objects.create(conference=conference, created_at=NOW, **fields)


@breaks("a_shared_list_has_its_own_name")
def _(conference: Conference) -> None:
    _saved_list(conference, owner=make_user(), name="Mine", is_shared=True)
    _saved_list(conference, owner=make_user(), name="mine", is_shared=True)


@breaks("a_private_list_has_its_own_name")
def _(conference: Conference) -> None:
    owner = make_user()
    _saved_list(conference, owner=owner, name="Mine")
    _saved_list(conference, owner=owner, name="mine")


@breaks("one_list_is_the_default_of_all")
def _(conference: Conference) -> None:
    for name in ("One", "Two"):
        _saved_list(conference, owner=make_user(), name=name, is_shared=True, is_default=True)


@breaks("one_list_is_the_default_of_a_chair")
def _(conference: Conference) -> None:
    owner = make_user()
    for name in ("One", "Two"):
        _saved_list(conference, owner=owner, name=name, is_default=True)


@breaks("an_award_is_given_to_a_paper_once")
def _(conference: Conference) -> None:
    paper = make_submission(conference)
    Award.objects.create(submission=paper, name="Best paper", given_at=NOW)
    Award.objects.create(submission=paper, name="best Paper", given_at=NOW)


def _invitation(conference: Conference, **fields: Any) -> Invitation:
    return Invitation.objects.create(conference=conference, email="x@example.org", created_at=NOW, **fields)


@breaks("one_invitation_per_address_and_role")
def _(conference: Conference) -> None:
    twice(lambda: _invitation(conference))


@breaks("invitation_is_answered_iff_it_has_a_time")
def _(conference: Conference) -> None:
    _invitation(conference, state="accepted")


@breaks("invitation_state_is_known")
def _(conference: Conference) -> None:
    _invitation(conference, state="lost")


def _application(conference: Conference, **fields: Any) -> Application:
    values: dict[str, Any] = {"user": make_user(), "career_stage": "student", **fields}
    return Application.objects.create(conference=conference, applied_at=NOW, changed_at=NOW, **values)


@breaks("bids_weigh_at_most_half")
def _(conference: Conference) -> None:
    BiddingRound.objects.create(conference=conference, weight=51)


@breaks("one_bid_a_reviewer_and_paper")
def _(conference: Conference) -> None:
    paper, user = make_submission(conference), make_user()
    twice(lambda: Bid.objects.create(reviewer=user, submission=paper, value=3, at=NOW))


@breaks("bid_is_one_of_the_steps")
def _(conference: Conference) -> None:
    Bid.objects.create(reviewer=make_user(), submission=make_submission(conference), value=0, at=NOW)


@breaks("one_application_a_person")
def _(conference: Conference) -> None:
    user = make_user()
    twice(lambda: _application(conference, user=user))


@breaks("application_state_is_known")
def _(conference: Conference) -> None:
    _application(conference, state="lost")


@breaks("application_is_decided_iff_it_has_a_time")
def _(conference: Conference) -> None:
    _application(conference, state="approved")


@breaks("a_volunteer_takes_at_least_one_paper")
def _(conference: Conference) -> None:
    _application(conference, load=0)


@breaks("a_person_reviews_for_a_conference_once")
def _(conference: Conference) -> None:
    user = make_user()
    twice(lambda: Reviewer.objects.create(conference=conference, user=user, joined_at=NOW))


@breaks("a_least_load_is_within_the_most")
def _(conference: Conference) -> None:
    Reviewer.objects.create(conference=conference, user=make_user(), joined_at=NOW, load_min=5, load_max=4)


@breaks("away_from_a_day_to_a_later_one")
def _(conference: Conference) -> None:
    Reviewer.objects.create(
        conference=conference, user=make_user(), joined_at=NOW, away_from=NOW.date(), away_until=None
    )


@breaks("a_past_paper_is_listed_once")
def _(conference: Conference) -> None:
    user = make_user()
    PastPaper.objects.create(user=user, title="On Things")
    PastPaper.objects.create(user=user, title="on things")


def _draft(conference: Conference, **fields: Any) -> AssignmentDraft:
    figures = {"total": 1.0, "bound": 1.0, "seconds": 0.1, "created_at": NOW, "created_by": make_user()}
    return AssignmentDraft.objects.create(conference=conference, **figures | fields)


@breaks("run_is_applied_iff_it_has_a_time")
def _(conference: Conference) -> None:
    _draft(conference, state="applied")


@breaks("run_state_is_known")
def _(conference: Conference) -> None:
    _draft(conference, state="flying")


@breaks("an_answered_run_has_its_figures")
def _(conference: Conference) -> None:
    _draft(conference, state="proposed", total=None)


@breaks("a_run_is_at_most_whole")
def _(conference: Conference) -> None:
    _draft(conference, share=101)


@breaks("a_worker_of_a_draft_gave_a_sign_of_life")
def _(conference: Conference) -> None:
    _draft(conference, worker="one", attempts=1)


@breaks("aim_of_a_draft_is_known")
def _(conference: Conference) -> None:
    _draft(conference, objective="fun")


@breaks("a_draft_says_what_becomes_of_what_stands")
def _(conference: Conference) -> None:
    _draft(conference, standing="")


@breaks("text_and_topics_make_a_whole")
def _(conference: Conference) -> None:
    _draft(conference, text=70, topics=70)


@breaks("bids_make_up_half_of_a_score_at_most")
def _(conference: Conference) -> None:
    _draft(conference, bids=51)


@breaks("a_probability_limit_is_a_share")
def _(conference: Conference) -> None:
    _draft(conference, probability_limit=0.0)


@breaks("figures_of_a_draft_come_with_its_total")
def _(conference: Conference) -> None:
    _draft(conference, total=None, bound=None, seconds=None, worst=0.5)


@breaks("choices_cost_nothing_or_a_part_of_the_greatest")
def _(conference: Conference) -> None:
    _draft(conference, cost=0.5)


@breaks("no_answer_is_above_its_bound")
def _(conference: Conference) -> None:
    _draft(conference, gap=-0.1)


@breaks("each_edit_of_a_draft_made_a_version")
def _(conference: Conference) -> None:
    _draft(conference, edits=[{"out": [], "put": []}])


@breaks("a_draft_covers_a_paper_once")
def _(conference: Conference) -> None:
    draft, paper = _draft(conference), make_submission(conference)
    twice(lambda: draft.papers.create(submission=paper))


@breaks("no_more_places_are_empty_than_there_are")
def _(conference: Conference) -> None:
    _draft(conference).papers.create(submission=make_submission(conference), missing=2, places=1)


@breaks("one_rule_a_pair")
def _(conference: Conference) -> None:
    paper, user = make_submission(conference), make_user()
    twice(lambda: PairRule.objects.create(submission=paper, user=user, kind="required", made_at=NOW))


@breaks("pair_rule_is_known")
def _(conference: Conference) -> None:
    PairRule.objects.create(submission=make_submission(conference), user=make_user(), kind="x", made_at=NOW)


@breaks("a_proposal_names_a_pair_once")
def _(conference: Conference) -> None:
    draft, paper, user = _draft(conference), make_submission(conference), make_user()
    twice(lambda: ProposedPair.objects.create(draft=draft, submission=paper, user=user, score=1.0))


def _assignment(conference: Conference, **fields: Any) -> Assignment:
    values: dict[str, Any] = {"pseudonym": "A", "assigned_at": NOW, "reviewer": make_user(), **fields}
    values.setdefault("submission", make_submission(conference))
    return Assignment.objects.create(**values)


@breaks("a_reviewer_gets_a_paper_once")
def _(conference: Conference) -> None:
    paper, user = make_submission(conference), make_user()
    _assignment(conference, submission=paper, reviewer=user, pseudonym="A")
    _assignment(conference, submission=paper, reviewer=user, pseudonym="B")


@breaks("a_pseudonym_names_one_reviewer_of_a_paper")
def _(conference: Conference) -> None:
    paper = make_submission(conference)
    twice(lambda: _assignment(conference, submission=paper))


@breaks("authors_call_one_reviewer_by_a_number")
def _(conference: Conference) -> None:
    paper = make_submission(conference)
    _assignment(conference, submission=paper, pseudonym="A", author_number=1)
    _assignment(conference, submission=paper, pseudonym="B", author_number=1)


@breaks("assignment_state_is_known")
def _(conference: Conference) -> None:
    _assignment(conference, state="lost")


def _field(conference: Conference, **fields: Any) -> ReviewField:
    values: dict[str, Any] = {"name": "x", "label": "X", "kind": "score", **fields}
    return ReviewField.objects.create(conference=conference, **values)


@breaks("a_review_question_has_its_own_name")
def _(conference: Conference) -> None:
    twice(lambda: _field(conference))


@breaks("one_question_is_the_overall_score")
def _(conference: Conference) -> None:
    _field(conference, name="x", is_overall=True)
    _field(conference, name="y", is_overall=True)


@breaks("the_overall_question_is_a_score")
def _(conference: Conference) -> None:
    _field(conference, kind="text", is_overall=True)


@breaks("review_is_submitted_iff_it_has_a_time")
def _(conference: Conference) -> None:
    Review.objects.create(assignment=_assignment(conference), state="submitted", saved_at=NOW)


@breaks("an_answer_is_seen_once")
def _(conference: Conference) -> None:
    review = Review.objects.create(assignment=_assignment(conference), saved_at=NOW)
    twice(lambda: SeenFlag.objects.create(review=review, question="ethics", seal="", seen_at=NOW))


@breaks("a_review_version_comes_once")
def _(conference: Conference) -> None:
    review = Review.objects.create(assignment=_assignment(conference), saved_at=NOW)
    twice(lambda: ReviewVersion.objects.create(review=review, number=1, answers={}, submitted_at=NOW))


def _outcome(conference: Conference) -> DecisionClass:
    return DecisionClass.objects.create(conference=conference, name="Oral", mail_subject="x", mail_body="x")


@breaks("one_decision_class_of_a_name")
def _(conference: Conference) -> None:
    twice(lambda: _outcome(conference))


@breaks("decision_is_released_iff_it_has_a_time")
def _(conference: Conference) -> None:
    paper = make_submission(conference)
    Decision.objects.create(submission=paper, outcome=_outcome(conference), state="released", decided_at=NOW)


@breaks("a_paper_is_accepted_or_waits")
def _(conference: Conference) -> None:
    DecisionClass.objects.filter(pk=_outcome(conference).pk).update(accepts=True, waits=True)


@breaks("a_changed_decision_has_a_reason")
def _(conference: Conference) -> None:
    outcome = _outcome(conference)
    paper = make_submission(conference)
    decision = Decision.objects.create(submission=paper, outcome=outcome, decided_at=NOW)
    decision.changes.create(before=outcome, after=outcome, reason="", changed_at=NOW, changed_by=make_user())


@breaks("scheduled_release_waits_or_has_ended")
def _(conference: Conference) -> None:
    ScheduledRelease.objects.create(
        conference=conference,
        what="accepted",
        due_at=NOW,
        due_zone="UTC",
        scheduled_at=NOW,
        scheduled_by=make_user(),
        state="done",
    )


@breaks("one_room_of_a_name")
def _(conference: Conference) -> None:
    twice(lambda: Room.objects.create(conference=conference, name="Hall"))


def _session(conference: Conference, *, hours: int = 1, **fields: Any) -> Session:
    times = {"starts_at": NOW, "ends_at": NOW + hours * HOUR}
    return Session.objects.create(conference=conference, title="S", **times, **fields)


@breaks("session_ends_after_it_begins")
def _(conference: Conference) -> None:
    _session(conference, hours=0)


@breaks("a_room_holds_one_session_at_a_time")
def _(conference: Conference) -> None:
    room = Room.objects.create(conference=conference, name="Hall")
    twice(lambda: _session(conference, room=room))


@breaks("a_talk_is_a_paper_or_has_a_title")
def _(conference: Conference) -> None:
    Talk.objects.create(session=_session(conference))


@breaks("a_talk_takes_time")
def _(conference: Conference) -> None:
    Talk.objects.create(session=_session(conference), title="T", minutes=0)


@breaks("a_release_number_comes_once")
def _(conference: Conference) -> None:
    by = make_user()
    twice(
        lambda: Release.objects.create(
            conference=conference, number=1, name="x", schedule={}, released_at=NOW, released_by=by
        )
    )


@breaks("a_release_knows_a_person_once")
def _(conference: Conference) -> None:
    release = Release.objects.create(
        conference=conference, number=1, name="x", schedule={}, released_at=NOW, released_by=make_user()
    )
    twice(lambda: ReleasePerson.objects.create(release=release, email="a@b.example", name="A", places=[]))


@breaks("one_star_list_of_an_account")
def _(conference: Conference) -> None:
    facts = {"user": make_user(), "used_at": NOW}
    twice(lambda: StarList.objects.create(conference=conference, **facts))


@breaks("one_star_list_of_a_visitor")
def _(conference: Conference) -> None:
    twice(lambda: StarList.objects.create(conference=conference, visitor="hash", used_at=NOW))


@breaks("a_star_is_given_once")
def _(conference: Conference) -> None:
    mine = StarList.objects.create(conference=conference, visitor="hash", used_at=NOW)
    twice(lambda: Star.objects.create(list=mine, item="paper:1", at=NOW))


def propose_plan(conference: Conference, **fields: Any) -> ProgramProposal:
    return ProgramProposal.objects.create(
        conference=conference, created_at=NOW, created_by=make_user(), **fields
    )


@breaks("one_plan_of_a_conference_at_a_time")
def _(conference: Conference) -> None:
    twice(lambda: propose_plan(conference))


@breaks("state_of_a_proposal_is_known")
def _(conference: Conference) -> None:
    propose_plan(conference, state="lost")


@breaks("an_answered_proposal_has_its_plan")
def _(conference: Conference) -> None:
    propose_plan(conference, state=ProposalState.PROPOSED)


@breaks("a_proposal_is_applied_iff_it_has_a_time")
def _(conference: Conference) -> None:
    propose_plan(conference, state=ProposalState.APPLIED, result={"sessions": []})


@breaks("a_step_of_the_draft_comes_once")
def _(conference: Conference) -> None:
    by = make_user()
    twice(
        lambda: ProgramEdit.objects.create(
            conference=conference, number=1, label="x", by=by, at=NOW, changes=[]
        )
    )


@breaks("unavailability_ends_after_it_begins")
def _(conference: Conference) -> None:
    Unavailability.objects.create(conference=conference, email="a@b.example", starts_at=NOW, ends_at=NOW)


@breaks("unavailability_of_a_room_or_a_person")
def _(conference: Conference) -> None:
    Unavailability.objects.create(conference=conference, starts_at=NOW, ends_at=NOW + HOUR)


def _export(conference: Conference, **fields: Any) -> SiteExport:
    return SiteExport.objects.create(conference=conference, asked_at=NOW, asked_by=make_user(), **fields)


@breaks("site_export_state_is_known")
def _(conference: Conference) -> None:
    _export(conference, state="lost", finished_at=NOW)


@breaks("one_site_export_at_a_time")
def _(conference: Conference) -> None:
    twice(lambda: _export(conference))


@breaks("a_site_export_is_finished_iff_it_has_a_time")
def _(conference: Conference) -> None:
    _export(conference, state=ExportState.DONE)


@breaks("a_running_site_export_has_a_lease")
def _(conference: Conference) -> None:
    _export(conference, state=ExportState.RUNNING)


def _version(conference: Conference, **fields: Any) -> SiteVersion:
    values = {"number": 1, "content": {}, "saved_at": NOW, "published_at": NOW}
    return SiteVersion.objects.create(conference=conference, **{**values, **fields})


@breaks("a_form_is_taken_once")
def _(conference: Conference) -> None:
    for _ in range(2):
        SentForm.objects.create(key="k" * 64, at=NOW)


@breaks("a_site_version_number_comes_once")
def _(conference: Conference) -> None:
    twice(lambda: _version(conference))


@breaks("one_draft_of_a_page")
def _(conference: Conference) -> None:
    _version(conference, published_at=None)
    _version(conference, published_at=None, number=2)


@breaks("a_page_is_not_below_itself")
def _(conference: Conference) -> None:
    page = Page.objects.create(conference=conference, slug="a", title="A", updated_at=NOW)
    Page.objects.filter(pk=page.pk).update(parent=page)


@breaks("a_file_finding_has_a_known_problem")
def _(conference: Conference) -> None:
    FileFinding.objects.create(
        path="a", kind="PDF", conference=conference.slug, problem="boredom", found_at=NOW
    )


@breaks("an_upkeep_is_a_known_one")
def _(conference: Conference) -> None:
    LastUpkeep.objects.create(what="dusting", at=NOW, files=1)


@breaks("feedback_rates_from_one_to_five")
def _(conference: Conference) -> None:
    TalkFeedback.objects.create(conference=conference, item="paper:1", rating=6)


@pytest.mark.parametrize("name", sorted(BREAKERS))
def test_the_database_refuses(name: str) -> None:
    conference = make_conference()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        BREAKERS[name](conference)
        connection.check_constraints()


def test_sessions_may_follow_one_another_in_a_room() -> None:
    conference = make_conference()
    room = Room.objects.create(conference=conference, name="Hall")
    _session(conference, room=room)
    Session.objects.create(
        conference=conference, title="Next", room=room, starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR
    )
    assert room.sessions.count() == 2
