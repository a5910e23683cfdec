"""The mail that tells people of a date that moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.conferences.dates.moves import DateMove, Recipients
from effgenai.conferences.web.addresses import public_url
from effgenai.mail.services import Message, enqueue_mail
from effgenai.ui.dates import moment_with_year


def moved_audience(
    *, move: DateMove, key: str, words: str, people: Iterable[User], concerns: str, at: dt.datetime
) -> Recipients:
    """An audience of a move with its mail; `concerns` ends the sentence why this person is told.

    The mails are secret: a list of recipients would tell chairs who has a draft, or writes on what is hidden.
    """
    everyone = list(people)

    def send() -> int:
        messages = [_message(move, key, person, concerns, at) for person in everyone]
        return enqueue_mail(messages=messages, at=at, conference=move.milestone.conference) if messages else 0

    return Recipients(key, words, _subject(move), _body(move, "Ada Example", concerns), send)


def _message(move: DateMove, key: str, person: User, concerns: str, at: dt.datetime) -> Message:
    # With the time of the move: a date that moves to and fro is news each time.
    return Message(
        kind="milestone.moved",
        dedupe_key=f"moved:{move.milestone.key}:{at.isoformat()}:{key}:{person.pk}",
        to_address=person.email,
        to_name=str(person),
        to_user=person,
        subject=_subject(move),
        body=_body(move, str(person), concerns),
        reply_to=move.milestone.conference.contact_email,
        is_secret=True,
    )


def _subject(move: DateMove) -> str:
    return f"{move.milestone.conference.short_name}: {move.milestone.name} is now {_after(move)}"


def _after(move: DateMove) -> str:
    return moment_with_year(move.milestone.instant, move.milestone.zone)


def _body(move: DateMove, name: str, concerns: str) -> str:
    conference = move.milestone.conference
    dates = public_url(conference, reverse("conferences:dates", args=[conference.slug]))
    reason = f"\nThe reason: {move.reason}\n" if move.reason else ""
    return f"""Dear {name},

a date of {conference.title} has moved.

  {move.milestone.name}: {_after(move)}
  It was: {moment_with_year(move.old, move.milestone.zone)}
{reason}
You get this mail because {concerns}. All dates, also in your own time:
{dates}

{conference.title}
"""
