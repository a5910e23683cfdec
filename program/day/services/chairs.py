"""What session chairs do while their session runs, and the links by which they get there."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from effgenai.accounts.keys import new_token
from effgenai.accounts.models import User
from effgenai.conferences.core.records import record
from program.core.models import Session, Talk
from program.day.models import ChairLink, CheckIn


@transaction.atomic
def make_chair_link(*, session: Session, by: User, at: dt.datetime) -> ChairLink:
    """The secret address for the chair of a session; an earlier one leads nowhere any more."""
    made = {"token": new_token(), "made_at": at, "made_by": by}
    link, _ = ChairLink.objects.update_or_create(session=session, defaults=made)
    _record("chair_link.make", session, by, at)
    return link


@transaction.atomic
def remove_chair_link(*, session: Session, by: User, at: dt.datetime) -> None:
    """Let the secret address lead nowhere; without one nothing happens."""
    gone, _ = ChairLink.objects.filter(session=session).delete()
    if gone:
        _record("chair_link.remove", session, by, at)


@transaction.atomic
def check_in(*, talk: Talk, is_here: bool, by: User | None, at: dt.datetime) -> None:
    """Say that the presenter of a talk is here, or is not after all; saying it twice is saying it once."""
    if is_here:
        _, is_changed = CheckIn.objects.get_or_create(talk=talk, defaults={"at": at, "by": by})
    else:
        gone, _ = CheckIn.objects.filter(talk=talk).delete()
        is_changed = gone > 0
    if is_changed:
        _record("talk.check_in" if is_here else "talk.check_out", talk.session, by, at)


def _record(action: str, session: Session, by: User | None, at: dt.datetime) -> None:
    """A line that no page of visitors shows anything of."""
    conference = session.conference
    record(action=action, by=by, at=at, conference=conference, summary=session.title, unseen=True)
