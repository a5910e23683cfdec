"""Where the dates of the next edition go."""

from __future__ import annotations

import datetime as dt

import pytest

from effgenai.conferences.core.models import Conference, Track
from effgenai.conferences.core.states import Role
from effgenai.conferences.dates.models import MilestoneException
from effgenai.conferences.dates.shifts import Days, Shift
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.desk.queries import distance_words
from tests.support.editions import edition_url, make_next, page_of
from tests.support.factories import NOW, make_conference, make_member, make_milestone

FIRST = dt.date(2026, 8, 20)


def utc(year, month, day, hour=0, minute=0):
    return dt.datetime(year, month, day, hour, minute, tzinfo=dt.UTC)


@pytest.fixture
def old(db):
    old = make_conference("ws26", starts_on=FIRST, ends_on=FIRST)
    make_milestone(old, MilestoneKind.SUBMISSIONS_DUE, utc(2026, 3, 20, 22, 59), zone="Europe/Vienna")
    Track.objects.create(conference=old, name="Short papers", position=1)
    return old


@pytest.fixture
def chair(old, client):
    chair = make_member(old, Role.CHAIR)
    client.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    return chair


@pytest.mark.parametrize(
    ("weekdays", "moment"),
    [("weeks", utc(2027, 3, 19, 22, 59)), ("exact", utc(2027, 3, 18, 22, 59))],
)
@pytest.mark.usefixtures("chair")
def test_weekdays_are_kept_or_days_are_counted(client, old, weekdays, moment):
    assert make_next(client, old, weekdays=weekdays).milestones.get().instant == moment


@pytest.mark.parametrize(
    ("days", "weekdays", "words"),
    [
        (364, True, "All dates are 52 weeks later."),
        (7, True, "All dates are 1 week later."),
        (-1, False, "All dates are 1 day earlier."),
        (0, True, "All dates stay where they are."),
        (365, True, "The dates before it are 52 weeks later; its own days move with the first and the last."),
    ],
)
def test_it_says_how_far_the_dates_move(days, weekdays, words):
    moved = FIRST + dt.timedelta(days=days)
    assert distance_words(Shift(Days(FIRST, FIRST), Days(moved, moved), weekdays)) == words


@pytest.mark.usefixtures("chair")
def test_the_time_on_the_wall_stays_when_clocks_change_in_between(client, old):
    new = make_next(client, old, weekdays="exact", starts_on="2026-09-20", ends_on="2026-09-20")
    assert new.milestones.get().instant == utc(2026, 4, 20, 21, 59)  # 23:59 in summer


@pytest.mark.usefixtures("chair")
def test_a_date_of_a_track_moves_with_it_and_stays_if_the_track_does(client, old):
    track = old.tracks.get(name="Short papers")
    MilestoneException.objects.create(
        milestone=old.milestones.get(), track=track, instant=utc(2026, 4, 3, 11, 59), created_at=NOW
    )
    dates = page_of(client, old).context["preview"].dates
    assert [(date.name, date.after) for date in dates][1:] == [
        ("Papers due: Short papers", "Thu 1 Apr 2027, 23:59 AoE")
    ]
    assert len(page_of(client, old, parts=["dates"]).context["preview"].dates) == 1
    exception = MilestoneException.objects.get(milestone__conference=make_next(client, old))
    assert (exception.track.name, exception.instant) == ("Short papers", utc(2027, 4, 2, 11, 59))


@pytest.mark.usefixtures("chair")
def test_anywhere_on_earth_knows_no_summer_time(client, old):
    old.milestones.update(zone="AoE", instant=utc(2026, 3, 21, 11, 59))
    new = make_next(client, old, weekdays="exact", starts_on="2026-09-20", ends_on="2026-09-20")
    assert new.milestones.get().instant == utc(2026, 4, 21, 11, 59)


@pytest.mark.usefixtures("chair")
def test_a_time_that_the_clocks_skip_is_the_one_right_after(client, old):
    old.milestones.update(instant=utc(2026, 3, 22, 1, 30))  # 02:30 in Vienna; a week later there is none
    fields = {"starts_on": "2026-08-27", "ends_on": "2026-08-27"}
    (date,) = page_of(client, old, **fields).context["preview"].dates
    assert "clocks are put forward" in date.note
    assert make_next(client, old, **fields).milestones.get().instant == utc(2026, 3, 29, 1, 30)


@pytest.mark.usefixtures("chair")
def test_the_days_of_the_workshop_move_with_its_first_and_last_day(client, old):
    make_milestone(old, MilestoneKind.STARTS, utc(2026, 8, 20, 7), zone="Europe/Vienna")
    make_milestone(old, MilestoneKind.ENDS, utc(2026, 8, 20, 16), zone="Europe/Vienna")
    new = make_next(client, old)  # Thursday to Wednesday and Thursday
    days = dict(new.milestones.values_list("kind", "instant"))
    assert days[MilestoneKind.STARTS] == utc(2027, 8, 18, 7)
    assert days[MilestoneKind.ENDS] == utc(2027, 8, 19, 16)
    assert days[MilestoneKind.SUBMISSIONS_DUE] == utc(2027, 3, 19, 22, 59)


@pytest.mark.usefixtures("chair")
def test_without_a_first_day_the_dates_stay_behind(client, old):
    Conference.objects.filter(pk=old.pk).update(starts_on=None, ends_on=None)
    page = client.get(edition_url(old))
    assert "dates" not in {offer.part.key for offer in page.context["form"].offers}
    assert "nothing to count from" in page.content.decode()
    assert not make_next(client, old).milestones.exists()
