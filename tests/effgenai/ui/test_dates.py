from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effgenai.ui.dates import (
    AOE,
    countdown,
    day,
    distance,
    lasting_words,
    moment,
    moment_with_year,
    relative,
    zone,
)

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 8, 20, 4, 59, tzinfo=UTC)
DEADLINE = datetime(2026, 8, 22, 23, 59, tzinfo=AOE)


def test_mails_name_the_year_of_every_moment():
    assert moment_with_year(DEADLINE, "AoE") == "Sat 22 Aug 2026, 23:59 AoE"


def test_no_module_that_writes_mails_leaves_the_year_out():
    written = [*ROOT.glob("*/**/emails.py"), *ROOT.glob("effgenai/mail/contributions/*.py")]
    assert len(written) > 10
    found = [
        path for path in written if re.search(r"\bmoment\(|\byear=False|\bshort_day\(", path.read_text())
    ]
    assert not found


def test_aoe_is_twelve_hours_behind_utc():
    assert DEADLINE.astimezone(UTC) == datetime(2026, 8, 23, 11, 59, tzinfo=UTC)
    assert zone("AoE").utcoffset(None) == timedelta(hours=-12)


def test_a_moment_names_day_time_and_zone():
    assert moment(DEADLINE, "AoE") == "Sat 22 Aug, 23:59 AoE"
    assert moment(DEADLINE, "UTC") == "Sun 23 Aug, 11:59 UTC"
    assert moment(DEADLINE, "Europe/Vienna") == "Sun 23 Aug, 13:59 CEST"


def test_zones_without_letters_are_told_by_their_distance():
    assert moment(DEADLINE, "Asia/Dubai").endswith("15:59 UTC+4")
    assert moment(DEADLINE, "Asia/Kathmandu").endswith("17:44 UTC+5:45")
    assert moment(DEADLINE, "America/Sao_Paulo").endswith("08:59 UTC-3")
    assert moment(DEADLINE, "Pacific/Marquesas").endswith("02:29 UTC-9:30")


def test_the_year_is_told_only_when_it_is_another_one():
    assert "2026" not in moment(DEADLINE, "AoE", NOW)
    assert moment(DEADLINE, "AoE", NOW - timedelta(days=365)) == "Sat 22 Aug 2026, 23:59 AoE"


def test_the_day_is_the_day_in_that_zone():
    assert day(DEADLINE, "AoE") == "22 Aug 2026"
    assert day(DEADLINE, "UTC", year=False) == "23 Aug"


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (timedelta(seconds=30), "now"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(minutes=59, seconds=59), "in 59 minutes"),
        (timedelta(hours=23, minutes=59), "in 23 hours"),
        (timedelta(days=3, hours=7), "in 3 days"),
        (timedelta(days=59), "in 59 days"),
        (timedelta(days=61), "in 2 months"),
        (timedelta(days=800), "in 2 years"),
        (-timedelta(hours=2), "2 hours ago"),
        (-timedelta(days=1), "1 day ago"),
    ],
)
def test_relative_words(distance, words):
    assert relative(NOW + distance, NOW) == words


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=3, hours=7), "3 days 7 h"),
        (timedelta(days=1), "1 day 0 h"),
        (timedelta(hours=7, minutes=12, seconds=59), "7 h 12 min"),
        (timedelta(minutes=12), "12 min"),
        (timedelta(seconds=20), "less than a minute"),
        (timedelta(0), ""),
        (-timedelta(days=2), ""),
    ],
)
def test_countdown_words(left, words):
    assert countdown(NOW + left, NOW) == words


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=5000)))
def test_relative_never_promises_more_time_than_there_is(left):
    words = relative(NOW + left, NOW).split()
    unit = {"minute": 60, "hour": 3600, "day": 86400, "month": 30 * 86400, "year": 365 * 86400}
    promised = int(words[1]) * unit[words[2].rstrip("s")] if len(words) == 3 else 0
    assert promised <= left.total_seconds()


def test_lasting_words_are_the_same_whenever_they_are_read():
    with lasting_words():
        assert relative(DEADLINE, NOW) == relative(DEADLINE, NOW + timedelta(days=300)) == "23 Aug 2026"
        assert moment(DEADLINE, "AoE", NOW) == moment(DEADLINE, "AoE") == "Sat 22 Aug 2026, 23:59 AoE"
        assert day(DEADLINE, "AoE", year=False) == "22 Aug 2026"
        assert countdown(DEADLINE, NOW) == ""
    assert moment(DEADLINE, "AoE", NOW) == "Sat 22 Aug, 23:59 AoE"


@pytest.mark.parametrize("name", ["Nowhere/Land", "", "../../etc/passwd", "a\x00b"])
def test_an_unknown_zone_is_refused_by_name(name):
    with pytest.raises(ValueError, match="no time zone called"):
        zone(name)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(days=7), "7 days later"),
        (-timedelta(days=1, hours=12), "1 day 12 h earlier"),
        (timedelta(hours=48), "2 days later"),
        (-timedelta(minutes=30), "30 min earlier"),
        (timedelta(), "at the same time"),
    ],
)
def test_how_far_a_date_moves_is_told_with_its_direction(span, words):
    assert distance(NOW, NOW + span) == words
