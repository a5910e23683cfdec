"""Who has to do with the draft schedule: presenters, invited speakers, session chairs and panellists."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from django.db.models import Prefetch, Q

from effgenai.accounts.models import User
from effgenai.accounts.names.made_up import is_made_up
from effgenai.conferences.core.models import Conference
from program.core.models import SessionPerson, Talk
from submissions.authors.models import Authorship
from submissions.core.models import Submission
from submissions.core.states import SubmissionState

TALK = "talk"


@dataclasses.dataclass(frozen=True, slots=True)
class Involvement:
    """What somebody does: gives the talk of a key, or has a role in the session of a key."""

    role: str
    key: str


@dataclasses.dataclass(slots=True)
class Involved:
    """A person by address in lower case, with all they do."""

    email: str
    name: str
    user: User | None = None
    involvements: list[Involvement] = dataclasses.field(default_factory=list)

    @property
    def places(self) -> list[list[str]]:
        """Their involvements as plain data."""
        return [[involvement.role, involvement.key] for involvement in self.involvements]


def people_of_draft(conference: Conference) -> dict[str, Involved]:
    """Those who can be written to, by address; a constant number of queries.

    Of a paper these are its presenters, or its contact authors if none of them can be reached.
    """
    found: dict[str, Involved] = {}
    for email, name, user, involvement in [*_speakers(conference), *_of_sessions(conference)]:
        if not email or is_made_up(email):
            continue
        one = found.setdefault(email.lower(), Involved(email.lower(), name))
        one.user = one.user or user
        if involvement not in one.involvements:
            one.involvements.append(involvement)
    return found


_Line = tuple[str, str, User | None, Involvement]


def _speakers(conference: Conference) -> Iterator[_Line]:
    shown = Q(submission__isnull=True) | Q(submission__state=SubmissionState.ACCEPTED)
    lines = Authorship.objects.standing().with_an_address().select_related("user")
    talks = (
        Talk.objects.filter(shown, session__conference=conference, session__is_public=True)
        .select_related("submission")
        .prefetch_related(Prefetch("submission__authorships", lines))
        .order_by("session__starts_at", "session_id", "position", "id")
    )
    for talk in talks:
        involvement = Involvement(TALK, talk.key)
        if talk.submission is None:
            yield talk.email, talk.speaker, None, involvement
            continue
        for author in _receivers(talk.submission):
            yield author.email, author.name, author.user, involvement


def _receivers(paper: Submission) -> list[Authorship]:
    authors = list(paper.authorships.all())
    presenters = [author for author in authors if author.is_presenter]
    return presenters or [author for author in authors if author.is_contact] or authors[:1]


def _of_sessions(conference: Conference) -> Iterator[_Line]:
    people = SessionPerson.objects.filter(session__conference=conference, session__is_public=True)
    for one in people.select_related("session").order_by("session__starts_at", "session_id", "role", "id"):
        yield one.email, one.name, None, Involvement(one.role, one.session.key)
