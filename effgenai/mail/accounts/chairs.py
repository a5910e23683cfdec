"""Who is a chair, or is to be one, is told to all chairs: nobody becomes one quietly.

Editors are told themselves.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import Role
from effgenai.mail.services import Message, enqueue_mail


def tell_of_new_chair(sender: Any, *, user: User, by: User, **about: Any) -> None:
    """Tell the chairs, the new one among them, that there is a new one."""
    _tell(
        "added", f"{user} is a chair now", f"{by} made {user} ({user.email}) a chair of", user=user, **about
    )


def tell_of_proposal(sender: Any, *, user: User, by: User, **about: Any) -> None:
    """Ask the chairs whether they agree to a further one."""
    what = f"{by} proposes {user} ({user.email}) as a further chair of"
    _tell("proposed", f"{user} is proposed as a chair", what, user=user, **about)


def tell_of_leaving(sender: Any, *, user: User, by: User | None, **about: Any) -> None:
    """Tell the chairs who remain that one has left."""
    what = (
        f"{user} has stepped down as"
        if by
        else f"Whoever runs this installation says that {user} is no longer"
    )
    _tell("left", f"{user} is no longer a chair", f"{what} a chair of", user=user, **about)


EDITORS = {
    Role.SITE_EDITOR: "write its public pages: the home page, pages, news, people and sponsors",
    Role.PROGRAM_EDITOR: "build its programme: days, sessions, and where each accepted paper is presented",
}


def tell_new_editor(
    sender: Any, *, conference: Conference, user: User, role: Role, at: dt.datetime, **rest: Any
) -> None:
    """Tell somebody that they may write the public pages, or build the programme, and where."""
    if role not in EDITORS:
        return
    desk = settings.SITE_URL + reverse("conferences:desk", args=[conference.slug])
    message = Message(
        kind="chairs.editor",
        dedupe_key=f"chairs:editor:{conference.pk}:{user.pk}:{role}:{at.isoformat()}",
        to_address=user.email,
        to_name=str(user),
        to_user=user,
        subject=f"{conference.short_name}: you are {role.label.lower()} now",
        body=f"""Dear {user},

you are {role.label.lower()} of {conference.title} now, so that you can {EDITORS[role]}.

Your desk, with what is still to do:
{desk}

Questions go to the chairs{f" at {conference.contact_email}" if conference.contact_email else ""}.
""",
        reply_to=conference.contact_email,
    )
    enqueue_mail(messages=[message], at=at, conference=conference)


def _tell(
    event: str, subject: str, what: str, *, user: User, conference: Conference, at: dt.datetime, **rest: Any
) -> None:
    chairs = User.objects.filter(
        memberships__conference=conference, memberships__role=Role.CHAIR, is_active=True
    )
    page = settings.SITE_URL + reverse("conferences:members", args=[conference.slug])
    messages = [
        Message(
            kind=f"chairs.{event}",
            dedupe_key=f"chairs:{event}:{conference.pk}:{user.pk}:{at.isoformat()}:{chair.pk}",
            to_address=chair.email,
            to_name=str(chair),
            to_user=chair,
            subject=f"{conference.short_name}: {subject}",
            body=f"""Dear {chair},

{what} {conference.title}.

Who has which role, and what waits for another chair:
{page}

If this surprises you, please speak with the other chairs.

{conference.title}
""",
            reply_to=conference.contact_email,
        )
        for chair in chairs.order_by("pk")
    ]
    enqueue_mail(messages=messages, at=at, conference=conference)
