"""States of invitations, assignments, reviews and decisions."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices


class InvitationState(TextChoices):
    """An invitation to the committee."""

    PREPARED = "prepared", "Prepared"
    SENT = "sent", "Sent"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    EXPIRED = "expired", "Expired"


INVITATION_TRANSITIONS: dict[str, set[str]] = {
    InvitationState.PREPARED: {InvitationState.SENT},
    InvitationState.SENT: {InvitationState.ACCEPTED, InvitationState.DECLINED, InvitationState.EXPIRED},
    InvitationState.DECLINED: {InvitationState.ACCEPTED},
    InvitationState.EXPIRED: {InvitationState.SENT},
    InvitationState.ACCEPTED: set(),
}


class AssignmentState(TextChoices):
    """A reviewer's task on a paper."""

    ASSIGNED = "assigned", "Assigned"
    DECLINED = "declined", "Declined"
    DONE = "done", "Done"


ASSIGNMENT_TRANSITIONS: dict[str, set[str]] = {
    AssignmentState.ASSIGNED: {AssignmentState.DECLINED, AssignmentState.DONE},
    AssignmentState.DONE: {AssignmentState.ASSIGNED},
    AssignmentState.DECLINED: set(),
}


class RunState(TextChoices):
    """A draft of the assignment, made by the engine."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"
    PROPOSED = "proposed", "Draft"
    APPLIED = "applied", "Applied"
    DISCARDED = "discarded", "Discarded"


# Undoing what a draft did makes it a draft again; a discarded one can be taken back.
RUN_TRANSITIONS: dict[str, set[str]] = {
    RunState.WAITING: {RunState.RUNNING, RunState.CANCELLED},
    RunState.RUNNING: {RunState.PROPOSED, RunState.FAILED, RunState.CANCELLED},
    RunState.FAILED: {RunState.DISCARDED},
    RunState.CANCELLED: {RunState.DISCARDED},
    RunState.PROPOSED: {RunState.APPLIED, RunState.DISCARDED},
    RunState.APPLIED: {RunState.PROPOSED},
    RunState.DISCARDED: {RunState.PROPOSED},
}
UNDER_WAY = (RunState.WAITING, RunState.RUNNING)
ANSWERED_RUNS = (RunState.PROPOSED, RunState.APPLIED)


class PairRuleKind(TextChoices):
    """What chairs say of a pair of paper and person."""

    REQUIRED = "required", "Required"
    FORBIDDEN = "forbidden", "Never"


class ReviewState(TextChoices):
    """A review. An edit after submission adds a version and leaves it submitted."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"


REVIEW_TRANSITIONS: dict[str, set[str]] = {
    ReviewState.DRAFT: {ReviewState.SUBMITTED},
    ReviewState.SUBMITTED: set(),
}


class DecisionState(TextChoices):
    """A decision: nobody but the chairs knows of it until it is released."""

    PROVISIONAL = "provisional", "Provisional"
    RELEASED = "released", "Released"


DECISION_TRANSITIONS: dict[str, set[str]] = {
    DecisionState.PROVISIONAL: {DecisionState.RELEASED},
    DecisionState.RELEASED: set(),
}


class FieldKind(TextChoices):
    """What a field of the review form asks for."""

    TEXT = "text", "Text"
    SCORE = "score", "Score with anchored labels"
    CHOICE = "choice", "Choice"
    TICK = "tick", "Tick"


class Audience(TextChoices):
    """Who reads a field of a review besides its writer. Each includes those after it."""

    AUTHORS = "authors", "Authors, committee of the paper and chairs"
    COMMITTEE = "committee", "Committee of the paper and chairs"
    CHAIRS = "chairs", "Chairs only"


class ApplicationState(TextChoices):
    """Somebody's offer to review, made on the public call for reviewers."""

    APPLIED = "applied", "Waits for an answer"
    APPROVED = "approved", "Approved"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


# A chair may take a refusal back, and who withdrew may offer again. What follows from an approval is undone
# where roles are given.
APPLICATION_TRANSITIONS: dict[str, set[str]] = {
    ApplicationState.APPLIED: {
        ApplicationState.APPROVED,
        ApplicationState.DECLINED,
        ApplicationState.WITHDRAWN,
    },
    ApplicationState.DECLINED: {ApplicationState.APPLIED},
    ApplicationState.WITHDRAWN: {ApplicationState.APPLIED},
    ApplicationState.APPROVED: set(),
}


class CareerStage(TextChoices):
    """Where somebody stands, as far as it tells how they review."""

    STUDENT = "student", "Student"
    DOCTORAL = "doctoral", "Doctoral student"
    POSTDOC = "postdoc", "Postdoc"
    FACULTY = "faculty", "Faculty, or leading a group"
    INDUSTRY = "industry", "Researcher or engineer outside a university"
    OTHER = "other", "Something else"


class BidValue(IntegerChoices):
    """How gladly somebody would review a paper. What is above nought says yes."""

    EAGER = 3, "Eager"
    WILLING = 2, "Willing"
    IN_A_PINCH = 1, "In a pinch"
    NOT_MINE = -1, "Not mine"
