"""Letters on a release: to those whose places in the schedule are not what they were last told."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Collection, Mapping
from typing import Any

from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import AcceptedShown
from effgenai.conferences.web.addresses import public_url
from effgenai.mail.models import OutboundEmail
from effgenai.mail.states import EmailState
from program.releases.models import Release, ReleasePerson
from program.releases.people import Involved, Involvement, people_of_draft
from program.releases.places import Appearance, differences, identity_of, places_in, taking_place

LETTER = "schedule.release"
HELD_BACK = (
    "Accepted papers are not shown yet, so nobody is written to: a letter to a session chair would name them."
)
logger = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True, slots=True)
class Letter:
    """A mail to one person; `papers` are the numbers of all that it tells of."""

    email: str
    name: str
    user: User | None
    subject: str
    body: str
    papers: frozenset[int]


@dataclasses.dataclass(frozen=True, slots=True)
class Letters:
    """All that a release would bring: who has to do with it, the letters, and whose could not be written."""

    people: Mapping[str, Involved]
    ready: list[Letter]
    faulty: list[str]

    def known(self, papers: Collection[int]) -> list[Letter]:
        """Those that tell of no other paper than these."""
        return [letter for letter in self.ready if letter.papers <= set(papers)]


@dataclasses.dataclass(frozen=True, slots=True)
class _Notified:
    name: str
    places: dict[str, Appearance]


def letters_on(conference: Conference, schedule: dict[str, Any]) -> Letters:
    """The letters on a draft that would be released as `schedule`; a constant number of queries.

    Each person is told what differs from the last release on which a mail has reached them; nobody is written
    to for whom nothing does, and nobody at all where `why_no_letters` has a reason. A letter that cannot be
    written stops none of the others.
    """
    if why_no_letters(conference):
        return Letters({}, [], [])
    notified, people = _notified(conference), people_of_draft(conference)
    standing = {identity_of(talk) for _, talk in taking_place(schedule)}
    standing |= {f"chair:{row['key']}" for row in schedule["sessions"]}
    standing |= {f"panellist:{row['key']}" for row in schedule["sessions"]}
    ready, faulty = [], []
    for email in dict.fromkeys([*people, *notified]):
        before = notified.get(email)
        person = people.get(email) or Involved(email, before.name if before else "")
        try:
            after = places_in(schedule, person.involvements)
            letter = _letter(conference, person, before.places if before else None, after, standing)
        except Exception:
            logger.exception("A letter on the schedule of %s could not be written", conference.slug)
            faulty.append(person.name)
            continue
        if letter:
            ready.append(letter)
    return Letters(people, ready, faulty)


def why_no_letters(conference: Conference) -> str | None:
    """The reason why no release writes to anybody; None where they may.

    Letters name papers, and every chair reads those on several: they may say no more than visitors read.
    """
    return None if conference.accepted_shown == AcceptedShown.EVERYONE else HELD_BACK


def _notified(conference: Conference) -> dict[str, _Notified]:
    """What each person was last told, by address: mails that were held or stopped have told nothing."""
    sent = OutboundEmail.objects.filter(conference=conference, kind=LETTER, state=EmailState.SENT)
    keys = [key.rpartition(":")[2] for key in sent.values_list("dedupe_key", flat=True)]
    rows = ReleasePerson.objects.filter(
        pk__in=[key for key in keys if key.isdecimal()], release__conference=conference
    )
    last = {row.email: row for row in rows.order_by("release__number")}
    releases = Release.objects.in_bulk({row.release_id for row in last.values()})
    found = {}
    for email, row in last.items():
        release = releases[row.release_id]
        schedule = {
            **release.schedule,
            "time_zone": release.schedule.get("time_zone") or conference.time_zone,
        }
        found[email] = _Notified(
            row.name, places_in(schedule, [Involvement(role, key) for role, key in row.places])
        )
    return found


def _letter(
    conference: Conference,
    person: Involved,
    before: dict[str, Appearance] | None,
    after: dict[str, Appearance],
    standing: Collection[str],
) -> Letter | None:
    """The letter to one person, whose places were those `before`; None if nothing is new."""
    old = before or {}
    changes = {key: list(differences(old[key], place)) for key, place in after.items() if key in old}
    if after.keys() == old.keys() and not any(changes.values()):
        return None
    blocks = [_block(conference, place, changes.get(key)) for key, place in after.items()]
    blocks += [_gone(place, is_standing=key in standing) for key, place in old.items() if key not in after]
    name = conference.short_name
    subject = f"{name}: your places in the programme" + (" have changed" if old else "")
    papers = {place.paper for place in [*old.values(), *after.values()] if place.paper is not None}
    body = _body(conference, person.name, blocks, is_first=not old)
    return Letter(person.email, person.name, person.user, subject, body, frozenset(papers))


def _heading(changes: list[str] | None) -> str:
    if changes is None:
        return "New"
    return "Changed" if changes else "As before"


def _block(conference: Conference, place: Appearance, changes: list[str] | None) -> str:
    """A place as it is now; how it `changes`, where it was told before."""
    lines = [f"{_heading(changes)}: {place.name}", ", ".join(filter(None, [place.when, place.where]))]
    if place.session != place.title:
        lines.append(f"Session: {place.session}")
    lines += [*(changes or []), *(" ".join(filter(None, talk)) for talk in place.talks)]
    lines.append(_address(conference, "session", place))
    if place.is_chaired:
        lines.append(f"Your page on the day: {_address(conference, 'chairing', place)}")
    return "\n  ".join(lines)


def _address(conference: Conference, page: str, place: Appearance) -> str:
    return public_url(conference, reverse(f"program:{page}", args=[conference.slug, place.session_key]))


def _gone(place: Appearance, *, is_standing: bool) -> str:
    """A place that the person has no more, because it is cancelled or now somebody else's."""
    if is_standing:
        return f"No longer yours: {place.name}\n  The programme now has others for it."
    when = ", ".join(filter(None, [place.when, place.where]))
    return f"Cancelled: {place.name}\n  It is no longer in the programme; it was {when}."


def _body(conference: Conference, name: str, blocks: list[str], *, is_first: bool) -> str:
    news = "is out" if is_first else "has changed"
    schedule, calendar = (
        public_url(conference, reverse(f"program:{page}", args=[conference.slug]))
        for page in ("schedule", "calendar")
    )
    venue = f"with the times at the venue ({conference.time_zone})"
    paragraphs = [
        f"Dear {name}," if name else "Hello,",
        f"The programme of {conference.short_name} {news}. This is what concerns you, {venue}.",
        *blocks,
        f"The whole programme: {schedule}\nAs a calendar file: {calendar}",
    ]
    return "\n\n".join(paragraphs) + "\n"
