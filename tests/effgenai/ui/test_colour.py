from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effgenai.ui.colour import (
    DARK_GROUNDS,
    LIGHT_GROUNDS,
    NIGHT,
    READABLE,
    WHITE,
    Rgb,
    accents,
    contrast,
    parse_hex,
    theme_css,
)

COLOURS = st.builds(Rgb, *(st.integers(0, 255),) * 3)


def test_short_and_long_notations_are_read():
    assert parse_hex("#0b5d4e") == Rgb(11, 93, 78)
    assert parse_hex(" ABC ") == Rgb(0xAA, 0xBB, 0xCC)


@pytest.mark.parametrize(
    "text", ["", "#12", "#12345", "red", "#gggggg", "#0b5d4e;}body{display:none", "#0b5d4e\n}"]
)
def test_anything_else_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="for example #0b5d4e"):
        parse_hex(text)


def test_contrast_knows_its_ends():
    assert contrast(Rgb(0, 0, 0), WHITE) == pytest.approx(21)
    assert contrast(WHITE, WHITE) == 1
    assert contrast(Rgb(0x76, 0x76, 0x76), WHITE) == pytest.approx(4.54, abs=0.01)


@given(COLOURS)
def test_every_colour_becomes_readable_on_every_ground_of_both_themes(colour):
    pair = accents(colour.hex)
    assert min(contrast(pair.light.colour, ground) for ground in LIGHT_GROUNDS) >= READABLE
    assert min(contrast(pair.dark.colour, ground) for ground in DARK_GROUNDS) >= READABLE
    assert contrast(pair.light.colour, WHITE) >= READABLE
    assert contrast(pair.dark.colour, NIGHT) >= READABLE


def test_a_readable_colour_stays_what_the_chair_chose():
    pair = accents("#0b5d4e")
    assert pair.light.colour.hex == "#0b5d4e"
    assert not pair.corrected
    assert accents("#ffee00").corrected


def test_the_theme_sets_four_properties_and_nothing_else():
    text = theme_css("#0b5d4e")
    assert text.startswith(":root{--accent-light:#0b5d4e;--accent-ink-light:#ffffff;--accent-dark:#")
    assert text.count("--") == 4
    assert text.count("{") == text.count("}") == 1
