"""What is changed on the day: in the draft as one step, and for visitors at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Overtaken, Refused, refuse
from effgenai.conferences.core.viewer import Viewer
from effgenai.mail.services import approve_mailing
from effgenai.ui.text.numbers import counted
from program.core.models import Session, Talk
from program.core.services import history, sessions, talks
from program.core.services.sessions import CHANGED, GONE, Placement, SessionPlace
from program.day.delays import Way, delay_of
from program.releases.corrections import Correction, correcting


def delay_session(
    *, viewer: Viewer, session: Session, minutes: int, way: Way, seen: Mapping[str, int], tell: bool
) -> Correction:
    """Delay a session with what has to move, and show it; `seen` has their versions by key.

    Raises Overtaken if something else would move by now, Refused if it cannot be, or is shown otherwise.
    """
    label = f"“{session.title}” delayed by {counted(minutes, 'minute')}"
    with _correcting(viewer, label, tell=tell) as correction:
        found = list(Session.objects.visible_to(viewer).select_related("room"))
        fresh = next((one for one in found if one.pk == session.pk), None)
        if fresh is None:
            raise Overtaken(GONE)
        delay = delay_of(viewer.conference, found, fresh, minutes, way)
        refuse(delay.why_not or None)
        if {shift.session.key: shift.session.version for shift in delay.shifts} != dict(seen):
            raise Overtaken(CHANGED, fresh)
        placements = [
            Placement(
                session=shift.session,
                version=shift.session.version,
                place=SessionPlace(room=shift.session.room, starts_at=shift.starts_at, ends_at=shift.ends_at),
            )
            for shift in delay.shifts
        ]
        sessions.place_sessions(
            conference=viewer.conference, placements=placements, by=_who(viewer), at=viewer.at, label=label
        )
    return correction


def swap_talks(
    *, viewer: Viewer, session: Session, keys: tuple[str, str], seen: Sequence[str], tell: bool
) -> Correction:
    """Let two talks swap places, and show it. Raises as `talks.swap_talks` and `correcting` do."""
    with _correcting(viewer, f"Two talks swapped in “{session.title}”", tell=tell) as correction:
        talks.swap_talks(session=session, keys=keys, seen=seen, by=_who(viewer), at=viewer.at)
    return correction


def cancel_talk(*, viewer: Viewer, talk: Talk, is_cancelled: bool, tell: bool) -> Correction:
    """Show a talk as cancelled, or as held after all. Raises as `talks.cancel_talk` and `correcting` do."""
    verb = "cancelled" if is_cancelled else "takes place after all"
    with _correcting(viewer, f"A talk in “{talk.session.title}” {verb}", tell=tell) as correction:
        talks.cancel_talk(talk=talk, is_cancelled=is_cancelled, by=_who(viewer), at=viewer.at)
    return correction


def take_back(*, viewer: Viewer, tell: bool) -> Correction:
    """Undo one's own last step of the draft, and show that. Raises as `history.undo` and `correcting` do."""
    step = history.step_to_undo(viewer.conference, _who(viewer))
    label = f"Taken back: {step.label}" if step else ""
    with _correcting(viewer, label, tell=tell) as correction:
        history.undo(conference=viewer.conference, by=_who(viewer), at=viewer.at)
    return correction


@contextmanager
def _correcting(viewer: Viewer, name: str, *, tell: bool) -> Iterator[Correction]:
    """One correction; where a chair wants those concerned told, their letters leave at once.

    Other editors have no right to send: theirs wait for a chair.
    """
    with correcting(viewer.conference, name, by=_who(viewer), at=viewer.at, wants_letters=tell) as correction:
        yield correction
    mailing = correction.letters.mailing
    if mailing is not None and viewer.is_chair:
        with suppress(Refused):  # all of them are on papers that another chair has to read
            approve_mailing(mailing=mailing, viewer=viewer)


def _who(viewer: Viewer) -> User:
    if viewer.user is None:
        raise Refused("Sign in first.")
    return viewer.user
