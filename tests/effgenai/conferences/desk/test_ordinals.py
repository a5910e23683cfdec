"""Editions, years and addresses are counted up by one."""

from __future__ import annotations

import pytest

from effgenai.conferences.desk.ordinals import WORDS, next_slug, next_words


@pytest.mark.parametrize(
    ("words", "following"),
    [
        ("1st workshop", "2nd workshop"),
        ("The 12th meeting", "The 13th meeting"),
        ("Second edition", "Third edition"),
        ("the twenty-ninth time", "the thirtieth time"),
        ("THE FIRST", "THE SECOND"),
        ("SM 2026", "SM 2027"),
        ("a workshop", "a workshop"),
        ("", ""),
    ],
)
def test_editions_count_up(words, following):
    assert next_words(words) == following


@pytest.mark.parametrize(
    ("figures", "following"),
    [
        ("2nd", "3rd"),
        ("3rd", "4th"),
        ("10th", "11th"),
        ("11th", "12th"),
        ("20th", "21st"),
        ("111th", "112th"),
    ],
)
def test_figures_keep_their_endings(figures, following):
    assert next_words(figures) == following


def test_ordinals_in_words():
    assert (WORDS[0], WORDS[19], WORDS[29], WORDS[98]) == ("first", "twentieth", "thirtieth", "ninety-ninth")


@pytest.mark.parametrize(
    ("slug", "taken", "following"),
    [
        ("ws-2026", set(), "ws-2027"),
        ("ws-2026", {"ws-2027"}, "ws-2028"),
        ("ws26", set(), "ws27"),
        ("small", set(), "small-2"),
        ("small", {"small-2"}, "small-3"),
    ],
)
def test_the_address_suggested_is_free(slug, taken, following):
    assert next_slug(slug, taken) == following
