"""What the planner leaves alone. A lock binds nobody who edits by hand."""

from __future__ import annotations

import datetime as dt

from effgenai.accounts.models import User
from effgenai.conferences.core.records import record
from program.core.models import Session, Talk
from program.core.services.history import editing


def lock_talk(*, talk: Talk, is_locked: bool, by: User, at: dt.datetime) -> None:
    """Have the planner leave a talk in its session, or let it move again."""
    session = talk.session
    done = "locked" if is_locked else "unlocked"
    with editing(session.conference, f"A talk {done} in “{session.title}”", by=by, at=at):
        Talk.objects.filter(pk=talk.pk).update(is_locked=is_locked)
        paper = talk.submission.number if talk.submission else None
        record(
            action="talk.lock" if is_locked else "talk.unlock",
            by=by,
            at=at,
            conference=session.conference,
            paper=paper,
            summary=talk.title or f"paper {paper}",
        )


def lock_session(*, session: Session, is_locked: bool, by: User, at: dt.datetime) -> None:
    """Have the planner leave a session with all its papers as it is, or fill it again."""
    done = "locked" if is_locked else "unlocked"
    with editing(session.conference, f"“{session.title}” {done}", by=by, at=at):
        Session.objects.filter(pk=session.pk).update(is_locked=is_locked)
        record(
            action="session.lock" if is_locked else "session.unlock",
            by=by,
            at=at,
            conference=session.conference,
            summary=session.title,
        )
