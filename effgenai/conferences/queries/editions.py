"""What making a new edition would do, before it is done; and the edition that a second press finds."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Sequence

from effgenai.accounts.models import User
from effgenai.conferences.editions import Offer, number_of
from effgenai.conferences.models import Conference, Milestone, MilestoneException
from effgenai.conferences.services.editions import EditionFacts
from effgenai.conferences.shifts import WEEK, Shift
from effgenai.conferences.states import Role
from effgenai.conferences.versions import stamp_of
from effgenai.conferences.wording import date_range
from effgenai.ui.dates import lasting_words, moment


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
    """What will be made; three queries."""
    taken = [offer for offer in offers if offer.part.key in keys]
    dates = moved_dates(old, shift, at, with_tracks="tracks" in keys) if shift and "dates" in keys else []
    return Preview(
        days=date_range(facts.starts_on, facts.ends_on),
        taken=taken,
        left=[offer for offer in offers if offer.part.key not in keys],
        dates=dates,
        distance=distance_words(shift) if shift and dates else "",
        seal=stamp_of(dataclasses.asdict(facts), [(offer.part.key, offer.words) for offer in taken], dates),
    )


def moved_dates(old: Conference, shift: Shift, at: dt.datetime, *, with_tracks: bool) -> list[MovedDate]:
    """Every date with its new moment, and those of single tracks below it; three queries."""
    found: list[MovedDate] = []
    with lasting_words():
        for date in old.milestones.prefetch_related("exceptions__track"):
            found.append(_moved(date.name, date, date, shift, at))
            own = [one for one in date.exceptions.all() if with_tracks and one.track]
            found += [_moved(f"{date.name}: {one.track}", one, date, shift, at) for one in own]
    return found


def _moved(
    name: str, row: Milestone | MilestoneException, date: Milestone, shift: Shift, at: dt.datetime
) -> MovedDate:
    new = shift.instant(row.instant, row.zone, date.kind)
    note = "This moment has passed already." if new <= at else ""
    if not shift.keeps_clock(row.instant, row.zone, date.kind):
        note = "The clocks are put forward in that hour, so it is the time right after."
    return MovedDate(name, moment(row.instant, row.zone), moment(new, row.zone), note)


def distance_words(shift: Shift) -> str:
    """How far the dates move: "All dates are 52 weeks later."."""
    days = abs(shift.ahead)
    far = number_of(days, "day", "days") if days % WEEK else number_of(days // WEEK, "week", "weeks")
    words = "stay where they are" if not days else f"are {far} {'later' if shift.ahead > 0 else 'earlier'}"
    if shift.ahead == shift.days:
        return f"All dates {words}."
    return f"The dates before it {words}; its own days move with the first and the last."


def made_already(old: Conference, slug: str, by: User) -> Conference | None:
    """The edition at this address if it follows this one and the person is its chair; one query."""
    mine = Conference.objects.filter(previous=old, slug=slug)
    return mine.filter(memberships__user=by, memberships__role=Role.CHAIR).first()
