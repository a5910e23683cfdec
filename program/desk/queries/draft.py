"""The sessions of the draft with their talks, as its editors may see them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection

from effgenai.conferences.core.states import AcceptedShown
from effgenai.conferences.core.viewer import Viewer
from program.core.models import Session, Talk, known_papers
from program.core.times import at_venue, until
from submissions.authors.queries import presenters_of
from submissions.core.states import SubmissionState

NOT_SHOWN_YET = "A paper that is not public yet"


@dataclasses.dataclass(frozen=True, slots=True)
class TalkRow:
    """A talk of the draft with the time it begins at, derived from the talks before it.

    Of a paper that is no longer accepted only the number is told: `is_shown` is False, and it takes no time.
    `is_known` says whether the viewer may know the paper.
    """

    talk: Talk
    title: str
    starts_at: dt.datetime
    is_shown: bool
    is_known: bool = True
    presenters: str = ""

    @property
    def who(self) -> str:
        """Who gives it, as far as that may be known."""
        return self.presenters or (self.talk.speaker if self.talk.submission_id is None else "")


@dataclasses.dataclass(frozen=True, slots=True)
class SessionRow:
    """A session of the draft with its talks; times are those of the venue."""

    session: Session
    starts_at: dt.datetime
    ends_at: dt.datetime
    talks: list[TalkRow]

    @property
    def until(self) -> str:
        """When it ends, read beside its beginning."""
        return until(self.starts_at, self.ends_at)

    @property
    def has_running_times(self) -> bool:
        """Whether its talks follow one another: posters hang side by side."""
        return self.session.has_running_times

    @property
    def talks_end_at(self) -> dt.datetime:
        """When its last talk ends, if all are as long as they should be."""
        return self.starts_at + sum((length_of(self, talk) for talk in self.talks), dt.timedelta())

    def meets(self, other: SessionRow) -> bool:
        """Whether both take place at one time, be it for a minute."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def length_of(row: SessionRow, talk: TalkRow) -> dt.timedelta:
    """How long a talk takes of its session: nothing where posters hang side by side."""
    takes_time = talk.is_shown and row.has_running_times
    return dt.timedelta(minutes=talk.talk.minutes if takes_time else 0)


def session_rows(viewer: Viewer) -> list[SessionRow]:
    """Every session in order of time; a constant number of queries."""
    known = _known(viewer)
    sessions = Session.objects.visible_to(viewer).select_related("room")
    found = sessions.prefetch_related("talks__submission__authorships", "people")
    return [_session_row(viewer, session, known) for session in found]


def session_row(viewer: Viewer, session: Session) -> SessionRow:
    """A session with its talks' times; of papers that the viewer may not know yet no title is told."""
    return _session_row(viewer, session, _known(viewer))


def _known(viewer: Viewer) -> set[int] | None:
    """The papers whose titles the viewer may know where accepted ones are held back; None: all."""
    if viewer.conference.accepted_shown == AcceptedShown.EVERYONE:
        return None
    return set(known_papers(viewer).values_list("pk", flat=True))


def _session_row(viewer: Viewer, session: Session, known: Collection[int] | None) -> SessionRow:
    start = at_venue(viewer.conference, session.starts_at)
    end = at_venue(viewer.conference, session.ends_at)
    row = SessionRow(session, start, end, [])
    clock = start
    for talk in session.talks.all():
        row.talks.append(_talk_row(talk, clock, known))
        clock += length_of(row, row.talks[-1])
    return row


def _talk_row(talk: Talk, starts_at: dt.datetime, known: Collection[int] | None) -> TalkRow:
    paper = talk.submission
    if paper is None:
        return TalkRow(talk, talk.title, starts_at, is_shown=True)
    is_known = known is None or paper.pk in known
    if paper.state != SubmissionState.ACCEPTED:
        title = f"Paper {paper.number}"
        return TalkRow(talk, title, starts_at, is_shown=False, is_known=is_known)
    if not is_known:
        return TalkRow(talk, NOT_SHOWN_YET, starts_at, is_shown=True, is_known=False)
    return TalkRow(talk, paper.title, starts_at, is_shown=True, presenters=presenters_of(paper))
