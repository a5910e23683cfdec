"""The pages of a talk, of a speaker and of a room: what the last release says of one of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Any

from effgenai.conferences.core.models import Conference
from program.core.states import SessionRole
from program.core.times import until
from program.releases.models import Release
from program.schedule.queries.released import Schedule, SessionView, TalkView, session_view
from submissions.accepted.queries import AcceptedPaper, accepted_row
from submissions.core.models import Submission
from submissions.core.states import SubmissionState


@dataclasses.dataclass(frozen=True, slots=True)
class Contributor:
    """Somebody by the key of their page and the name as it stands there."""

    key: str
    name: str


@dataclasses.dataclass(frozen=True, slots=True)
class ReleasedRoom:
    """A room as it was released."""

    number: int
    name: str
    note: str = ""
    map_url: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Occasion:
    """A talk in its session, or a session in which somebody has a role (`does`)."""

    session: SessionView
    talk: TalkView | None = None
    does: str = ""

    @property
    def title(self) -> str:
        """What it is called."""
        return self.talk.title if self.talk else self.session.title

    @property
    def starts_at(self) -> dt.datetime:
        """When it begins; what hangs side by side begins with its session."""
        is_running = self.talk is not None and self.session.has_running_times
        return self.talk.starts_at if self.talk and is_running else self.session.starts_at

    @property
    def until(self) -> str:
        """When it ends, read beside its beginning."""
        return until(self.starts_at, self.ends_at)

    @property
    def ends_at(self) -> dt.datetime:
        """When it ends; what hangs side by side ends with its session."""
        if self.talk is None or not self.session.has_running_times:
            return self.session.ends_at
        instant = self.talk.starts_at.astimezone(dt.UTC) + dt.timedelta(minutes=self.talk.minutes)
        return instant.astimezone(self.starts_at.tzinfo)


@dataclasses.dataclass(frozen=True, slots=True)
class TalkPage:
    """A talk with what is public of it; of a cancelled one only its title, if that may still be told."""

    title: str
    place: Occasion | None = None
    people: list[Contributor] = dataclasses.field(default_factory=list)
    room: ReleasedRoom | None = None
    paper: AcceptedPaper | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class SpeakerPage:
    """What somebody does in the programme, in order of time; `key` is the one that their page has now."""

    key: str
    name: str
    places: list[Occasion]


@dataclasses.dataclass(frozen=True, slots=True)
class RoomPage:
    """A room with its sessions by day."""

    room: ReleasedRoom
    days: list[tuple[dt.date, list[SessionView]]]


def room_facts(release: Release) -> dict[str, ReleasedRoom]:
    """The rooms of a release by name; releases from before rooms had pages know none. No query."""
    about = release.schedule.get("about_rooms", {})
    return {
        name: ReleasedRoom(facts["id"], name, facts.get("note", ""), facts.get("map_url", ""))
        for name, facts in about.items()
    }


def people_of(release: Release, part: str) -> list[Contributor]:
    """Who has a part of the release, such as "talk:KEY" or "chair:KEY"; no query."""
    known = release.schedule.get("contributors", {"people": [], "parts": {}})
    return [Contributor(known["people"][place][0], name) for place, name in known["parts"].get(part, [])]


def talk_page(conference: Conference, schedule: Schedule, key: str) -> TalkPage | None:
    """A talk of the schedule, or the word that it was cancelled; None if none was ever public."""
    for session, talk in talks_of(schedule):
        if talk.key == key:
            return TalkPage(
                title=talk.title,
                place=Occasion(session, talk),
                people=people_of(schedule.release, f"talk:{key}"),
                room=room_facts(schedule.release).get(session.room),
                paper=accepted_row(conference, talk.paper) if talk.paper else None,
            )
    return _cancelled(conference, key)


def talks_of(schedule: Schedule) -> Iterator[tuple[SessionView, TalkView]]:
    """Every talk with its session, in order of time."""
    return ((session, talk) for session in schedule.sessions for talk in session.talks)


def _cancelled(conference: Conference, key: str) -> TalkPage | None:
    """The talk as an earlier release had it. Of a paper that is accepted no more nothing is told."""
    rows = (
        talk
        for release in conference.releases.order_by("-number")
        for session in release.schedule["sessions"]
        for talk in session["talks"]
        if talk["key"] == key
    )
    row: dict[str, Any] | None = next(rows, None)
    if row is None:
        return None
    if row["paper"] is None:
        return TalkPage(row["title"])
    papers = Submission.objects.filter(conference=conference, number=row["paper"])
    if papers.public().exists():
        return TalkPage(row["title"])
    return None if papers.filter(state=SubmissionState.ACCEPTED).exists() else TalkPage("")


def cancelled_session(conference: Conference, key: str, at: dt.datetime) -> SessionView | None:
    """A session that an earlier release had and the last one lacks, without its talks, or None."""
    for release in conference.releases.order_by("-number"):
        for row in release.schedule["sessions"]:
            if row["key"] == key:
                return dataclasses.replace(session_view(release, row, set(), at), talks=[])
    return None


def speaker_page(schedule: Schedule, key: str) -> SpeakerPage | None:
    """Somebody's part in the schedule, from what everybody sees; None if there is nothing. No query."""
    known = schedule.release.schedule.get("contributors", {"people": [], "parts": {}})
    place = next((place for place, keys in enumerate(known["people"]) if key in keys), None)
    if place is None:
        return None
    names = {part: name for part, people in known["parts"].items() for mine, name in people if mine == place}
    found = [one for session in schedule.sessions for one in _appearances(session, names)]
    if not found:
        return None
    shown = next(names[part] for part in names if part in {_part(one) for one in found})
    return SpeakerPage(known["people"][place][0], shown, sorted(found, key=lambda one: one.starts_at))


def _appearances(session: SessionView, names: dict[str, str]) -> Iterator[Occasion]:
    for role in SessionRole:
        if f"{role}:{session.key}" in names:
            yield Occasion(session, does=role)
    for talk in session.talks:
        if f"talk:{talk.key}" in names:
            yield Occasion(session, talk)


def _part(place: Occasion) -> str:
    return f"talk:{place.talk.key}" if place.talk else f"{place.does}:{place.session.key}"


def key_in_earlier_releases(conference: Conference, key: str) -> set[str]:
    """All keys under which earlier releases know the person of this one."""
    found: set[str] = set()
    for release in conference.releases.order_by("-number"):
        for keys in release.schedule.get("contributors", {"people": []})["people"]:
            if key in keys:
                found |= set(keys)
    return found


def room_page(schedule: Schedule, number: int) -> RoomPage | None:
    """A room of the release with its sessions; None if it has none. No query."""
    room = next((one for one in room_facts(schedule.release).values() if one.number == number), None)
    if room is None:
        return None
    sessions = [session for session in schedule.sessions if session.room == room.name]
    days = itertools.groupby(sessions, key=lambda session: session.starts_at.date())
    return RoomPage(room, [(day, list(of_day)) for day, of_day in days])
