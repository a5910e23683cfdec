"""Numbers with their nouns."""

from __future__ import annotations

import pytest

from effgenai.ui.text.numbers import counted


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 papers"), (1, "1 paper"), (2, "2 papers"), (1200, "1,200 papers")]
)
def test_a_number_has_its_noun(number, words) -> None:
    assert counted(number, "paper") == words


def test_a_noun_may_have_a_plural_of_its_own() -> None:
    assert (counted(1, "person", "people"), counted(3, "person", "people")) == ("1 person", "3 people")
