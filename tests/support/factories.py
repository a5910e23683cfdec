"""Rows for tests, made directly: what a service would refuse can be made here too."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from allauth.core.context import request_context
from django.test import RequestFactory

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference, Membership, Topic, Track
from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.states import MilestoneKind
from submissions.authors.models import AuthorAnswer, Authorship
from submissions.core.models import Submission
from submissions.core.states import DECIDED, SubmissionState

NOW = dt.datetime(2026, 8, 1, 12, 0, tzinfo=dt.UTC)
_numbers = itertools.count(1)


def make_user(name: str = "", email: str = "", *, password: str = "", **fields: Any) -> User:
    """A person with a verified primary address."""
    number = next(_numbers)
    email = email or f"person{number}@example.org"
    user = User.objects.create_user(email, password or None, name=name or f"Person {number}", **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_conference(slug: str = "", **fields: Any) -> Conference:
    """A published double-blind conference with one track and two topics, without milestones."""
    slug = slug or f"conf{next(_numbers)}"
    defaults = {
        "short_name": slug.upper(),
        "title": f"Workshop {slug}",
        "public_state": PublicState.PUBLISHED,
        "created_at": NOW,
    }
    conference = Conference.objects.create(slug=slug, **{**defaults, **fields})
    Track.objects.create(conference=conference, name="Papers", page_limit=8)
    Topic.objects.create(conference=conference, name="Compression", position=0)
    Topic.objects.create(conference=conference, name="Inference", position=1)
    return conference


def make_milestone(
    conference: Conference, kind: MilestoneKind, instant: dt.datetime, **fields: Any
) -> Milestone:
    """A date of the conference."""
    return Milestone.objects.create(conference=conference, kind=kind, instant=instant, **fields)


def make_member(conference: Conference, role: Role, user: User | None = None) -> User:
    """A person with a role in the conference."""
    user = user or make_user()
    Membership.objects.create(conference=conference, user=user, role=role, since=NOW)
    return user


def make_submission(
    conference: Conference,
    authors: list[User] | None = None,
    *,
    state: SubmissionState = SubmissionState.SUBMITTED,
    say_so: bool = True,
    **fields: Any,
) -> Submission:
    """A submission in any state with these people as its authors, the first as contact. No revision.

    They have said that they are authors, unless `say_so` is off: then only the list says so.
    """
    number = conference.submissions.count() + 1
    track = conference.tracks.first()
    assert track is not None
    times: dict[str, Any] = {}
    if state != SubmissionState.DRAFT:
        times["submitted_at"] = NOW
    if state in DECIDED:
        times["decided_at"] = NOW
    if state == SubmissionState.WITHDRAWN:
        times["withdrawn_at"] = NOW
    defaults = {
        "number": number,
        "track": track,
        "title": f"Paper {number}",
        "abstract": f"Abstract of paper {number}.",
        "created_at": NOW,
        "updated_at": NOW,
    }
    values = {**defaults, **times, **fields}
    submission = Submission.objects.create(conference=conference, state=state, **values)
    for position, author in enumerate(authors or []):
        Authorship.objects.create(
            submission=submission,
            position=position,
            name=author.name,
            email=author.email,
            user=author,
            is_contact=position == 0,
        )
        if say_so:
            say_so_of(submission, author)
    return submission


def say_so_of(submission: Submission, author: User) -> None:
    """The word of a person that they are an author of the paper."""
    said = {"is_author": True, "user": author, "at": NOW}
    AuthorAnswer.objects.create(submission=submission, email=author.email, **said)


def confirm_address(user: User, email: str) -> None:
    """Another address of a person, confirmed by the link in a mail."""
    address = EmailAddress.objects.create(user=user, email=email, verified=True)
    request = RequestFactory().get("/")
    with request_context(request):
        email_confirmed.send(EmailAddress, request=request, email_address=address)
