"""Mails of invitations and of applications."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.conf import settings
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import Role
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.mail.services import Message
from effgenai.mail.states import ListedFor
from effgenai.ui import dates
from reviews.committee.models import Application, Invitation
from reviews.committee.rules.invitations import OPEN_FOR, is_organiser
from reviews.letters import letter

HIDDEN_LINK = "(their personal link)"
AS_ROLE = {
    Role.REVIEWER: "as a reviewer",
    Role.AREA_CHAIR: "as an area chair, who looks after a few papers and their reviews",
    Role.CHAIR: "as a chair",
    Role.SITE_EDITOR: "as the editor of its public pages",
    Role.PROGRAM_EDITOR: "as the editor of its programme",
}
WHAT_THEY_DO = {
    Role.CHAIR: "Chairs set up the conference, and see and decide everything but papers with which they are "
    "in conflict.",
    Role.SITE_EDITOR: "Site editors write the home page, pages, news, people and sponsors. They see no "
    "submissions.",
    Role.PROGRAM_EDITOR: "Programme editors lay out days and sessions and place the accepted papers. They "
    "see no reviews.",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Wording:
    """A letter as its receiver reads it."""

    subject: str
    body: str


def link_to(invitation: Invitation) -> str:
    """The secret address on which it is answered. Only its receiver may learn it."""
    path = reverse("reviews:invitation", args=[invitation.conference.slug, invitation.token])
    return f"{settings.SITE_URL}{path}"


def due_date(conference: Conference) -> str:
    """The day reviews are due in words, or an empty text where the chairs have set none."""
    milestone = conference.milestones.filter(kind=MilestoneKind.REVIEWS_DUE).first()
    return dates.moment_with_year(milestone.instant, milestone.zone) if milestone else ""


def invitation_wording(
    invitation: Invitation, *, at: dt.datetime, due: str, is_reminder: bool, link: str = HIDDEN_LINK
) -> Wording:
    """What an invitation, or a reminder of it, says. Without `link` the preview that chairs may read."""
    conference = invitation.conference
    return Wording(
        subject=_subject(invitation, is_reminder=is_reminder),
        body=letter(
            _opening(invitation, is_reminder=is_reminder),
            _what_we_ask(invitation, due=due),
            f"Please tell us on this page whether you can; to decline you need no account:\n{link}",
            f"The page is meant for you alone and stays open until {dates.day(at + OPEN_FOR, 'UTC')}."
            f"{_what_to_choose(invitation)}",
            to=invitation.name,
            conference=conference,
        ),
    )


def invitation_message(invitation: Invitation, *, at: dt.datetime, due: str, is_reminder: bool) -> Message:
    """The mail. It is secret: its link lets whoever holds it answer in the receiver's name."""
    wording = invitation_wording(
        invitation, at=at, due=due, is_reminder=is_reminder, link=link_to(invitation)
    )
    return Message(
        kind="committee.reminder" if is_reminder else "committee.invitation",
        dedupe_key=mail_key(invitation),
        to_address=invitation.email,
        to_name=invitation.name,
        subject=wording.subject,
        body=wording.body,
        reply_to=conference_address(invitation.conference),
        is_secret=True,
        listed_for=ListedFor.CHAIRS,
    )


def mail_key(invitation: Invitation, sending: int | None = None) -> str:
    """What identifies the mail of a sending, the last one by default."""
    return f"invitation:{invitation.pk}:{invitation.sendings if sending is None else sending}"


def declined_message(invitation: Invitation, chair: User) -> Message:
    """Tells the chair who invited that the answer is no, and whom they could ask instead."""
    conference = invitation.conference
    name = invitation.name or invitation.email
    parts = [f"{name} cannot join {_joined(invitation)} {AS_ROLE[Role(invitation.role)]}."]
    if invitation.decline_reason:
        parts.append(f"They wrote:\n{invitation.decline_reason}")
    if invitation.suggestions:
        parts.append(f"They suggest asking:\n{invitation.suggestions}")
    link = settings.SITE_URL + reverse("reviews:invitations", args=[conference.slug])
    parts.append(f"All invitations and answers are here:\n{link}")
    return Message(
        kind="committee.declined",
        dedupe_key=f"declined:{invitation.pk}:{invitation.sendings}",
        to_address=chair.email,
        to_name=chair.name,
        to_user=chair,
        subject=f"{name} declined the invitation to {conference.short_name}",
        body=letter(*parts, to=chair.name, conference=conference),
    )


def conference_address(conference: Conference) -> str:
    """Where answers by mail go."""
    return conference.contact_email


def _subject(invitation: Invitation, *, is_reminder: bool) -> str:
    name = invitation.conference.short_name
    if is_organiser(invitation.role):
        return f"{'Will you' if is_reminder else 'Invitation to'} help run {name}{'?' if is_reminder else ''}"
    if is_reminder:
        return f"Will you join the committee of {name}?"
    return f"Invitation to the programme committee of {name}"


def _opening(invitation: Invitation, *, is_reminder: bool) -> str:
    conference = invitation.conference
    as_what, joined = AS_ROLE[Role(invitation.role)], _joined(invitation)
    if is_reminder:
        return f"We invited you to {joined} of {conference.title} {as_what}, and have not heard from you."
    verb = "have you among" if is_organiser(invitation.role) else "have you on"
    return f"We should be glad to {verb} {joined} of {_full_name(conference)}, {as_what}."


def _joined(invitation: Invitation) -> str:
    return "the organisers" if is_organiser(invitation.role) else "the programme committee"


def _what_to_choose(invitation: Invitation) -> str:
    if is_organiser(invitation.role):
        return ""
    return " There you can also choose another number of papers and the topics you know best."


def _full_name(conference: Conference) -> str:
    place = f" in {conference.place}" if conference.place else ""
    return f"{conference.title} ({conference.short_name}{place})"


def _what_we_ask(invitation: Invitation, *, due: str) -> str:
    if is_organiser(invitation.role):
        return WHAT_THEY_DO[Role(invitation.role)]
    papers = "one paper" if invitation.load == 1 else f"at most {invitation.load} papers"
    verb = "look after" if invitation.role == Role.AREA_CHAIR else "review"
    deadline = f" Reviews are due {due}." if due else ""
    return f"We would ask you to {verb} {papers}.{deadline}"


def received_wording(application: Application) -> Wording:
    """What a volunteer reads who has just offered to review."""
    conference = application.conference
    papers = "one paper" if application.load == 1 else f"at most {application.load} papers"
    return Wording(
        subject=f"Your offer to review for {conference.short_name} has arrived",
        body=letter(
            f"Thank you for your offer to review {papers} for {conference.title}. It has arrived and waits "
            "for the chairs; you will get another mail when they have answered.",
            f"Until then you can look at it, change it or withdraw it:\n"
            f"{_link('reviews:call_for_reviewers', conference)}",
            to=application.user.name,
            conference=conference,
        ),
    )


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
            f"You offered to review {papers}.{when} You will get a mail as soon as papers are assigned to "
            "you.",
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
            "topics of this year's papers in mind, and cannot include everybody who offers to help. This "
            "time we could not include you.",
            note,
            "We are grateful for your offer, and should be glad to hear from you again for another edition.",
            to=application.user.name,
            conference=conference,
        ),
    )


def received_message(application: Application) -> Message:
    """The receipt of an offer; one that was withdrawn and made anew has another."""
    once = f":{application.applied_at.isoformat()}"
    return _message("received", application, received_wording(application), once=once)


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
