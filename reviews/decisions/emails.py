"""Letters of decision: the chair's template, filled in once and safely."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol, TypeVar

from django.conf import settings
from django.urls import reverse

from effgenai.accounts.names.made_up import is_made_up
from effgenai.conferences.core.models import Conference
from effgenai.mail.services import Message
from effgenai.ui.dates import day, moment_with_year
from reviews import letters
from reviews.decisions.models import Decision, ScheduledRelease
from reviews.decisions.states import Released, ScheduledState
from submissions.authors.models import Authorship
from submissions.conflicts.rules import authors_of
from submissions.core.models import Submission

PLACEHOLDERS: dict[str, str] = {
    "name": "the author to whom the letter goes",
    "title": "the title of the paper",
    "number": "its number",
    "conference": "the name of the conference",
    "reviews": "that the reviews are on the page of the paper, from when on they are, or nothing about them",
    "reviews_link": "the page of the paper, where the authors read the decision and the reviews",
    "note": "your note to the authors of this paper, or nothing",
}
LETTER = "decision.letter"
REPLACES = "This letter replaces our letter of {date}: the decision on your paper has changed since then."
FROM_THE_WAITING_LIST = "Your paper was on the waiting list; the decision on it has been taken now."
# When each author got a letter about the decision on a paper, by address in lower case.
Notified = Mapping[str, dt.datetime]
ARE_THERE = {
    True: "The reviews are on the page of your paper. Please read them before you prepare the final version:",
    False: "The reviews are on the page of your paper; we hope that they help you to take the work further:",
}
FROM_THEN_ON = "The reviews will be on the page of your paper from {when} on:"
DECISION_ALONE = "The decision is on the page of your paper, too:"
# What the usual letters said before they knew of reviews that are kept back; conferences have them as text.
_PLEASE_READ = "Please read them before you prepare the final version; the same page says"
FORMER_WORDS = {
    f"The reviews are on the page of your paper:\n{{reviews_link}}\n\n{_PLEASE_READ}": (
        "{reviews}\n{reviews_link}\n\nThe same page says"
    ),
    ARE_THERE[False]: "{reviews}",
}
PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")


@dataclasses.dataclass(frozen=True, slots=True)
class ReviewsRead:
    """Whether authors read the reviews once they know the decision, or else from when on; empty: unknown."""

    are_out: bool
    opens: str = ""

    def words(self, *, accepts: bool) -> str:
        """What a letter says before the address of the paper."""
        if self.are_out:
            return ARE_THERE[accepts]
        return FROM_THEN_ON.format(when=self.opens) if self.opens else DECISION_ALONE


def unknown_placeholders(template: str) -> list[str]:
    """What stands in braces in a template and means nothing to us, in the order of appearance."""
    found = dict.fromkeys(PLACEHOLDER.findall(template))
    return [name for name in found if name not in PLACEHOLDERS]


def fill(template: str, values: Mapping[str, str]) -> str:
    """Put the values into a template, in one pass: braces in a title stay what they are."""
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), template)


def letter(
    decision: Decision, *, name: str, reviews: ReviewsRead, replaces: dt.datetime | None = None
) -> tuple[str, str]:
    """Subject and text of the letter about a decision to a person of this name.

    It speaks of reviews as far as authors read them. It says that it `replaces` a letter that the person got
    before, and of which day. To authors of a paper that was on the waiting list it says so instead.
    """
    values = _values(decision, name=name, reviews=reviews)
    subject = fill(decision.outcome.mail_subject, values)
    filled = fill(_of_today(decision.outcome.mail_body), values)
    body = re.sub(r"\n{3,}", "\n\n", filled).strip() + "\n"
    if replaces is None:
        return subject, body
    if _was_waiting(decision):
        return subject, after_greeting(body, FROM_THE_WAITING_LIST)
    date = day(replaces, decision.submission.conference.time_zone)
    return f"Changed: {subject}", after_greeting(body, REPLACES.format(date=date))


def _of_today(template: str) -> str:
    """The template with what the usual letters say today in the place of their former words."""
    text = template.replace("\r\n", "\n")
    for former, now in FORMER_WORDS.items():
        text = text.replace(former, now)
    return text


def _was_waiting(decision: Decision) -> bool:
    last = next(iter(decision.changes.all()), None)
    return last is not None and last.before.waits and not last.after.waits


def after_greeting(body: str, paragraph: str) -> str:
    """The letter with one more paragraph: after its first if that is a single line, else on top."""
    first, _, rest = body.partition("\n\n")
    parts = [paragraph, body] if "\n" in first or not rest else [first, paragraph, rest]
    return "\n\n".join(parts)


def decision_mails(
    decision: Decision, *, reviews: ReviewsRead, notified: Notified | None = None, attempt: str = ""
) -> list[Message]:
    """One mail to each of `receivers_of` the paper, and to its authors who were `notified` of it before.

    `notified` says of which day the letter was that someone got before the decision was changed; `attempt`
    tells letters that are written once more from those of before.
    """
    authors = receivers_of(decision.submission, notified or {})
    return [_mail(decision, author, reviews, notified or {}, attempt) for author in authors]


class HasAddress(Protocol):
    """A line of an author list, as far as it says who gets a letter."""

    @property
    def email(self) -> str:
        """The address."""

    @property
    def is_contact(self) -> bool:
        """Whether it is a contact author's."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class PlainAuthor:
    """The same as plain values, for pages over thousands of papers."""

    email: str
    is_contact: bool


Receiver = TypeVar("Receiver", bound=HasAddress)


def receivers_of(submission: Submission, notified: Collection[str] = ()) -> list[Authorship]:
    """Who gets the letter about a paper; see `receivers_among`."""
    return receivers_among(authors_of(submission), submission.conference, notified)


def receivers_among(
    authors: Sequence[Receiver], conference: Conference, notified: Collection[str] = ()
) -> list[Receiver]:
    """Those of a paper's authors, in order, who get the letter: all whose address is not made up.

    Where the conference says so, only the contact authors, or the first author where none is marked, and
    those who were `notified` before, by their addresses in lower case.
    """
    reached = [author for author in authors if not is_made_up(author.email)]
    if not conference.letters_to_contacts_only:
        return reached
    chosen = [author for author in reached if author.is_contact] or reached[:1]
    return [author for author in reached if author in chosen or author.email.lower() in notified]


def _mail(
    decision: Decision, author: Authorship, reviews: ReviewsRead, notified: Notified, attempt: str
) -> Message:
    replaces = notified.get(author.email.lower())
    subject, body = letter(decision, name=author.name, reviews=reviews, replaces=replaces)
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


def _values(decision: Decision, *, name: str, reviews: ReviewsRead) -> dict[str, str]:
    submission = decision.submission
    conference = submission.conference
    path = reverse("submissions:paper", args=[conference.slug, submission.number])
    return {
        "name": name,
        "title": submission.title,
        "number": str(submission.number),
        "conference": conference.short_name,
        "reviews": reviews.words(accepts=decision.outcome.accepts),
        "reviews_link": settings.SITE_URL + path,
        "note": decision.note.strip(),
    }


def release_report(row: ScheduledRelease) -> Message:
    """Tells the chair who scheduled a release what became of it, and what is left to do."""
    conference = row.conference
    path = reverse("reviews:release", args=[conference.slug])
    if row.state == ScheduledState.FAILED:
        subject, words = "a scheduled release was not done", row.outcome
    elif row.what == Released.DECISIONS:
        subject = "decisions are released"
        words = "Their letters are prepared, and wait under “Mail” until a chair approves them."
    else:
        subject, words = "a scheduled release is done", "Nobody got a mail about it but you."
    due = f"{row.get_what_display()}: {moment_with_year(row.due_at, row.due_zone)}."
    return Message(
        kind="decision.release_report",
        dedupe_key=f"release:{row.pk}",
        to_address=row.scheduled_by.email,
        to_name=str(row.scheduled_by),
        to_user=row.scheduled_by,
        subject=f"{conference.short_name}: {subject}",
        body=letters.letter(
            due, words, settings.SITE_URL + path, to=str(row.scheduled_by), conference=conference
        ),
    )
