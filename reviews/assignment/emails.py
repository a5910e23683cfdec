from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import Role
from effgenai.mail.services import Message
from effgenai.mail.states import ListedFor
from reviews.assignment.models import Assignment
from reviews.committee.emails import Wording, due_date
from reviews.letters import letter


def new_papers_wording(
    conference: Conference, person: User, assignments: Sequence[Assignment], *, due: str
) -> Wording:
    """The letter that tells a reviewer, or an area chair, of their new papers."""
    many = len(assignments) > 1
    number = f"{len(assignments)} papers" if many else "a paper"
    page = f"{settings.SITE_URL}{reverse('reviews:tasks', args=[conference.slug])}"
    deadline = f" Reviews are due {due}." if due else ""
    return Wording(
        subject=f"{conference.short_name}: {number} for you to review",
        body=letter(
            f"Here {'are' if many else 'is'} {number} for you.{deadline}",
            "\n".join(
                _line(assignment)
                for assignment in sorted(assignments, key=lambda assignment: assignment.submission.number)
            ),
            f"Read and review {'them' if many else 'it'} here:\n{page}",
            "If you should not judge one of them, because you know whose it is or cannot be fair to it, "
            "please decline it there soon, so that we can ask someone else.",
            to=str(person),
            conference=conference,
        ),
    )


def sample_letters(
    conference: Conference, letters: Mapping[User, Sequence[Assignment]], number: int
) -> list[tuple[str, str]]:
    """Receiver with subject, and text, of the first letters: what a chair reads before they are sent."""
    due = due_date(conference)
    wordings = [
        (person, new_papers_wording(conference, person, assignments, due=due))
        for person, assignments in itertools.islice(letters.items(), number)
    ]
    return [(f"To {person.email}: {wording.subject}", wording.body) for person, wording in wordings]


def paper_declined_message(assignment: Assignment, chair: User, *, readers: int, due: str) -> Message:
    """Tells a chair without a conflict that a paper was given back; `readers` is how many it still has."""
    paper, conference = assignment.submission, assignment.submission.conference
    page = reverse("reviews:assignment_paper", args=[conference.slug, paper.number])
    return Message(
        kind="assignment.declined",
        dedupe_key=f"paper-declined:{assignment.pk}:{chair.pk}",
        to_address=chair.email,
        to_name=str(chair),
        to_user=chair,
        subject=f"{conference.short_name}: {assignment.reviewer} gives paper {paper.number} back",
        body=letter(
            f"{assignment.reviewer} does not review paper {paper.number}, “{paper.title}”, after all.",
            f"They wrote:\n{assignment.decline_reason}",
            f"The paper now has {readers} of {conference.reviews_per_paper} reviewers."
            + (f" Reviews are due {due}." if due else ""),
            f"Who could do it instead, the best fit first, is here:\n{settings.SITE_URL}{page}",
            to=str(chair),
            conference=conference,
        ),
        reply_to=assignment.reviewer.email,
        paper=paper.number,
    )


def _line(assignment: Assignment) -> str:
    role = " (you look after it as area chair)" if assignment.role == Role.AREA_CHAIR else ""
    return f"  No. {assignment.submission.number}  {assignment.submission.title}{role}"


def new_papers_message(
    conference: Conference, person: User, assignments: Sequence[Assignment], *, due: str, dedupe_key: str
) -> Message:
    """The mail. About several papers it is secret: a chair in conflict with one of them may not meet it."""
    wording = new_papers_wording(conference, person, assignments, due=due)
    only = assignments[0].submission.number if len(assignments) == 1 else None
    return Message(
        kind="assignment.new",
        dedupe_key=dedupe_key,
        to_address=person.email,
        to_name=str(person),
        to_user=person,
        subject=wording.subject,
        body=wording.body,
        reply_to=conference.contact_email,
        paper=only,
        is_secret=only is None,
        listed_for=ListedFor.UNCONFLICTED,
    )


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
