"""Mails about who is an author: to whom is listed, and to chairs when somebody says that they are none."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.mail.services import Message
from submissions.authors.models import Authorship
from submissions.core.models import Submission

SIGNER = signing.Signer(salt="submissions.author")


def author_token(submission: Submission, email: str) -> str:
    """The secret of a link for whoever reads the mail of this address on the author list."""
    return SIGNER.sign_object([submission.pk, email.lower()])


def read_token(token: str) -> tuple[int, str] | None:
    """The paper and the address that a link was made for; None for any that we did not make."""
    try:
        paper, email = SIGNER.unsign_object(token)
    except signing.BadSignature:
        return None
    return paper, email


def listed_messages(submission: Submission) -> list[Message]:
    """To each address of which nobody has said yet whether it is an author's; once for ever."""
    known = {email.lower() for email in submission.answers.values_list("email", flat=True)}
    return [
        _listed(submission, line) for line in submission.authorships.all() if line.email.lower() not in known
    ]


def _listed(submission: Submission, line: Authorship) -> Message:
    conference = submission.conference
    token = author_token(submission, line.email)
    link = settings.SITE_URL + reverse("submissions:listed", args=[conference.slug, token])
    body = f"""Dear {line.name},

paper {submission.number}, “{submission.title}”, was submitted to {conference.title} with you as an author.

If you are not an author of it, please say so here, with one press and without an account:
{link}

If you are, say “yes” on the same page. Signed in with this address, you also follow the paper there.

{conference.title}
"""
    return Message(
        kind="submission.listed",
        dedupe_key=f"listed:{submission.pk}:{line.email.lower()}",
        to_address=line.email,
        to_name=line.name,
        to_user=line.user,
        subject=f"{conference.short_name}: are you an author of paper {submission.number}?",
        body=body,
        reply_to=conference.contact_email,
        paper=submission.number,
        is_secret=True,  # whoever has the link answers for the person
    )


def no_author_message(submission: Submission, email: str, chair: User) -> Message:
    """Tells a chair without a conflict that somebody listed is no author. Authors may be hidden from them."""
    conference = submission.conference
    page = settings.SITE_URL + reverse("submissions:paper", args=[conference.slug, submission.number])
    body = f"""Dear {chair},

somebody on the author list of paper {submission.number}, “{submission.title}”, says that they are no author.

Nobody was taken off the list. Potential conflicts of interest that followed from it alone have ended. You may
want to ask the contact author:
{page}

{conference.title}
"""
    return Message(
        kind="submission.no_author",
        dedupe_key=f"no-author:{submission.pk}:{email.lower()}:{chair.pk}",
        to_address=chair.email,
        to_name=str(chair),
        to_user=chair,
        subject=f"{conference.short_name}: paper {submission.number} lists somebody who is not an author",
        body=body,
        reply_to=conference.contact_email,
        paper=submission.number,
    )
