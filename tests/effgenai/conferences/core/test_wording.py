import datetime as dt

import pytest

from effgenai.conferences.core.models import Conference, Track
from effgenai.conferences.core.wording import (
    archival,
    date_range,
    page_limit,
    reviews_per_paper,
    where_and_when,
)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, None, ""),
        ("2026-12-12", None, "Saturday 12 December 2026"),
        ("2026-12-12", "2026-12-12", "Saturday 12 December 2026"),
        ("2026-12-12", "2026-12-14", "12–14 December 2026"),
        ("2026-11-30", "2026-12-02", "30 November – 2 December 2026"),
        ("2026-12-31", "2027-01-02", "31 December 2026 – 2 January 2027"),
    ],
)
def test_days_are_said_as_people_say_them(first, last, words):
    first, last = (dt.date.fromisoformat(day) if day else None for day in (first, last))
    assert date_range(first, last) == words


def test_what_is_not_known_yet_is_left_out():
    assert where_and_when(Conference(place="Vienna")) == "Vienna"
    assert where_and_when(Conference()) == ""


@pytest.mark.parametrize(("limit", "words"), [(None, "no page limit"), (1, "one page"), (8, "up to 8 pages")])
def test_a_limit_is_said_in_words(limit, words):
    assert page_limit(Track(page_limit=limit)) == words


@pytest.mark.parametrize(("number", "words"), [(1, "one review"), (3, "3 reviews")])
def test_the_number_of_reviews_is_said_in_words(number, words):
    assert reviews_per_paper(Conference(reviews_per_paper=number)) == words


def test_a_track_says_whether_it_is_archival():
    assert archival(Track(archival=False)) == "not archival"
    assert archival(Track(archival=True)).startswith("archival")
