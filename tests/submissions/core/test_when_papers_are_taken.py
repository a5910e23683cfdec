"""When a paper may be begun, and the sentence that says why not."""

from __future__ import annotations

import datetime as dt

import pytest

from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.dates.states import MilestoneKind
from submissions.core.rules import why_closed, why_not_start
from tests.support.factories import NOW, make_conference, make_milestone, make_user

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
NOT_YET = "The call for papers has not opened yet."


@pytest.fixture
def conference():
    conference = make_conference("here")
    make_milestone(conference, MilestoneKind.CALL_OPENS, NOW - HOUR)
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW + HOUR, grace_minutes=30)
    return conference


def look(conference, at=NOW):
    return viewer_for(user=make_user(), conference=conference, at=at)


def test_a_paper_is_begun_while_the_call_is_open_if_there_is_a_track(conference):
    assert why_not_start(look(conference)) is None
    assert why_not_start(look(conference, NOW - 2 * HOUR)) == NOT_YET
    conference.tracks.all().delete()
    assert "has no track" in why_not_start(look(conference))


def test_papers_are_taken_until_the_hidden_grace_is_over(conference):
    end = NOW + HOUR + dt.timedelta(minutes=30)
    assert why_closed(look(conference, NOW - 2 * HOUR)) == NOT_YET
    assert why_closed(look(conference, end)) is None
    late = why_closed(look(conference, end + dt.timedelta(seconds=1)))
    assert late == "Papers were due Sat 1 Aug, 01:00 AoE."


def test_a_call_without_an_end_opens_at_its_time(conference):
    conference.milestones.filter(kind=MilestoneKind.SUBMISSIONS_DUE).delete()
    assert why_closed(look(conference)) is None
    assert why_closed(look(conference, NOW - 2 * HOUR)) == NOT_YET


def test_at_the_last_instant_of_a_call_that_never_opened_it_has_not_opened(conference):
    conference.milestones.filter(kind=MilestoneKind.CALL_OPENS).update(instant=NOW + 9 * HOUR)
    end = NOW + HOUR + dt.timedelta(minutes=30)
    assert why_closed(look(conference, end)) == NOT_YET
