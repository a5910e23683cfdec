from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.conferences.models import Conference
from effgenai.conferences.states import Role
from effgenai.mail.services import Message
from reviews.emails.invitations import Wording
from reviews.emails.letters import letter
from reviews.models import Assignment


def new_papers_wording(
    conference: Conference, person: User, tasks: Sequence[Assignment], *, due: str
) -> Wording:
    """The letter that tells a reviewer, or an area chair, of their new papers."""
    many = len(tasks) > 1
    number = f"{len(tasks)} papers" if many else "a paper"
    page = f"{settings.SITE_URL}{reverse('reviews:tasks', args=[conference.slug])}"
    deadline = f" Reviews are due {due}." if due else ""
    return Wording(
        subject=f"{conference.short_name}: {number} for you to review",
        body=letter(
            f"Here {'are' if many else 'is'} {number} for you.{deadline}",
            "\n".join(_line(task) for task in sorted(tasks, key=lambda task: task.submission.number)),
            f"Read and review {'them' if many else 'it'} here:\n{page}",
            "If you should not judge one of them, because you know whose it is or cannot be fair to it, "
            "please decline it there soon, so that we can ask someone else.",
            to=str(person),
            conference=conference,
        ),
    )


def _line(task: Assignment) -> str:
    role = " (you look after it as area chair)" if task.role == Role.AREA_CHAIR else ""
    return f"  No. {task.submission.number}  {task.submission.title}{role}"


def new_papers_message(
    conference: Conference, person: User, tasks: Sequence[Assignment], *, due: str, dedupe_key: str
) -> Message:
    """The mail. About several papers it is secret: a chair in conflict with one of them may not meet it."""
    wording = new_papers_wording(conference, person, tasks, due=due)
    only = tasks[0].submission.number if len(tasks) == 1 else None
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
    )
