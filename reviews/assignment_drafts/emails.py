"""Short mails to those whose papers change after they were told of them."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.mail.services import Message
from effgenai.mail.states import ListedFor
from reviews.assignment.models import Assignment
from reviews.committee.emails import Wording
from reviews.letters import letter


def lost_papers_wording(conference: Conference, person: User, assignments: Sequence[Assignment]) -> Wording:
    """The mail to somebody who was told of papers that are given to others now."""
    numbers = _numbers(assignments)
    return Wording(
        subject=f"{conference.short_name}: you no longer have {numbers}",
        body=letter(
            f"The assignment has changed: you no longer have {numbers}, and need do nothing about "
            f"{_it(assignments)}. Please delete what you have downloaded of {_it(assignments)}.",
            _list(assignments),
            f"Your papers are here:\n{_page(conference)}",
            to=str(person),
            conference=conference,
        ),
    )


def returned_papers_wording(
    conference: Conference, person: User, assignments: Sequence[Assignment]
) -> Wording:
    """The mail that takes the one above back."""
    numbers = _numbers(assignments)
    are = "are" if len(assignments) > 1 else "is"
    return Wording(
        subject=f"{conference.short_name}: {numbers} {are} yours again",
        body=letter(
            f"We wrote that you no longer have {numbers}. That was taken back: "
            f"please review {_it(assignments)} after all. We are sorry for the confusion.",
            _list(assignments),
            f"Read and review {_it(assignments)} here:\n{_page(conference)}",
            to=str(person),
            conference=conference,
        ),
    )


def _numbers(assignments: Sequence[Assignment]) -> str:
    return (
        f"{len(assignments)} papers" if len(assignments) > 1 else f"paper {assignments[0].submission.number}"
    )


def _it(assignments: Sequence[Assignment]) -> str:
    return "them" if len(assignments) > 1 else "it"


def _list(assignments: Sequence[Assignment]) -> str:
    ordered = sorted(assignments, key=lambda assignment: assignment.submission.number)
    return "\n".join(
        f"  No. {assignment.submission.number}  {assignment.submission.title}" for assignment in ordered
    )


def _page(conference: Conference) -> str:
    return f"{settings.SITE_URL}{reverse('reviews:tasks', args=[conference.slug])}"


def lost_papers_message(
    conference: Conference, person: User, assignments: Sequence[Assignment], *, dedupe_key: str
) -> Message:
    """The mail of a loss."""
    wording = lost_papers_wording(conference, person, assignments)
    return _message("assignment.lost", wording, person, assignments, dedupe_key)


def returned_papers_message(
    conference: Conference, person: User, assignments: Sequence[Assignment], *, dedupe_key: str
) -> Message:
    """The mail of a loss that was taken back."""
    wording = returned_papers_wording(conference, person, assignments)
    return _message("assignment.returned", wording, person, assignments, dedupe_key)


def _message(
    kind: str, wording: Wording, person: User, assignments: Sequence[Assignment], dedupe_key: str
) -> Message:
    """About several papers it is secret: a chair in conflict with one of them may not meet it."""
    only = assignments[0].submission.number if len(assignments) == 1 else None
    return Message(
        kind=kind,
        dedupe_key=dedupe_key,
        to_address=person.email,
        to_name=str(person),
        to_user=person,
        subject=wording.subject,
        body=wording.body,
        reply_to=assignments[0].submission.conference.contact_email,
        paper=only,
        is_secret=only is None,
        listed_for=ListedFor.UNCONFLICTED,
    )
