from __future__ import annotations

import datetime as dt

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.conference import lock_conference
from program.releases.models import Release
from program.releases.snapshot import snapshot


class NothingNew(Refused):
    """The schedule is the one that the last release shows already."""

    def __init__(self, release: Release) -> None:
        super().__init__(f"Nothing changed since release {release.number}, which is public.")


@transaction.atomic
def release_schedule(*, conference: Conference, name: str, by: User, at: dt.datetime) -> Release:
    """Freeze the schedule as it stands and show it to everyone, under the next number.

    Raises Refused if there is no session, and NothingNew if visitors see it already.
    """
    lock_conference(conference)
    schedule = snapshot(conference)
    if not schedule["sessions"]:
        raise Refused("There is no session to release yet.")
    last = conference.releases.order_by("-number").first()
    if last and last.schedule == schedule:
        raise NothingNew(last)
    number = last.number + 1 if last else 1
    release = Release.objects.create(
        conference=conference, number=number, name=name, schedule=schedule, released_at=at, released_by=by
    )
    record(action="schedule.release", by=by, at=at, conference=conference, summary=f"{number}: {name}")
    return release
