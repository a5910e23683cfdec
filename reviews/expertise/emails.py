"""The letter that asks members of the committee what they know."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.mail.services import Message
from reviews.letters import letter


def please_tell(person: User, conference: Conference, *, dedupe_key: str) -> Message:
    """Ask for topics and past papers."""
    page = f"{settings.SITE_URL}{reverse('reviews:expertise', args=[conference.slug])}"
    body = letter(
        "papers are matched to reviewers by their topics and by what they wrote before. So far we know "
        "neither, so you would get papers at random.",
        f"It takes a minute to choose topics and to add five to ten of your papers here:\n{page}",
        "A list from ORCID, DBLP or OpenReview, BibTeX or the PDFs themselves will do.",
        to=str(person),
        conference=conference,
    )
    return Message(
        kind="expertise.ask",
        dedupe_key=dedupe_key,
        to_address=person.email,
        to_name=str(person),
        to_user=person,
        reply_to=conference.contact_email,
        subject=f"{conference.short_name}: please tell us what you know",
        body=body,
    )
