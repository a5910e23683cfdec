from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from effgenai.conferences.core.models import Conference
from program.queries.schedule import SessionView, TalkView, public_schedule
from program.states import SessionKind
from submissions.accepted.facts import PaperFact


def presented_at(conference: Conference, number: int, at: dt.datetime) -> Iterator[PaperFact]:
    """When and where a paper is presented by the last release of the schedule; two queries."""
    schedule = public_schedule(conference, at)
    for session in schedule.sessions if schedule else []:
        for talk in session.talks:
            if talk.paper == number:
                url = reverse("program:session", args=[conference.slug, session.key])
                yield PaperFact(_words(session, talk), f"{url}#talk-{talk.key}")


def _words(session: SessionView, talk: TalkView) -> str:
    """For example "Contributed talks · Fri 28 Aug, 09:30 · Hall A". Posters begin with their session."""
    start = session.starts_at if session.kind == SessionKind.POSTER else talk.starts_at
    when = f"{start:%a} {start.day} {start:%b}, {start:%H:%M}"
    return " · ".join(part for part in (session.title, when, session.room) if part)
