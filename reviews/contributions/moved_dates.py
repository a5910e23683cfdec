"""What moving a date means for reviewers."""

from __future__ import annotations

from effgenai.accounts.models import User
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.moves import DateMove, Effects, Recipients, reminder_lines, unmoved_people
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.mail.contributions.moved_dates import moved_audience
from effgenai.ui.text.numbers import counted
from reviews.assignment.models import Assignment
from reviews.reviewing.queries.progress import open_reviews
from reviews.reviewing.services.reminders import STEPS
from reviews.reviewing.states import ReviewState
from submissions.core.states import SubmissionState

WORDS = {"week": "a week before", "days": "two days before", "late": "a day after"}
AHEAD = [(WORDS[name], -begins) for name, begins, _ in STEPS]


def reviewer_effects(viewer: Viewer, move: DateMove) -> Effects:
    """What closes for reviewers, their reminders, and a mail to those who still owe reviews; two queries."""
    if move.milestone.kind != MilestoneKind.REVIEWS_DUE:
        return Effects([], [], [])
    lines = [_form_line(viewer, move), *reminder_lines(move, "Reviewers who owe reviews", AHEAD, viewer.at)]
    return Effects(lines, [], [_audience(viewer, move)])


def _form_line(viewer: Viewer, move: DateMove) -> str:
    if move.milestone.ends_at < viewer.at:
        return "Open reviews are late from now on; those submitted cannot be changed any more."
    until = f"{move.after(viewer.at)}: {move.distance}"
    return f"Reviews can be changed until {until}. Those that are not in then are late."


def _audience(viewer: Viewer, move: DateMove) -> Recipients:
    known = len({assignment.reviewer_id for assignment in open_reviews(viewer)} - {*unmoved_people(move)})
    reviewers = counted(known, "reviewer")
    return moved_audience(
        move=move,
        key="reviewers",
        words=f"Reviewers: {reviewers} with open reviews on papers that you look after",
        people=_owing(move),
        concerns="a review of yours is still open",
        at=viewer.at,
    )


def _owing(move: DateMove) -> list[User]:
    assignments = Assignment.objects.active().filter(
        submission__conference=move.milestone.conference,
        submission__state=SubmissionState.SUBMITTED,
        role=Role.REVIEWER,
    )
    assignments = assignments.exclude(review__state=ReviewState.SUBMITTED)
    people = User.objects.filter(pk__in=assignments.values("reviewer"), is_active=True)
    return list(people.exclude(pk__in=unmoved_people(move)).order_by("pk"))
