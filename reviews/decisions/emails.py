"""Letters of decision: the chair's template, filled in once and safely."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.conf import settings
from django.urls import reverse

from effgenai.accounts.names.made_up import is_made_up
from effgenai.mail.services import Message
from reviews.decisions.models import Decision
from submissions.authors.models import Authorship
from submissions.conflicts.rules import authors_of
from submissions.core.models import Submission

PLACEHOLDERS: dict[str, str] = {
    "name": "the author to whom the letter goes",
    "title": "the title of the paper",
    "number": "its number",
    "conference": "the name of the conference",
    "reviews_link": "where the authors read the decision and the reviews",
    "note": "your note to the authors of this paper, or nothing",
}
LETTER = "decision.letter"
PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")


def unknown_placeholders(template: str) -> list[str]:
    """What stands in braces in a template and means nothing to us, in the order of appearance."""
    found = dict.fromkeys(PLACEHOLDER.findall(template))
    return [name for name in found if name not in PLACEHOLDERS]


def fill(template: str, values: Mapping[str, str]) -> str:
    """Put the values into a template, in one pass: braces in a title stay what they are."""
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), template)


def letter(decision: Decision, *, name: str) -> tuple[str, str]:
    """Subject and text of the letter about a decision to a person of this name."""
    values = _values(decision, name=name)
    body = fill(decision.outcome.mail_body, values)
    return fill(decision.outcome.mail_subject, values), re.sub(r"\n{3,}", "\n\n", body).strip() + "\n"


def decision_mails(decision: Decision, *, attempt: str = "") -> list[Message]:
    """One mail to each of `receivers_of` the paper.

    `attempt` tells letters that are written once more from those of before, which were stopped.
    """
    return [_mail(decision, author, attempt) for author in receivers_of(decision.submission)]


def receivers_of(submission: Submission) -> list[Authorship]:
    """Who gets the letter about a paper: all its authors whose address is not made up.

    Where the conference says so, only the contact authors, or the first author where none is marked.
    """
    authors = [author for author in authors_of(submission) if not is_made_up(author.email)]
    if not submission.conference.letters_to_contacts_only:
        return authors
    return [author for author in authors if author.is_contact] or authors[:1]


def _mail(decision: Decision, author: Authorship, attempt: str) -> Message:
    subject, body = letter(decision, name=author.name)
    conference = decision.submission.conference
    return Message(
        kind=LETTER,
        dedupe_key=f"decision:{conference.slug}:{decision.pk}:{author.pk}:{attempt}".rstrip(":"),
        to_address=author.email,
        to_name=author.name,
        to_user=author.user,
        reply_to=conference.contact_email,
        subject=subject,
        body=body,
        paper=decision.submission.number,
    )


def _values(decision: Decision, *, name: str) -> dict[str, str]:
    submission = decision.submission
    conference = submission.conference
    path = reverse("submissions:paper", args=[conference.slug, submission.number])
    return {
        "name": name,
        "title": submission.title,
        "number": str(submission.number),
        "conference": conference.short_name,
        "reviews_link": settings.SITE_URL + path,
        "note": decision.note.strip(),
    }
