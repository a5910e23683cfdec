"""How much a release would show, and what it would leave out for which reason."""

from __future__ import annotations

import dataclasses
from typing import Any

from effgenai.conferences.core.models import Conference
from effgenai.ui.text.numbers import counted
from program.core.models import Talk
from program.releases.snapshot import snapshot
from submissions.core.states import SubmissionState

# With less than this share of what the last release shows, a release has to be confirmed.
USUAL_SHARE = 0.9


@dataclasses.dataclass(frozen=True, slots=True)
class ReleaseCounts:
    """Sessions and talks (posters too) of the next release and of the last, and what stays out of it."""

    sessions: int
    talks: int
    before: int
    hidden: int
    withdrawn: int

    @property
    def shrinks(self) -> bool:
        """Whether more than a tenth of the talks and sessions that visitors see would go."""
        return self.sessions + self.talks < USUAL_SHARE * self.before

    @property
    def shown(self) -> str:
        """What visitors see: "12 sessions with 40 talks and posters"."""
        talks = counted(self.talks, "talk or poster", "talks and posters")
        return f"{counted(self.sessions, 'session')} with {talks}"

    @property
    def left_out(self) -> list[str]:
        """What they do not see, and why."""
        found = []
        if self.hidden:
            found.append(f"{counted(self.hidden, 'session')} kept from visitors")
        if self.withdrawn:
            found.append(f"{counted(self.withdrawn, 'paper')} not accepted any more")
        return found


def release_counts(conference: Conference) -> ReleaseCounts:
    """Of the draft as it stands, beside the last release; a constant number of queries."""
    new = snapshot(conference)
    last = conference.releases.order_by("-number").first()
    out = Talk.objects.filter(session__conference=conference, submission__isnull=False)
    return ReleaseCounts(
        sessions=len(new["sessions"]),
        talks=_talks(new),
        before=len(last.schedule["sessions"]) + _talks(last.schedule) if last else 0,
        hidden=conference.sessions.filter(is_public=False).count(),
        withdrawn=out.exclude(submission__state=SubmissionState.ACCEPTED).count(),
    )


def _talks(schedule: dict[str, Any]) -> int:
    return sum(len(session["talks"]) for session in schedule["sessions"])
