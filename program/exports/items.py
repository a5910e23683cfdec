"""What stands in the programme at a time and a place, one after the other: what every format is made from."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Iterator

from django.urls import reverse

from effgenai.conferences.core.models import Conference
from effgenai.conferences.web.addresses import public_url
from effgenai.ui.text.titles import plain_title
from program.schedule.queries.released import Schedule, SessionView, TalkView

EVERYWHERE = "Everywhere"
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:effgenai:placement")
# The greatest number that apps can hold.
_LARGEST = 2**31 - 1


@dataclasses.dataclass(frozen=True, slots=True)
class ProgrammeItem:
    """A talk or poster of a session or, where a session has none, the session itself.

    A poster has the interval of its session. `title` is in plain letters; times are those of the venue.
    """

    session: SessionView
    talk: TalkView | None
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime

    @property
    def key(self) -> str:
        """What names it in every release."""
        return self.talk.key if self.talk else self.session.key

    @property
    def guid(self) -> str:
        """A UUID that it has in every release."""
        return str(uuid.uuid5(_NAMESPACE, self.key))

    @property
    def room(self) -> str:
        """Its room; what concerns everyone has none, and is everywhere."""
        return self.session.room or EVERYWHERE

    @property
    def board(self) -> str:
        """The number of its poster board, or nothing."""
        return self.talk.board if self.talk else ""

    @property
    def abstract(self) -> str:
        """Its abstract as it was written, in Markdown."""
        return self.talk.abstract if self.talk else ""

    @property
    def people(self) -> list[str]:
        """Who presents it; of a session itself its panel, or else its chairs."""
        names = self.talk.speaker if self.talk else self.session.panel or self.session.chair
        return [name for name in names.split(", ") if name]

    @property
    def minutes(self) -> int:
        """How long it takes, whatever the clocks of the venue do meanwhile."""
        return round((self.ends_at.timestamp() - self.starts_at.timestamp()) / 60)


def items_of(schedule: Schedule) -> Iterator[ProgrammeItem]:
    """Everything that a release shows, in order of time: talks, posters, breaks and all else; no query."""
    for session in schedule.sessions:
        if session.talks:
            yield from (item_of(session, talk) for talk in session.talks)
        else:
            title = plain_title(session.title)
            yield ProgrammeItem(session, None, title, session.starts_at, session.ends_at)


def item_of(session: SessionView, talk: TalkView) -> ProgrammeItem:
    """A talk of a session with its own times, or a poster with those of its session."""
    title = talk.plain_title
    if not session.has_running_times:
        return ProgrammeItem(session, talk, title, session.starts_at, session.ends_at)
    ends = talk.starts_at.astimezone(dt.UTC) + dt.timedelta(minutes=talk.minutes)
    return ProgrammeItem(session, talk, title, talk.starts_at, ends.astimezone(talk.starts_at.tzinfo))


def numbers_of(keys: Iterable[str]) -> dict[str, int]:
    """A positive number of at most 31 bits for each key, no two alike: the same in every release.

    Only of two keys that come to the same number may one get another when the other one goes.
    """
    numbers: dict[str, int] = {}
    taken: set[int] = set()
    for key in sorted(set(keys)):
        number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) % _LARGEST + 1
        while number in taken:
            number = number % _LARGEST + 1
        taken.add(number)
        numbers[key] = number
    return numbers


def address_of(conference: Conference, item: ProgrammeItem) -> str:
    """The whole address of the public page that tells of it."""
    name = "talk" if item.talk else "session"
    return public_url(conference, reverse(f"program:{name}", args=[conference.slug, item.key]))


def paper_address(conference: Conference, item: ProgrammeItem) -> str:
    """The whole address of its accepted paper, or nothing if it has none."""
    if not item.talk or not item.talk.paper:
        return ""
    page = reverse("submissions:accepted_paper", args=[conference.slug, item.talk.paper])
    return public_url(conference, page)
