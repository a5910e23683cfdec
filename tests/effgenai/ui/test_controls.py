"""Control characters are dropped, what a person meant stays."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effgenai.ui.text.controls import clean_data, without_controls
from effgenai.ui.text.csv import safe_cell

CONTROLS = [chr(number) for number in (*range(32), *range(127, 160), 0xD800, 0xDFFF, 0xFFFE, 0xFFFF)]


@pytest.mark.parametrize("character", [one for one in CONTROLS if one not in "\t\n\r\v\f\x85"])
def test_control_characters_go(character) -> None:
    assert without_controls(f"Slides{character}pasted") == "Slidespasted"


@pytest.mark.parametrize("character", ["\v", "\f", "\x85"])
def test_what_ended_a_line_of_slides_keeps_words_apart(character) -> None:
    assert without_controls(f"Slides{character}pasted") == "Slides pasted"


@pytest.mark.parametrize(
    "text", ["Two\nlines\r\nand a\ttab", "Efficient 生成 ذكاء \U0001f600 e\u0301 \u200d", "", "\ufffd"]
)
def test_lines_tabs_and_every_script_stay(text) -> None:
    assert without_controls(text) == text


def test_data_of_any_shape_are_cleaned_without_a_change_of_their_own() -> None:
    data = {"ti\0tle": ["a\x07b", {"deep": ("c\ufffe", 1, None, True)}]}
    assert clean_data(data) == {"title": ["ab", {"deep": ["c", 1, None, True]}]}
    assert data["ti\0tle"][0] == "a\x07b"


@given(st.text(st.characters(exclude_categories=())))
def test_whatever_was_typed_can_be_written_as_json_in_utf_8(text) -> None:
    cleaned = without_controls(text)
    assert json.loads(json.dumps(cleaned, ensure_ascii=False).encode()) == cleaned
    assert without_controls(cleaned) == cleaned


def test_a_cell_hides_no_formula_behind_a_control_character() -> None:
    assert safe_cell("\x00=1+1") == "'=1+1"
    assert safe_cell("a\x0bb\x1fc") == "a bc"
