"""Kinds of decision with their letters: the usual three, and what a chair makes of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.conference import lock_conference
from reviews.decisions.models import DecisionClass

ACCEPTED_LETTER = """\
Dear {name},

we are happy to tell you that your paper

    no. {number}: {title}

has been accepted for {conference}, {format}. Congratulations!

{reviews}
{reviews_link}

The same page says what comes next and by when.

{note}

We look forward to seeing you.

With kind regards
the chairs of {conference}
"""
REJECTED_LETTER = """\
Dear {name},

thank you for sending your paper

    no. {number}: {title}

to {conference}. We are sorry to tell you that it was not accepted. There were more good papers than places,
and the choice was not easy.

{reviews}
{reviews_link}

{note}

We would be glad to see you among the participants all the same.

With kind regards
the chairs of {conference}
"""
WAITING_LETTER = """\
Dear {name},

thank you for sending your paper

    no. {number}: {title}

to {conference}. It is on our waiting list: we would like to have it, but there is no place for it yet.
We write to you as soon as we know more. Please keep this to yourselves until then.

What we can tell you today stands on the page of your paper:
{reviews_link}

{note}

If you would rather not wait, you can withdraw the paper on that page.

With kind regards
the chairs of {conference}
"""
WAITING_LIST: dict[str, Any] = {
    "name": "Waiting list",
    "waits": True,
    "mail_subject": "{conference}: paper {number} is on the waiting list",
    "mail_body": WAITING_LETTER,
}
DEFAULT_CLASSES: list[dict[str, Any]] = [
    {
        "name": "Accept as oral",
        "accepts": True,
        "presentation": "Oral",
        "mail_subject": "{conference}: paper {number} is accepted as a talk",
        "mail_body": ACCEPTED_LETTER.replace("{format}", "to be presented as a talk"),
    },
    {
        "name": "Accept as poster",
        "accepts": True,
        "presentation": "Poster",
        "mail_subject": "{conference}: paper {number} is accepted as a poster",
        "mail_body": ACCEPTED_LETTER.replace("{format}", "to be presented as a poster"),
    },
    {
        "name": "Reject",
        "accepts": False,
        "presentation": "",
        "mail_subject": "{conference}: the decision on paper {number}",
        "mail_body": REJECTED_LETTER,
    },
]


def install_default_decisions(
    conference: Conference, at: dt.datetime, *, by: User | None = None
) -> list[DecisionClass]:
    """Give a conference without decision classes the usual three and their letters."""
    with transaction.atomic():
        lock_conference(conference)
        if not conference.decision_classes.exists():
            DecisionClass.objects.bulk_create(
                DecisionClass(conference=conference, position=position, **values)
                for position, values in enumerate(DEFAULT_CLASSES)
            )
            words = ", ".join(values["name"] for values in DEFAULT_CLASSES)
            record(action="decision_class.install", by=by, at=at, conference=conference, summary=words)
        return list(conference.decision_classes.all())


def add_waiting_list(*, conference: Conference, by: User, at: dt.datetime) -> DecisionClass:
    """Give a conference a waiting list with its letter, or return the one it has.

    Raises Refused if something else is called so.
    """
    with transaction.atomic():
        lock_conference(conference)
        known = conference.decision_classes.filter(waits=True).first()
        if known is not None:
            return known
        if conference.decision_classes.filter(name=WAITING_LIST["name"]).exists():
            raise Refused(
                f"There is a decision “{WAITING_LIST['name']}” already: tick there that papers wait."
            )
        added = DecisionClass(conference=conference, **WAITING_LIST)
        return save_decision_class(outcome=added, by=by, at=at)


def save_decision_class(*, outcome: DecisionClass, by: User, at: dt.datetime) -> DecisionClass:
    """Change a class and its letter, or add one at the end. Released papers keep the letter that was sent.

    Raises ValidationError if the class cannot stand beside the others.
    """
    conference = outcome.conference
    with transaction.atomic():
        if outcome.pk is None:
            outcome.position = conference.decision_classes.count()
        outcome.full_clean()
        outcome.save()
        record(action="decision_class.save", by=by, at=at, conference=conference, summary=outcome.name)
        return outcome
