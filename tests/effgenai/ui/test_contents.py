from __future__ import annotations

from effgenai.ui.text.contents import with_anchors


def test_headings_become_anchors_in_their_order() -> None:
    html, anchors = with_anchors("<h2>Getting there</h2><p>By train.</p><h3>Deeper</h3><h2>The hall</h2>")
    assert anchors == [("s-getting-there", "Getting there"), ("s-the-hall", "The hall")]
    assert html.startswith('<h2 id="s-getting-there">Getting there</h2>')
    assert "<h3>Deeper</h3>" in html


def test_equal_headings_get_addresses_of_their_own() -> None:
    _, anchors = with_anchors("<h2>Day</h2><h2>Day</h2><h2>Day 2</h2><h2>Day</h2>")
    assert [anchor.id for anchor in anchors] == ["s-day", "s-day-2", "s-day-2-2", "s-day-3"]


def test_headings_without_latin_letters_are_called_by_their_place() -> None:
    _, anchors = with_anchors("<h2>会場</h2><h2>交通</h2>")
    assert anchors == [("s-part-1", "会場"), ("s-part-2", "交通")]


def test_marks_and_formulas_stay_in_the_heading_and_leave_the_contents() -> None:
    html, anchors = with_anchors("<h2>A <em>quiet</em> &amp; long <math><mi>n</mi></math> day</h2>")
    assert anchors[0].title == "A quiet &amp; long  day"
    assert "<em>quiet</em>" in html
    assert "<mi>n</mi>" in html


def test_a_text_without_headings_stays_as_it_is() -> None:
    assert with_anchors("<p>Short.</p>") == ("<p>Short.</p>", [])
