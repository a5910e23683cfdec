"""A date at 23:59 lasts as long as that minute, wherever something closes by it."""

from __future__ import annotations

import datetime as dt

import pytest

from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.dates.models import Milestone, MilestoneException
from effgenai.conferences.dates.queries.milestones import submissions_open
from effgenai.conferences.dates.queries.pages import dates_page
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.ui.dates import last_instant
from reviews.assignment.models import Assignment
from reviews.bidding.models import BiddingRound
from reviews.bidding.rules import is_bidding_open
from reviews.reviewing.queries.scores import lateness
from tests.support.factories import make_conference, make_milestone, make_user

# 23:59 AoE on 22 August.
DUE = dt.datetime(2026, 8, 23, 11, 59, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


@pytest.mark.parametrize(
    ("clock", "zone", "seconds"),
    [
        ((11, 59), "AoE", 59),
        ((23, 59), "UTC", 59),
        ((18, 29), "Asia/Kolkata", 59),  # 23:59 there
        ((18, 59), "Asia/Kolkata", 0),  # 00:29 there
        ((12, 0), "AoE", 0),
        ((11, 58), "AoE", 0),
    ],
)
def test_the_last_minute_of_an_hour_is_meant_whole(clock, zone, seconds) -> None:
    instant = dt.datetime.combine(DUE.date(), dt.time(*clock), dt.UTC)
    assert last_instant(instant, zone).replace(microsecond=0) == instant + seconds * SECOND


@pytest.mark.django_db
@pytest.mark.parametrize("grace", [0, 10])
def test_papers_are_taken_until_the_minute_is_over(grace) -> None:
    conference = make_conference("ws")
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, DUE, grace_minutes=grace)
    end = DUE + dt.timedelta(minutes=grace)
    for seconds in (0, 1, 59, 59.9):
        assert submissions_open(conference, end + seconds * SECOND)
    assert not submissions_open(conference, end + 60 * SECOND)


@pytest.mark.django_db
def test_an_exception_lasts_as_long() -> None:
    conference = make_conference("ws")
    date = make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, DUE - dt.timedelta(days=2))
    ada = make_user()
    MilestoneException.objects.create(milestone=date, user=ada, instant=DUE, created_at=DUE)
    assert submissions_open(conference, DUE + 59 * SECOND, user=ada)
    assert not submissions_open(conference, DUE + 60 * SECOND, user=ada)


@pytest.mark.django_db
def test_pages_call_it_past_once_the_minute_is_over() -> None:
    conference = make_conference("ws")
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, DUE)

    def state(at: dt.datetime) -> str:
        viewer = viewer_for(user=None, conference=conference, at=at)
        return dates_page(viewer).rows[0].state

    assert [state(DUE + seconds * SECOND) for seconds in (0, 59, 60)] == ["now", "now", "past"]


def test_reviews_and_bids_are_late_once_the_minute_is_over() -> None:
    bidding = BiddingRound(is_enabled=True, closes_at=DUE, closes_zone="AoE")
    is_open = [is_bidding_open(bidding, DUE + seconds * SECOND) for seconds in (0, 59, 60)]
    assert is_open == [True, True, False]
    date = Milestone(kind=MilestoneKind.REVIEWS_DUE, instant=DUE, zone="AoE")
    assert date.closes_at.replace(microsecond=0) == DUE + 59 * SECOND


@pytest.mark.django_db
def test_a_review_is_late_once_the_minute_is_over() -> None:
    date = make_milestone(make_conference("ws"), MilestoneKind.REVIEWS_DUE, DUE)
    row = Assignment(reviewer=make_user())
    assert [lateness(date, DUE + seconds * SECOND)(row) for seconds in (0, 59, 60)] == [False, False, True]
