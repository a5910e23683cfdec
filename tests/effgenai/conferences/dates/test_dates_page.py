"""The public page of dates: each in every zone that matters, what it was before, and for whom it differs."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from html5lib import HTMLParser

from effgenai.archive.writing.visitor import Visitor
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.dates.models import MilestoneChange, MilestoneException
from effgenai.conferences.dates.queries.pages import dates_page
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.ui.dates import lasting_words
from tests.support.factories import NOW, make_conference, make_member, make_milestone, make_user
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
DUE = dt.datetime(2026, 8, 23, 11, 59, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def conference():
    return make_conference("effgenai", time_zone="Europe/Vienna")


@pytest.fixture
def due(conference):
    return make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, DUE)


def page(conference, client=None):
    """The page as it is now, never a kept one."""
    address = reverse("conferences:dates", args=[conference.slug])
    response = (client or Client()).get(f"{address}?{MilestoneChange.objects.count()}")
    assert response.status_code == 200
    return on_one_line(response.content)


def item(html, name):
    """What the page says of the date with that name, without markup."""
    items = re.findall(r'<li class="date date-.*?(?=<li class="date|</ol>)', html, re.DOTALL)
    (found,) = [one for one in items if name in one]
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def rows(conference, user=None):
    return dates_page(viewer_for(user=user, conference=conference, at=NOW)).rows


def moved(date, days, reason, at=NOW):
    """Move the date by so many days."""
    old = date.instant
    date.instant += days * DAY
    date.save()
    MilestoneChange.objects.create(
        milestone=date, old_instant=old, new_instant=date.instant, changed_at=at, reason=reason
    )


def except_track(date, name, days, reason=""):
    track = date.conference.tracks.create(name=name)
    return MilestoneException.objects.create(
        milestone=date, track=track, instant=date.instant + days * DAY, reason=reason, created_at=NOW
    )


def test_a_date_is_told_in_every_zone_that_matters(conference, due):
    html = page(conference)
    words = item(html, "Papers due")
    assert "in 21 days" in words
    assert "Anywhere on Earth Sat 22 Aug, 23:59 AoE" in words
    assert "At the venue Sun 23 Aug, 13:59 CEST" in words
    assert '<time datetime="2026-08-23T11:59:00Z" data-local="bare">Sun 23 Aug, 11:59 UTC</time>' in html
    assert "At the venue, Vienna" in html


def test_a_date_of_another_year_has_its_year_in_every_zone(conference):
    make_milestone(conference, MilestoneKind.DECISIONS, dt.datetime(2027, 1, 23, 11, 59, tzinfo=dt.UTC))
    words = item(page(conference), "Decisions sent")
    for moment in ("Fri 22 Jan 2027, 23:59 AoE", "Sat 23 Jan 2027, 12:59 CET", "Sat 23 Jan 2027, 11:59 UTC"):
        assert moment in words


def test_what_happens_at_the_venue_has_no_time_anywhere_on_earth(conference):
    make_milestone(conference, MilestoneKind.STARTS, NOW + DAY)
    assert "AoE" not in item(page(conference), "Workshop begins")


def test_one_date_is_the_next_and_those_before_it_are_past(conference, due):
    make_milestone(conference, MilestoneKind.CALL_OPENS, NOW - DAY)
    make_milestone(conference, MilestoneKind.DECISIONS, DUE + 20 * DAY)
    assert [row.state for row in rows(conference)] == ["past", "now", "future"]
    html = page(conference)
    assert html.count('aria-current="date"') == 1
    assert "· next" in item(html, "Papers due")
    assert "(past)" in item(html, "Call opens")
    assert html.index("Call opens</h2>") < html.index("Today") < html.index("Papers due</h2>")


@pytest.mark.parametrize("days", [-2, 2])
def test_without_both_sides_nothing_is_said_of_today(conference, days):
    make_milestone(conference, MilestoneKind.DECISIONS, NOW + days * DAY)
    assert "Today" not in page(conference)


def test_each_former_moment_is_struck_out_with_its_reason(conference, due):
    moved(due, 7, "the main conference is late")
    moved(due, 2, "")
    html = page(conference)
    assert "<del>Sat 22 Aug, 23:59 AoE</del> <span>the main conference is late</span>" in html
    assert "<del>Sat 29 Aug, 23:59 AoE</del></li>" in html
    assert "Mon 31 Aug, 23:59 AoE" in item(html, "Papers due")


def test_a_date_that_moved_there_and_back_strikes_out_only_where_it_no_longer_stands(conference, due):
    moved(due, 7, "a mistake")
    moved(due, -7, "mended")
    html = page(conference)
    assert "<del>Sat 22 Aug" not in html
    assert "<del>Sat 29 Aug, 23:59 AoE</del> <span>mended</span>" in html


def test_a_track_with_another_date_stands_below_it_with_the_reason(conference, due):
    except_track(due, "Short papers", 2, "late results are welcome")
    words = item(page(conference), "Papers due")
    assert "Short papers late results are welcome Anywhere on Earth Mon 24 Aug, 23:59 AoE" in words
    assert "At the venue Tue 25 Aug, 13:59 CEST" in words


def test_a_track_that_is_still_open_is_not_muted_with_a_date_that_has_passed(conference):
    past = make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW - DAY)
    except_track(past, "Short papers", 5)
    except_track(past, "Demos", -5)
    (row,) = rows(conference)
    assert row.state == "past"
    assert {one.track: one.is_past for one in row.tracks} == {"Short papers": False, "Demos": True}


def test_what_one_person_was_given_is_told_to_nobody_else(conference, due):
    own = {"milestone": due, "instant": DUE + 3 * DAY, "reason": "a broken arm", "created_at": NOW}
    MilestoneException.objects.create(user=make_user(), **own)
    chair = Client()
    chair.force_login(make_member(conference, Role.CHAIR))
    for reader in (Client(), chair):
        assert "a broken arm" not in page(conference, reader)
        assert "26 Aug" not in page(conference, reader)


def test_dates_of_the_committee_and_those_of_its_tracks_are_seen_by_the_committee(conference):
    hidden = make_milestone(conference, MilestoneKind.OTHER, DUE, label="Discussion", is_public=False)
    except_track(hidden, "Short papers", 1, "fewer of them")
    assert "Discussion" not in page(conference)
    assert "fewer of them" not in page(conference)
    reviewer = Client()
    reviewer.force_login(make_member(conference, Role.REVIEWER))
    assert "seen by the committee only" in item(page(conference, reviewer), "Discussion")


def test_the_dates_can_be_followed_and_downloaded(conference, due):
    html = page(conference)
    assert '<a class="button primary" href="webcal://testserver/effgenai/dates.ics">' in html
    assert '<a href="/effgenai/dates.ics">Download' in html
    assert '<code id="feed">http://testserver/effgenai/dates.ics</code>' in html


def test_without_dates_the_page_says_what_will_be_here(conference):
    html = page(conference)
    assert "No dates yet" in html
    assert "webcal:" not in html
    assert "dates.ics" not in html.partition("<main")[2]


def exported(conference, at):
    """The page as the archive gets it."""
    with lasting_words():
        answer = Visitor(at=at).get(reverse("conferences:dates", args=[conference.slug]))
    assert answer.status == 200
    return answer.body.decode().partition("<main")[2].partition("</main")[0]


def test_an_exported_page_says_nothing_that_time_makes_wrong(conference, due):
    make_milestone(conference, MilestoneKind.CALL_OPENS, NOW - DAY)
    html = exported(conference, NOW)
    assert "Sat 22 Aug 2026, 23:59 AoE" in html
    for words in ("in 21 days", "1 day ago", "Today", "· next", 'aria-current="date"', "webcal:"):
        assert words not in html
    assert "Download as a calendar file" in html
    assert exported(conference, NOW + dt.timedelta(days=3)) == html


def test_the_page_is_valid_with_everything_on_it(conference, due):
    moved(due, 7, "extended")
    except_track(due, "Short <papers> & demos", 2, "late & welcome")
    make_milestone(conference, MilestoneKind.STARTS, DUE + 90 * DAY)
    parser = HTMLParser(strict=True)
    parser.parse(page(conference))
    assert parser.errors == []


def test_one_date_and_three_need_the_same_queries(conference, due):
    counts = []
    for number in (1, 2):
        for position in range(number):
            date = make_milestone(conference, MilestoneKind.OTHER, DUE + DAY, label=f"{number}.{position}")
            moved(date, 1, "later")
            except_track(date, f"Track {number}.{position}", 2)
        with CaptureQueriesContext(connection) as queries:
            page(conference)
        counts.append(len(queries))
    assert counts[0] == counts[1]
