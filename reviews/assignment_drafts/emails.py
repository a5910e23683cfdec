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


def lost_papers_wording(conference: Conference, person: User, tasks: Sequence[Assignment]) -> Wording:
    """The mail to somebody who was told of papers that are given to others now."""
    numbers = _numbers(tasks)
    return Wording(
        subject=f"{conference.short_name}: you no longer have {numbers}",
        body=letter(
            f"The assignment has changed: you no longer have {numbers}, and need do nothing about "
            f"{_it(tasks)}. Please delete what you have downloaded of {_it(tasks)}.",
            _list(tasks),
            f"Your papers are here:\n{_page(conference)}",
            to=str(person),
            conference=conference,
        ),
    )


def returned_papers_wording(conference: Conference, person: User, tasks: Sequence[Assignment]) -> Wording:
    """The mail that takes the one above back."""
    numbers = _numbers(tasks)
    are = "are" if len(tasks) > 1 else "is"
    return Wording(
        subject=f"{conference.short_name}: {numbers} {are} yours again",
        body=letter(
            f"We wrote that you no longer have {numbers}. That was taken back: "
            f"please review {_it(tasks)} after all. We are sorry for the confusion.",
            _list(tasks),
            f"Read and review {_it(tasks)} here:\n{_page(conference)}",
            to=str(person),
            conference=conference,
        ),
    )


def _numbers(tasks: Sequence[Assignment]) -> str:
    return f"{len(tasks)} papers" if len(tasks) > 1 else f"paper {tasks[0].submission.number}"


def _it(tasks: Sequence[Assignment]) -> str:
    return "them" if len(tasks) > 1 else "it"


def _list(tasks: Sequence[Assignment]) -> str:
    ordered = sorted(tasks, key=lambda task: task.submission.number)
    return "\n".join(f"  No. {task.submission.number}  {task.submission.title}" for task in ordered)


def _page(conference: Conference) -> str:
    return f"{settings.SITE_URL}{reverse('reviews:tasks', args=[conference.slug])}"


def lost_papers_message(
    conference: Conference, person: User, tasks: Sequence[Assignment], *, dedupe_key: str
) -> Message:
    """The mail of a loss."""
    wording = lost_papers_wording(conference, person, tasks)
    return _message("assignment.lost", wording, person, tasks, dedupe_key)


def returned_papers_message(
    conference: Conference, person: User, tasks: Sequence[Assignment], *, dedupe_key: str
) -> Message:
    """The mail of a loss that was taken back."""
    wording = returned_papers_wording(conference, person, tasks)
    return _message("assignment.returned", wording, person, tasks, dedupe_key)


def _message(
    kind: str, wording: Wording, person: User, tasks: Sequence[Assignment], dedupe_key: str
) -> Message:
    """About several papers it is secret: a chair in conflict with one of them may not meet it."""
    only = tasks[0].submission.number if len(tasks) == 1 else None
    return Message(
        kind=kind,
        dedupe_key=dedupe_key,
        to_address=person.email,
        to_name=str(person),
        to_user=person,
        subject=wording.subject,
        body=wording.body,
        reply_to=tasks[0].submission.conference.contact_email,
        paper=only,
        is_secret=only is None,
        listed_for=ListedFor.UNCONFLICTED,
    )
