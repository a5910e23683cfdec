from __future__ import annotations

import dataclasses
import datetime as dt
import logging

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.mail.models import Mailing
from effgenai.mail.services import Message, prepare_mailing, stop_letters
from program.core.services.history import lock_draft
from program.releases.letters import LETTER, Letter, Letters, letters_on
from program.releases.models import Release, ReleasePerson
from program.releases.snapshot import snapshot

MAILING = "schedule.letters"
logger = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True, slots=True)
class LettersMade:
    """What became of the letters on a release: how many wait for approval, and whether any failed."""

    number: int = 0
    is_whole: bool = True
    mailing: Mailing | None = None


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
    lock_draft(conference)
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


@transaction.atomic
def release_and_write(
    *, conference: Conference, name: str, by: User, at: dt.datetime, wants_letters: bool = True
) -> tuple[Release, LettersMade]:
    """Release the schedule, and prepare a mail to each person whom it brings news; a chair approves them.

    Letters of earlier releases that have not left are kept back: these tell all. Whatever is wrong with
    letters, the release stands. Raises what `release_schedule` raises.
    """
    release = release_schedule(conference=conference, name=name, by=by, at=at)
    return release, write_letters(release) if wants_letters else LettersMade()


def write_letters(release: Release) -> LettersMade:
    """Prepare the letters on a release. What goes wrong is logged, and `is_whole` tells of it."""
    try:
        with transaction.atomic():
            return _write(release)
    except Exception:
        logger.exception(
            "The letters on release %s of %s could not be prepared", release.number, release.conference
        )
        return LettersMade(is_whole=False)


def _write(release: Release) -> LettersMade:
    conference = release.conference
    stop_letters(conference=conference, kind=LETTER)
    letters = letters_on(conference, release.schedule)
    rows = _save_people(release, letters)
    mailing = None
    if letters.ready:
        mailing = prepare_mailing(
            conference=conference,
            kind=MAILING,
            title=f"Letters on release {release.number} of the schedule",
            messages=[_message(letter, rows[letter.email], conference) for letter in letters.ready],
            by=release.released_by,
            at=release.released_at,
        )
    return LettersMade(len(letters.ready), not letters.faulty, mailing)


def _save_people(release: Release, letters: Letters) -> dict[str, ReleasePerson]:
    """Who is written to, with what they have in this release: the next letters tell what differs from it."""
    rows = [
        ReleasePerson(
            release=release,
            email=letter.email,
            name=letter.name,
            places=letters.people[letter.email].places if letter.email in letters.people else [],
        )
        for letter in letters.ready
    ]
    return {row.email: row for row in ReleasePerson.objects.bulk_create(rows, batch_size=500)}


def _message(letter: Letter, row: ReleasePerson, conference: Conference) -> Message:
    papers = list(letter.papers)
    return Message(
        kind=LETTER,
        dedupe_key=f"schedule:{conference.slug}:{row.pk}",
        to_address=letter.email,
        to_name=letter.name,
        to_user=letter.user,
        reply_to=conference.contact_email,
        subject=letter.subject,
        body=letter.body,
        paper=papers[0] if len(papers) == 1 else None,
    )
