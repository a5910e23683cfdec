"""The mail that tells a person of a date that is another one for them alone."""

from __future__ import annotations

from django.urls import reverse

from effgenai.conferences.dates.models import MilestoneException
from effgenai.conferences.web.addresses import public_url
from effgenai.mail.services import Message, enqueue_mail
from effgenai.ui.dates import moment_with_year


def tell_of_more_time(exception: MilestoneException) -> None:
    """Queue the mail, once for each moment that they are given. The chairs' reason is not in it.

    Secret, as the mails of a move are: its receiver may have a draft, or write on what is hidden.
    """
    person, date = exception.user, exception.milestone
    if person is None:
        return
    conference, until = date.conference, moment_with_year(exception.instant, exception.zone)
    own = public_url(conference, reverse("conferences:me", args=[conference.slug]))
    body = f"""Dear {person},

the chairs of {conference.title} have given you more time.

  {date.name}, for you: {until}
  For everyone else: {moment_with_year(date.instant, date.zone)}

What waits for you, with its dates:
{own}

{conference.title}
"""
    message = Message(
        kind="milestone.more_time",
        dedupe_key=f"more_time:{exception.pk}:{exception.created_at.isoformat()}",
        to_address=person.email,
        to_name=str(person),
        to_user=person,
        subject=f"{conference.short_name}: you have more time, until {until}",
        body=body,
        reply_to=conference.contact_email,
        is_secret=True,
    )
    enqueue_mail(messages=[message], at=exception.created_at, conference=conference)
