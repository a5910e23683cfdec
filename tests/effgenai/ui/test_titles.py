"""Titles and texts as plain words, in every script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effgenai.ui.text.markdown import render_inline
from effgenai.ui.text.titles import plain_prose, plain_title


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("From $0.10 to $0.01", "From $0.10 to $0.01"),
        ("Costs $5 and $10", "Costs $5 and $10"),
        (r"$x_{10}$ costs \$5", "x₁₀ costs $5"),
        (r"From $O(n^2)$ to $O(n \log n)$", "From O(n²) to O(n log n)"),
        ("Efficient 效率 AI 😀!", "Efficient 效率 AI 😀!"),
        ("ذكاء اصطناعي فعّال", "ذكاء اصطناعي فعّال"),
        ("עברית, ελληνικά и кириллица", "עברית, ελληνικά и кириллица"),
        ("Less & <b>more</b> &amp; “so”", "Less & <b>more</b> &amp; “so”"),
        ("Two\nlines\x0bof\tslides\ufffe", "Two lines of slides"),
        ("", ""),
    ],
)
def test_a_title_keeps_all_but_its_formulas(typed, plain) -> None:
    assert plain_title(typed) == plain


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("**Bold** and [a link](https://example.org) with $x^2$", "Bold and a link with x²"),
        ("# Heading\n\nText\nwith `code` & more", "Heading Text with code & more"),
        ("From $0.10 to $0.01", "From $0.10 to $0.01"),
        ("![A picture](image:abc) 生成 ذكاء", "A picture 生成 ذكاء"),
    ],
)
def test_a_text_loses_its_marks(typed, plain) -> None:
    assert plain_prose(typed) == plain


@pytest.mark.parametrize("title", [r"$\beta$-VAE 2", "$x$ in 2026", "$n^2$1"])
def test_a_formula_at_the_beginning_is_one_whatever_the_end(title) -> None:
    assert ("<math" in render_inline(title)) is (title != "$n^2$1")


@given(st.text(st.characters(exclude_characters="$\\"), max_size=60))
def test_without_dollar_signs_a_title_says_what_was_typed(text) -> None:
    assert [sign for sign in plain_title(text) if sign.isalnum()] == [sign for sign in text if sign.isalnum()]
