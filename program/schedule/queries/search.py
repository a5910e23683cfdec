"""What visitors look for in the schedule, and what of it is left."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from effgenai.accounts.names.letters import folded
from effgenai.conferences.core.models import Conference
from program.core.states import SessionKind
from program.schedule.queries.released import Schedule, SessionView, TalkView, arranged
from submissions.core.models import Submission


@dataclasses.dataclass(frozen=True, slots=True)
class WantedOfSchedule:
    """What a visitor looks for; what is empty asks for nothing."""

    text: str = ""
    room: str = ""
    kind: str = ""
    topic: str = ""
    person: str = ""
    day: str = ""

    @property
    def asks_of_talks(self) -> bool:
        """Whether it is about talks rather than whole sessions."""
        return bool(self.text or self.topic or self.person)

    @property
    def is_asked(self) -> bool:
        """Whether it asks for anything."""
        return self != WantedOfSchedule()


@dataclasses.dataclass(frozen=True, slots=True)
class AskedFacts:
    """What the release does not say in its sessions: papers of the topic, what the person does."""

    papers: Collection[int] = ()
    parts: Collection[str] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Offered:
    """What can be asked for: values with their words, the chosen one first asked."""

    days: list[tuple[str, str]]
    rooms: list[tuple[str, str]]
    kinds: list[tuple[str, str]]
    topics: list[tuple[str, str]]


def known_for(conference: Conference, schedule: Schedule, wanted: WantedOfSchedule) -> AskedFacts:
    """What has to be known to answer; a query if a topic is asked for."""
    numbers: set[int] = set()
    if wanted.topic:
        of_topic = Submission.objects.filter(conference=conference).public()
        numbers = set(
            of_topic.filter(topics__pk=_number(wanted.topic), topics__conference=conference).values_list(
                "number", flat=True
            )
        )
    contributors = schedule.release.schedule.get("contributors", {"people": [], "parts": {}})
    places = {place for place, keys in enumerate(contributors["people"]) if wanted.person in keys}
    parts = {
        part for part, people in contributors["parts"].items() if any(place in places for place, _ in people)
    }
    return AskedFacts(numbers, parts)


def _number(text: str) -> int:
    """The number of a row; 0, which none has, for what is none."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def narrowed(schedule: Schedule, wanted: WantedOfSchedule, known: AskedFacts) -> Schedule:
    """The schedule with what is wanted of it; no query."""
    return arranged(schedule.release, fitting(schedule.sessions, wanted, known))


def fitting(
    sessions: Iterable[SessionView], wanted: WantedOfSchedule, known: AskedFacts
) -> list[SessionView]:
    """The sessions that fit, with the talks that do; of a session that fits itself all talks stay."""
    words = folded(wanted.text).split()
    found = []
    for session in sessions:
        if not _is_there(session, wanted):
            continue
        if not wanted.asks_of_talks or _fits_itself(session, wanted, known, words):
            found.append(session)
            continue
        talks = [talk for talk in session.talks if _fits(talk, wanted, known, words)]
        if talks:
            found.append(dataclasses.replace(session, talks=talks))
    return found


def _is_there(session: SessionView, wanted: WantedOfSchedule) -> bool:
    return (
        (not wanted.room or session.room == wanted.room)
        and (not wanted.kind or session.kind == wanted.kind)
        and (not wanted.day or session.starts_at.date().isoformat() == wanted.day)
    )


def _fits_itself(session: SessionView, wanted: WantedOfSchedule, known: AskedFacts, words: list[str]) -> bool:
    if wanted.topic:
        return False
    roles = {f"chair:{session.key}", f"panellist:{session.key}"}
    if wanted.person and not roles & set(known.parts):
        return False
    said = folded(f"{session.title}\n{session.room}\n{session.chair}\n{session.panel}\n{session.kind_label}")
    return all(word in said for word in words)


def _fits(talk: TalkView, wanted: WantedOfSchedule, known: AskedFacts, words: list[str]) -> bool:
    if wanted.topic and talk.paper not in known.papers:
        return False
    if wanted.person and f"talk:{talk.key}" not in known.parts:
        return False
    said = folded(f"{talk.title}\n{talk.speaker}\n{talk.abstract}") if words else ""
    return all(word in said for word in words)


def offered(conference: Conference, schedule: Schedule) -> Offered:
    """What the form offers: days, rooms and kinds of the schedule, and the conference's topics. One query."""
    sessions = schedule.sessions
    rooms = {session.room for session in sessions}
    labels: Mapping[str, str] = {kind.value: str(kind.label) for kind in SessionKind}
    return Offered(
        days=[(day.date.isoformat(), _day_words(day.date)) for day in schedule.days],
        rooms=[(room, room) for room in schedule.release.schedule["rooms"] if room in rooms],
        kinds=[(kind.value, labels[kind.value]) for kind in schedule.kinds],
        topics=[(str(pk), name) for pk, name in conference.topics.values_list("pk", "name")],
    )


def _day_words(day: dt.date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
