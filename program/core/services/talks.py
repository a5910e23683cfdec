from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Overtaken, Refused, refuse
from effgenai.conferences.core.records import record
from effgenai.conferences.people.models import Person
from effgenai.resilience.database.locks import lock, lock_all
from program.core.models import Session, Talk
from program.core.services.history import editing
from submissions.core.models import Submission
from submissions.core.states import SubmissionState

USUAL_MINUTES = 15
OTHER_TALKS = "Somebody changed the talks of this session while you had it open. Look at them again."


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class InvitedTalk:
    """What an editor says about a talk that is no paper's; `person` stands on the people page."""

    title: str
    speaker: str
    abstract: str
    minutes: int
    email: str = ""
    person: Person | None = None


def place_paper(*, session: Session, paper: Submission, minutes: int, by: User, at: dt.datetime) -> Talk:
    """Give an accepted paper its place, after the talks that the session has.

    Raises Refused if the paper is not accepted here, or has its place already.
    """
    with editing(session.conference, f"A paper placed in “{session.title}”", by=by, at=at):
        row = lock(paper)
        if row.conference_id != session.conference_id or row.state != SubmissionState.ACCEPTED:
            raise Refused("Only accepted papers of this conference have a place in its programme.")
        if Talk.objects.filter(submission=row).exists():
            raise Refused("This paper already has its place.")
        talk = Talk.objects.create(session=session, submission=row, minutes=minutes, position=_end(session))
        _record("talk.place", talk, by, at)
    return talk


def add_invited_talk(*, session: Session, facts: InvitedTalk, by: User, at: dt.datetime) -> Talk:
    """An invited talk, after the talks that the session has."""
    with editing(session.conference, f"“{facts.title}” added to “{session.title}”", by=by, at=at):
        values = {field.name: getattr(facts, field.name) for field in dataclasses.fields(facts)}
        talk = Talk.objects.create(session=session, position=_end(session), **values)
        _record("talk.add", talk, by, at)
    return talk


def move_talk(*, talk: Talk, step: int, by: User, at: dt.datetime) -> None:
    """Move a talk one place up (-1) or down (+1) in its session; at an end it stays."""
    order = list(talk.session.talks.order_by("position", "id").values_list("pk", flat=True))
    move_talk_to(talk=talk, session=talk.session, position=max(order.index(talk.pk) + step, 0), by=by, at=at)


def move_talk_to(*, talk: Talk, session: Session, position: int, by: User, at: dt.datetime) -> None:
    """Put a talk before the one at `position` (from 0) of a session of the same conference, or at its end.

    Raises Refused if the session is another conference's, or somebody has taken the talk out meanwhile.
    """
    if session.conference_id != talk.session.conference_id:
        raise Refused("This session belongs to another conference.")
    with editing(session.conference, f"A talk moved in “{session.title}”", by=by, at=at):
        rows = lock_all(Talk.objects.filter(session_id__in={session.pk, talk.session_id}))
        moved = next((row for row in rows if row.pk == talk.pk), None)
        if moved is None:
            raise Refused("Somebody has taken this talk out meanwhile.")
        moved.session = session
        order = _in_order([row for row in rows if row.session_id == session.pk and row is not moved])
        order.insert(position, moved)
        left = _in_order([row for row in rows if row.session_id != session.pk])
        for part in (order, left):
            for number, row in enumerate(part):
                row.position = number
        Talk.objects.bulk_update(rows, ["session", "position"])
        _record("talk.move", moved, by, at)


def swap_talks(
    *, session: Session, keys: tuple[str, str], seen: Sequence[str], by: User, at: dt.datetime
) -> None:
    """Let two talks of a session, by their keys, change places; each stays as long as it is.

    Raises Overtaken if its talks are not those `seen`, in this order, any more, and Refused if the keys are
    not those of two of them.
    """
    with editing(session.conference, f"Two talks swapped in “{session.title}”", by=by, at=at):
        rows = _in_order(lock_all(Talk.objects.filter(session_id=session.pk)))
        order = [row.key for row in rows]
        if order != list(seen):
            raise Overtaken(OTHER_TALKS)
        refuse(None if len({*keys} & {*order}) == len(keys) else "Choose two talks of this session.")
        one, other = (order.index(key) for key in keys)
        rows[one], rows[other] = rows[other], rows[one]
        for number, row in enumerate(rows):
            row.position = number
        Talk.objects.bulk_update(rows, ["position"])
        record(action="talk.swap", by=by, at=at, conference=session.conference, summary=session.title)


def cancel_talk(*, talk: Talk, is_cancelled: bool, by: User, at: dt.datetime) -> None:
    """Say that a talk does not take place, or does after all; its place in the order stays.

    Raises Overtaken if somebody has taken it out meanwhile.
    """
    verb = "cancelled" if is_cancelled else "takes place after all"
    with editing(talk.session.conference, f"A talk in “{talk.session.title}” {verb}", by=by, at=at):
        rows = lock_all(Talk.objects.filter(pk=talk.pk))
        if not rows:
            raise Overtaken("Somebody has taken this talk out meanwhile.")
        Talk.objects.filter(pk=talk.pk).update(is_cancelled=is_cancelled)
        _record("talk.cancel" if is_cancelled else "talk.restore", talk, by, at)


def set_talk_minutes(*, talk: Talk, minutes: int, by: User, at: dt.datetime) -> None:
    """Change how long a talk takes."""
    with editing(talk.session.conference, f"A talk's length in “{talk.session.title}”", by=by, at=at):
        talk.minutes = minutes
        talk.save(update_fields=["minutes"])
        _record("talk.minutes", talk, by, at)


def set_talk_board(*, talk: Talk, board: str, by: User, at: dt.datetime) -> None:
    """Change at which board a poster hangs."""
    with editing(talk.session.conference, f"A board in “{talk.session.title}”", by=by, at=at):
        talk.board = board
        talk.save(update_fields=["board"])
        _record("talk.board", talk, by, at)


def remove_talk(*, talk: Talk, by: User, at: dt.datetime) -> None:
    """Take a talk out; a paper waits for a place again."""
    with editing(talk.session.conference, f"A talk taken out of “{talk.session.title}”", by=by, at=at):
        _record("talk.remove", talk, by, at)
        talk.delete()


def _in_order(talks: Sequence[Talk]) -> list[Talk]:
    return sorted(talks, key=lambda talk: (talk.position, talk.pk))


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
