"""What making a new edition would do, before it is done; and the edition that a second press finds."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Sequence

from effgenai.accounts.models import User
from effgenai.conferences.editions import Offer
from effgenai.conferences.models import Conference, Milestone
from effgenai.conferences.services.editions import EditionFacts
from effgenai.conferences.shifts import Shift
from effgenai.conferences.states import Role
from effgenai.conferences.versions import stamp_of
from effgenai.conferences.wording import date_range
from effgenai.ui.dates import moment


@dataclasses.dataclass(frozen=True, slots=True)
class MovedDate:
    """A date of the old edition and what becomes of it; `note` says what is odd about the new moment."""

    name: str
    before: str
    after: str
    note: str


@dataclasses.dataclass(frozen=True, slots=True)
class Preview:
    """A new edition as it would be. `seal` changes with anything that it shows."""

    days: str
    taken: list[Offer]
    left: list[Offer]
    dates: list[MovedDate]
    distance: str
    seal: str


def preview_of(
    old: Conference,
    *,
    facts: EditionFacts,
    shift: Shift | None,
    offers: Sequence[Offer],
    keys: Collection[str],
    at: dt.datetime,
) -> Preview:
    """What will be made; one query."""
    taken = [offer for offer in offers if offer.part.key in keys]
    dates = moved_dates(old, shift, at) if shift and "dates" in keys else []
    return Preview(
        days=date_range(facts.starts_on, facts.ends_on),
        taken=taken,
        left=[offer for offer in offers if offer.part.key not in keys],
        dates=dates,
        distance=distance_words(shift) if shift and dates else "",
        seal=stamp_of(dataclasses.asdict(facts), [(offer.part.key, offer.words) for offer in taken], dates),
    )


def moved_dates(old: Conference, shift: Shift, at: dt.datetime) -> list[MovedDate]:
    """Every date with its new moment; one query."""
    return [_moved(date, shift, at) for date in old.milestones.all()]


def _moved(date: Milestone, shift: Shift, at: dt.datetime) -> MovedDate:
    new = shift.instant(date.instant, date.zone, date.kind)
    note = "This moment has passed already." if new <= at else ""
    if not shift.keeps_clock(date.instant, date.zone, date.kind):
        note = "The clocks are put forward in that hour, so it is the time right after."
    before, after = (moment(instant, date.zone, at) for instant in (date.instant, new))
    return MovedDate(date.name, before, after, note)


def distance_words(shift: Shift) -> str:
    """How far the dates move: "by 52 weeks", or "by 371 days"."""
    days = abs(shift.ahead)
    far = f"{days // 7} weeks" if days % 7 == 0 else "1 day" if days == 1 else f"{days} days"
    words = "not at all" if not days else f"by {far} {'later' if shift.ahead > 0 else 'earlier'}"
    if shift.ahead == shift.days:
        return f"All dates move {words}."
    return f"The dates before it move {words}; its own days move with the first and the last."


def made_already(old: Conference, slug: str, by: User) -> Conference | None:
    """The edition at this address if it follows this one and the person is its chair; one query."""
    mine = Conference.objects.filter(previous=old, slug=slug)
    return mine.filter(memberships__user=by, memberships__role=Role.CHAIR).first()
