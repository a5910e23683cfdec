"""What the guide says of the dates: which are missing, and which cannot be meant."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import PublicState
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.desk.guide import GuideItem, GuideStage, GuideState
from effgenai.conferences.desk.guides.site import listed, page_of, to_do
from effgenai.ui.dates import day, moment, zone

STAGE = GuideStage.DATES
WANTED = (
    (MilestoneKind.CALL_OPENS, "Say when the call opens", "Without it papers are taken at once.", False),
    (
        MilestoneKind.SUBMISSIONS_DUE,
        "Set the date by which papers are due",
        "Without it papers can be submitted for ever.",
        True,
    ),
    (
        MilestoneKind.REVIEWS_DUE,
        "Set the date by which reviews are due",
        "Reviewers are told it and reminded of it.",
        True,
    ),
    (MilestoneKind.DECISIONS, "Say when decisions are sent", "Authors plan their journey by it.", True),
    (
        MilestoneKind.CAMERA_READY_DUE,
        "Set the date for final versions",
        "Authors of accepted papers are asked for their files by it.",
        False,
    ),
)
# Each comes before the next; what is wrong if it does not.
ORDER = (
    MilestoneKind.CALL_OPENS,
    MilestoneKind.SUBMISSIONS_DUE,
    MilestoneKind.REVIEWS_DUE,
    MilestoneKind.DECISIONS,
    MilestoneKind.CAMERA_READY_DUE,
    MilestoneKind.STARTS,
    MilestoneKind.ENDS,
)
BECAUSE = {
    MilestoneKind.SUBMISSIONS_DUE: "The call would close before it opens.",
    MilestoneKind.REVIEWS_DUE: "Reviews would be due while papers still come in.",
    MilestoneKind.DECISIONS: "Decisions would be sent while reviews still come in.",
    MilestoneKind.CAMERA_READY_DUE: "Final versions would be due before authors know the decision.",
    MilestoneKind.STARTS: "Final versions would come after the workshop has begun.",
    MilestoneKind.ENDS: "It would end before it begins.",
}


def date_items(viewer: Viewer) -> Iterator[GuideItem]:
    """Everything about the dates; two queries."""
    conference = viewer.conference
    dates = list(conference.milestones.prefetch_related("exceptions__track"))
    by_kind = {date.kind: date for date in dates if date.kind != MilestoneKind.OTHER}
    url = page_of(conference, "milestones")
    for kind, title, why, required in WANTED:
        yield GuideItem(STAGE, title, why, url, to_do(done=kind in by_kind), required=required)
    yield from _disorder(conference, by_kind)
    yield from _tracks_too_late(conference, by_kind)
    yield from _other_days(conference, by_kind)
    yield from _passed(viewer, dates)


def _warning(conference: Conference, date: Milestone, title: str, why: str) -> GuideItem:
    return GuideItem(STAGE, title, why, page_of(conference, "milestone", date.key), GuideState.WARNING)


def _disorder(conference: Conference, by_kind: dict[str, Milestone]) -> Iterator[GuideItem]:
    """Neighbours among those that are set, so that one date in the wrong place is told once."""
    found = [by_kind[kind] for kind in ORDER if kind in by_kind]
    for first, second in itertools.pairwise(found):
        if first.instant >= second.instant:
            because = BECAUSE[MilestoneKind(second.kind)] if _are_neighbours(first, second) else ""
            yield _warning(
                conference,
                second,
                f"“{second.name}” is not after “{first.name}”",
                f"{moment(second.instant, second.zone)} comes before {moment(first.instant, first.zone)}. "
                f"{because}".strip(),
            )


def _are_neighbours(first: Milestone, second: Milestone) -> bool:
    kinds = [MilestoneKind(first.kind), MilestoneKind(second.kind)]
    return ORDER.index(kinds[1]) - ORDER.index(kinds[0]) == 1


def _tracks_too_late(conference: Conference, by_kind: dict[str, Milestone]) -> Iterator[GuideItem]:
    papers, reviews = by_kind.get(MilestoneKind.SUBMISSIONS_DUE), by_kind.get(MilestoneKind.REVIEWS_DUE)
    for exception in papers.exceptions.all() if papers and reviews else ():
        if papers and reviews and exception.track and exception.instant >= reviews.instant:
            yield _warning(
                conference,
                papers,
                f"Papers of “{exception.track}” are due after their reviews",
                f"{moment(exception.instant, exception.zone)} for this track, but “{reviews.name}” is "
                f"{moment(reviews.instant, reviews.zone)}.",
            )


def _other_days(conference: Conference, by_kind: dict[str, Milestone]) -> Iterator[GuideItem]:
    """The days under the title and the moments in the calendar tell of the same event."""
    last = conference.ends_on or conference.starts_on
    for kind, stated in ((MilestoneKind.STARTS, conference.starts_on), (MilestoneKind.ENDS, last)):
        date = by_kind.get(kind)
        if date and stated and _day_of(date, conference) != stated:
            yield _warning(
                conference,
                date,
                f"“{date.name}” is on another day than the settings say",
                f"{day(date.instant, conference.time_zone)} at the venue, but the home page says "
                f"{stated.day} {stated:%b %Y}.",
            )


def _day_of(date: Milestone, conference: Conference) -> dt.date:
    return date.instant.astimezone(zone(conference.time_zone)).date()


def _passed(viewer: Viewer, dates: Sequence[Milestone]) -> Iterator[GuideItem]:
    passed = [date.name for date in dates if date.ends_at <= viewer.at]
    if passed and viewer.conference.public_state == PublicState.DRAFT:
        yield GuideItem(
            STAGE,
            "Dates have passed before anyone could see them",
            f"The site is still a draft, but these are over: {listed(passed)}.",
            page_of(viewer.conference, "milestones"),
            GuideState.WARNING,
        )
