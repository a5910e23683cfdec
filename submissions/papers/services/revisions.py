"""Versions of a submission and their receipts."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from effgenai.accounts.models import User
from effgenai.mail.services import enqueue_mail
from submissions.authors.emails import listed_messages
from submissions.authors.models import Authorship
from submissions.core.models import Revision, Submission
from submissions.papers.emails import receipt_messages

SALT = "submissions.receipt"


def add_revision(*, submission: Submission, by: User | None, at: dt.datetime) -> Revision:
    """Freeze the working copy as the next version, sign its receipt, and send it to every author.

    Who is on the list for the first time is asked whether they are an author.

    Call it inside the transaction of the change, with the row of the submission locked.
    """
    last = submission.revisions.first()
    submission.revisions.filter(is_current=True).update(is_current=False)
    revision = _signed(
        submission,
        number=last.number + 1 if last else 1,
        authors=submission.authorships.all(),
        topics=[topic.name for topic in submission.topics.all()],
        by=by,
        at=at,
    )
    revision.save()
    messages = [*receipt_messages(revision), *listed_messages(submission)]
    enqueue_mail(messages=messages, at=at, conference=submission.conference, by=by)
    return revision


def first_revision(
    *,
    submission: Submission,
    authors: Iterable[Authorship],
    topics: Sequence[str],
    by: User | None,
    at: dt.datetime,
) -> Revision:
    """The signed first version of an imported paper, for the caller to save; nobody gets a mail of it."""
    return _signed(submission, number=1, authors=authors, topics=topics, by=by, at=at)


def _signed(
    submission: Submission,
    *,
    number: int,
    authors: Iterable[Authorship],
    topics: Sequence[str],
    by: User | None,
    at: dt.datetime,
) -> Revision:
    revision = Revision(
        submission=submission,
        number=number,
        title=submission.title,
        abstract=submission.abstract,
        authors=_facts(authors),
        topics=list(topics),
        track_name=submission.track.name,
        manuscript=submission.manuscript,
        created_at=at,
        created_by=by,
    )
    revision.receipt = sign(revision)
    return revision


def _facts(authors: Iterable[Authorship]) -> list[dict[str, str]]:
    return [
        {"name": author.name, "email": author.email, "affiliation": author.affiliation} for author in authors
    ]


def is_same_as_current(submission: Submission) -> bool:
    """Whether the working copy says just what the current version says."""
    current = submission.revisions.filter(is_current=True).first()
    if current is None:
        return False
    authors = _facts(submission.authorships.all())
    now = (submission.title, submission.abstract, submission.manuscript_id, submission.track.name, authors)
    then = (current.title, current.abstract, current.manuscript_id, current.track_name, current.authors)
    return now == then and sorted(current.topics) == sorted(topic.name for topic in submission.topics.all())


def sign(revision: Revision, key: str = "") -> str:
    """The receipt's signature: an HMAC-SHA256 over all that the receipt states, under the key of receipts."""
    said = {
        "conference": revision.submission.conference.slug,
        "paper": revision.submission.number,
        "version": revision.number,
        "at": revision.created_at.isoformat(timespec="microseconds"),
        "title": revision.title,
        "abstract": revision.abstract,
        "authors": revision.authors,
        "topics": revision.topics,
        "track": revision.track_name,
        "sha256": revision.manuscript.sha256 if revision.manuscript else "",
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return salted_hmac(SALT, text, secret=key or settings.RECEIPT_KEY, algorithm="sha256").hexdigest()


def is_genuine(revision: Revision) -> bool:
    """Whether the version still says what its receipt was signed for, under any key that we have."""
    keys = dict.fromkeys(
        [
            *(settings.RECEIPT_KEY, *settings.RECEIPT_KEY_FALLBACKS),
            *(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS),
        ]
    )
    return any(constant_time_compare(revision.receipt, sign(revision, key)) for key in keys)


def receipts_that_do_not_hold() -> Iterator[str]:
    """A sentence for each receipt that no key of this site has signed. For whoever runs the site."""
    revisions = Revision.objects.select_related("submission__conference", "manuscript").order_by("pk")
    for revision in revisions.iterator():
        if not is_genuine(revision):
            paper = revision.submission
            yield (
                f"The receipt of paper {paper.number}, version {revision.number} ({paper.conference.slug}) "
                "does not hold: SECRET_KEY, RECEIPT_KEY and their fallbacks lack the key that signed it."
            )
