"""Titles without signs are escaped and no more: what the renderer and the sanitiser make of them."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from effgenai.ui.text.markdown import _rendered_inline, render_inline

SIGNS = "\\$`*_~<>&\"'#[](){}!|:/@.,;-+=^%?\n\r\t\f\v\x00\x1b\x85\xa0\u2028\ufeff\u202e "
WORDS = [
    "https://a.example/x?y=1&z",
    "a@b.example",
    "&amp;",
    "&#60;",
    "<b>x</b>",
    "$x^2$",
    r"\$",
    "--",
    "...",
    "é",
    "𝔸",
]


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from([*SIGNS, *WORDS]) | st.text(max_size=8), max_size=20).map("".join))
@example("")
@example("\nA\r\nB\rC")
@example("A\x00B")
@example("\ufeffA")
@example("5 < 6 & 7 > 6 \"said\" 'so' \xa0")
def test_a_title_is_what_the_renderer_and_the_sanitiser_make_of_it(title):
    assert render_inline(title) == _rendered_inline(title)


@pytest.mark.parametrize("title", ["Attention & co <script>", "“Quotes” – https://x.example *stars*"])
def test_a_title_without_signs_is_not_parsed(title, monkeypatch):
    monkeypatch.setattr("effgenai.ui.text.markdown._rendered_inline", None)
    assert "<" not in render_inline(title)
