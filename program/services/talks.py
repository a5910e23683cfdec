from __future__ import annotations

import datetime as dt

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.records import record
from effgenai.resilience.database.locks import lock, lock_all
from program.models import Session, Talk
from submissions.core.models import Submission
from submissions.core.states import SubmissionState

USUAL_MINUTES = 15


@transaction.atomic
def place_paper(*, session: Session, paper: Submission, minutes: int, by: User, at: dt.datetime) -> Talk:
    """Give an accepted paper its place, after the talks that the session has.

    Raises Refused if the paper is not accepted here, or has its place already.
    """
    row = lock(paper)
    if row.conference_id != session.conference_id or row.state != SubmissionState.ACCEPTED:
        raise Refused("Only accepted papers of this conference have a place in its programme.")
    if Talk.objects.filter(submission=row).exists():
        raise Refused("This paper already has its place.")
    talk = Talk.objects.create(session=session, submission=row, minutes=minutes, position=_end(session))
    _record("talk.place", talk, by, at)
    return talk


@transaction.atomic
def add_invited_talk(
    *, session: Session, title: str, speaker: str, abstract: str, minutes: int, by: User, at: dt.datetime
) -> Talk:
    """An invited talk, after the talks that the session has."""
    talk = Talk.objects.create(
        session=session,
        title=title,
        speaker=speaker,
        abstract=abstract,
        minutes=minutes,
        position=_end(session),
    )
    _record("talk.add", talk, by, at)
    return talk


@transaction.atomic
def move_talk(*, talk: Talk, step: int, by: User, at: dt.datetime) -> None:
    """Move a talk one place up (-1) or down (+1) in its session; at an end it stays."""
    talks = lock_all(Talk.objects.filter(session=talk.session_id))
    talks.sort(key=lambda one: (one.position, one.pk))
    place = next(number for number, other in enumerate(talks) if other.pk == talk.pk)
    target = min(max(place + step, 0), len(talks) - 1)
    talks.insert(target, talks.pop(place))
    for number, other in enumerate(talks):
        other.position = number
    Talk.objects.bulk_update(talks, ["position"])
    _record("talk.move", talk, by, at)


@transaction.atomic
def set_talk_minutes(*, talk: Talk, minutes: int, by: User, at: dt.datetime) -> None:
    """Change how long a talk takes."""
    talk.minutes = minutes
    talk.save(update_fields=["minutes"])
    _record("talk.minutes", talk, by, at)


@transaction.atomic
def remove_talk(*, talk: Talk, by: User, at: dt.datetime) -> None:
    """Take a talk out; a paper waits for a place again."""
    _record("talk.remove", talk, by, at)
    talk.delete()


def _end(session: Session) -> int:
    return session.talks.count()


def _record(action: str, talk: Talk, by: User, at: dt.datetime) -> None:
    paper = talk.submission.number if talk.submission else None
    record(
        action=action,
        by=by,
        at=at,
        conference=talk.session.conference,
        paper=paper,
        summary=talk.title or f"paper {paper}",
    )
