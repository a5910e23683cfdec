"""The number of a paper, in the ways in which people write it into search boxes."""

from __future__ import annotations

import pytest

from effgenai.ui.text.numbers import named_number, with_numbers

FORMS = ("12", "#12", "# 12", "No. 12", "no.12", "Nr. 12", "№ 12", "paper 12", "Paper #12", " PAPER 12 ")


@pytest.mark.parametrize("form", FORMS)
def test_each_form_names_the_number(form: str) -> None:
    assert named_number(form) == 12


@pytest.mark.parametrize("form", ["", "#", "12a", "paper", "12 13", "1234567890", "-12", "state:12", "１２"])
def test_what_is_no_number_names_none(form: str) -> None:
    assert named_number(form) is None


@pytest.mark.parametrize(
    ("search", "words"),
    [
        ("No. 12 compression", "#12 compression"),
        ("paper 12 paper 13", "#12 #13"),
        ("-No. 12", "-#12"),
        ("paper:12 newspaper 12", "paper:12 newspaper 12"),
        ("no 12 steps", "no 12 steps"),
        ("paper 12x", "paper 12x"),
    ],
)
def test_in_a_search_they_become_one_word(search: str, words: str) -> None:
    assert with_numbers(search) == words
