from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from effgenai.ui.charts import bar, cumulative, load_bars, score_dots, spark

START = datetime(2026, 6, 1, tzinfo=UTC)
END = START + timedelta(days=30)


def drawn(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def centres(svg: str) -> list[tuple[float, float]]:
    return [(float(dot.attrib["cx"]), float(dot.attrib["cy"])) for dot in drawn(svg).iter("circle")]


CHARTS = [
    score_dots([3, 6, 6], 1, 6),
    score_dots([], 1, 6),
    cumulative([(START, 0), (END, 9)], START, END, today=START, target=12, label="papers"),
    cumulative([], START, END),
    cumulative([(START, 1)], START, START),
    spark([1, 2, 3], label="mails"),
    spark([]),
    bar(6, 5, 8),
    bar(0, 0, 0),
]


@pytest.mark.parametrize("svg", CHARTS)
def test_every_chart_has_words_and_no_styles(svg):
    chart = drawn(svg)
    assert chart.attrib["role"] == "img"
    assert chart.attrib["aria-label"] == chart.findtext("title") != ""
    assert all("style" not in element.attrib for element in chart.iter())


def test_dots_stand_in_order_and_within_the_scale():
    (low, _), (middle, _), (high, _) = centres(score_dots([6, 1, 3.5], 1, 6))
    assert low < middle < high
    assert middle == pytest.approx((low + high) / 2)
    assert centres(score_dots([99], 1, 6))[0][0] == high


def test_equal_scores_do_not_hide_each_other():
    one, other = centres(score_dots([5, 5], 1, 6))
    assert one[0] == other[0]
    assert one[1] != other[1]


def test_the_words_of_scores_tell_the_mean():
    assert 'aria-label="scores 3, 6, 6; mean 5.0 on a scale of 1 to 6"' in score_dots([6, 3, 6], 1, 6)
    assert "no scores yet" in score_dots([], 1, 6)


def test_the_total_rises_to_the_right_and_hopes_for_its_target():
    svg = cumulative([(START, 0), (START + timedelta(days=15), 50)], START, END, target=100, label="reviews")
    line, hope = (element.attrib["points"].split() for element in drawn(svg).iter("polyline"))
    assert float(line[1].split(",")[0]) == pytest.approx(150, abs=1)
    assert float(hope[1].split(",")[1]) < float(line[1].split(",")[1]) < float(line[0].split(",")[1])
    assert "reviews over time: 50 of 100" in svg


def test_a_load_over_its_limit_is_said_in_words():
    assert "6 of at most 5, over the limit" in bar(6, 5, 8)
    assert "over the limit" not in bar(5, 5, 8)


def test_more_than_what_is_asked_for_is_over_no_limit():
    svg = bar(6, 5, 8, at_least=True)
    assert "6 of at least 5" in svg
    assert "over" not in svg


def test_load_bars_are_a_table_and_escape_names():
    html = load_bars([("<b>Ada</b>", 4, 5), ("Li", 0, 0)])
    assert "&lt;b&gt;Ada&lt;/b&gt;" in html
    assert '<td class="num">4 / 5</td>' in html
    assert '<td class="num">0</td>' in html
