from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.urls import reverse

from effgenai.conferences.models import Conference
from effgenai.mail.services import Message
from reviews.emails.invitations import Wording
from reviews.emails.letters import letter
from reviews.models import Application


def approval_wording(application: Application, *, due: str) -> Wording:
    """What a volunteer reads who is taken in."""
    conference = application.conference
    papers = "one paper" if application.load == 1 else f"at most {application.load} papers"
    when = f" Reviews are due {due}." if due else ""
    return Wording(
        subject=f"Welcome to the programme committee of {conference.short_name}",
        body=letter(
            f"Thank you for your offer to review for {conference.title}. We gladly accept: you are now a "
            f"reviewer.",
            f"You offered to review {papers}.{when} You get a mail as soon as papers are assigned to you.",
            "Until then please look over what we know of your expertise: papers are matched to you by your "
            "topics and by what you wrote before.",
            f"Your expertise:\n{_link('reviews:expertise', conference)}",
            to=application.user.name,
            conference=conference,
        ),
    )


def refusal_wording(application: Application, *, note: str) -> Wording:
    """What a volunteer reads whom the chairs do not need; `note` is a word of theirs."""
    conference = application.conference
    return Wording(
        subject=f"Your offer to review for {conference.short_name}",
        body=letter(
            f"Thank you for your offer to review for {conference.title}. We compose the committee with the "
            "topics of this year's papers in mind, and cannot take in everybody who offers to help. This "
            "time we have not placed you on it.",
            note,
            "We are grateful for your offer, and should be glad to hear from you again for another edition.",
            to=application.user.name,
            conference=conference,
        ),
    )


def approval_message(application: Application, *, due: str) -> Message:
    """The mail to a volunteer who is taken in."""
    return _message("approved", application, approval_wording(application, due=due), once="")


def refusal_message(application: Application, *, note: str, at: dt.datetime) -> Message:
    """The mail to one who is not. A refusal that was taken back may be followed by another."""
    wording = refusal_wording(application, note=note)
    return _message("declined", application, wording, once=f":{at.isoformat()}")


def _message(answer: str, application: Application, wording: Wording, *, once: str) -> Message:
    return Message(
        kind=f"committee.application_{answer}",
        dedupe_key=f"application:{application.pk}:{answer}{once}",
        to_address=application.user.email,
        to_name=application.user.name,
        to_user=application.user,
        subject=wording.subject,
        body=wording.body,
        reply_to=application.conference.contact_email,
    )


def _link(name: str, conference: Conference) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[conference.slug])}"
