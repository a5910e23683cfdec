"""Days, times and zones as people write them in lists of dates; nothing is guessed."""

from __future__ import annotations

import datetime as dt

import pytest

from effgenai.ui.text.reading.days import DayInText, day_in

LATE = dt.time(23, 59)


@pytest.mark.parametrize(
    ("line", "words", "day", "time", "zone"),
    [
        ("Submission deadline: 15 March 2027", "Submission deadline", (2027, 3, 15), None, ""),
        ("2027-03-15 23:59 AoE  Abstracts due", "Abstracts due", (2027, 3, 15), LATE, "AoE"),
        ("Notification - May 1, 2027", "Notification", (2027, 5, 1), None, ""),
        ("Frist: 15. März 2027, 23:59 Uhr", "Frist", (2027, 3, 15), LATE, ""),
        ("Abgabe bis Mo, 15.3.2027 um 17 Uhr", "Abgabe", (2027, 3, 15), dt.time(17), ""),
        ("| Camera-ready | June 3rd, 2027 (11:59 pm AoE) |", "Camera-ready", (2027, 6, 3), LATE, "AoE"),
        ("Paper due\tMonday, 1 Feb 2027\t17:00 UTC", "Paper due", (2027, 2, 1), dt.time(17), "UTC"),
        ("15 March 2027 (Mon): Long (and short)", "Long (and short)", (2027, 3, 15), None, ""),
        ("Due 15-Mar-2027 at 5 p.m. Europe/Vienna", "Due", (2027, 3, 15), dt.time(17), "Europe/Vienna"),
        ("Due 1st of March, 2027 anywhere on Earth", "Due", (2027, 3, 1), None, "AoE"),
        ("Due 13/4/2027 24:00 (UTC-12)", "Due", (2027, 4, 13), LATE, "AoE"),
        ("Tutorial day 2, 5 May 2027, 12 am", "Tutorial day 2", (2027, 5, 5), dt.time(0), ""),
    ],
)
def test_a_line_tells_its_day(line, words, day, time, zone) -> None:
    assert day_in(line) == DayInText(words, dt.date(*day), time, zone)


@pytest.mark.parametrize(
    ("line", "why_not"),
    [
        ("Hello world", "It names no day."),
        ("Reviews due March 15", "It names no year."),
        ("Workshop: 12–14 July 2027", "It names more than one day"),
        ("~~1 Feb 2027~~ 8 Feb 2027 Papers", "It names more than one day"),
        ("Call opens 3/4/2027", "“3/4/2027” can be two days"),
        ("31 February 2027: Papers due", "There is no day “31 February 2027”."),
        ("Papers due 2027/03/15 25:00", "There is no time “25:00”."),
        ("Papers due 15 March 2027 5pm PST", "“PST” is not one zone all over the world"),
        ("Papers due 15 March 2027 17:00 UTC+2", "“UTC+2” is not one zone"),
    ],
)
def test_what_is_not_one_day_is_said(line, why_not) -> None:
    found = day_in(line)
    assert found.day is None
    assert found.why_not.startswith(why_not)
