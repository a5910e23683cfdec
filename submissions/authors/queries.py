"""What people are asked about author lists, and chairs about conflicts."""

from __future__ import annotations

import dataclasses

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, QuerySet

from effgenai.accounts.models import User
from effgenai.conferences.core.viewer import Viewer
from submissions.authors.emails import read_token
from submissions.authors.models import AuthorAnswer, Authorship
from submissions.core.models import Submission
from submissions.core.states import SubmissionState


@dataclasses.dataclass(frozen=True, slots=True)
class ListedAddress:
    """An address on the author list of a paper, and what was said of it.

    `owner` is the account that is signed in, if it has verified the address: nobody else can say yes.
    """

    submission: Submission
    email: str
    is_author: bool | None
    owner: User | None


def find_listed(viewer: Viewer, token: str) -> ListedAddress | None:
    """What a link from a mail leads to; None unless the address still stands on a submitted paper."""
    read = read_token(token)
    if read is None:
        return None
    paper, email = read
    line = _lines(viewer).filter(submission=paper, email__iexact=email).first()
    return listing_of(line, viewer) if line else None


def listing_of(line: Authorship, viewer: Viewer) -> ListedAddress:
    """A line as somebody meets it who reads the mail of its address."""
    said = line.submission.answers.filter(email__iexact=line.email).first()
    own = EmailAddress.objects.filter(user=viewer.user, email__iexact=line.email, verified=True)
    owner = viewer.user if viewer.user and own.exists() else None
    return ListedAddress(line.submission, line.email, said.is_author if said else None, owner)


def own_listings(viewer: Viewer) -> QuerySet[Authorship]:
    """Lines that lead to the viewer's account of which nobody has said yet whether they name an author."""
    same = {"submission": OuterRef("submission"), "email__iexact": OuterRef("email")}
    unanswered = ~Exists(AuthorAnswer.objects.filter(**same))
    return _lines(viewer).filter(unanswered, user=viewer.user, user__isnull=False)


def _lines(viewer: Viewer) -> QuerySet[Authorship]:
    lines = Authorship.objects.filter(submission__conference=viewer.conference)
    return lines.exclude(submission__state=SubmissionState.DRAFT).select_related("submission__conference")


def presenters_of(paper: Submission) -> str:
    """The names of those who present it, with commas; no query where its author list was fetched."""
    return ", ".join(author.name for author in paper.authorships.all() if author.is_presenter)
