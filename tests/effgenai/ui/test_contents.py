from __future__ import annotations

import re

import pytest

from effgenai.ui.text.contents import with_anchors
from effgenai.ui.text.markdown import render_page


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


def rendered(text: str) -> str:
    return str(with_anchors(render_page(text))[0])


LINKED = {
    "## Getting there {#travel}\n\n[x](#travel)": "travel",
    "Getting there {#travel}\n-----\n\n[x](#travel)": "travel",
    "## Getting there ## {#travel}\n\n[x](#travel)": "travel",
    "## Getting there\n\n[x](#getting-there)": "getting-there",
    "### Getting there\n\n## B\n\n[x](#getting-there)": "getting-there",
    "## Q&A & more\n\n[x](#qa--more)": "qa-more",
    "## 1st day\n\n[x](#st-day)": "1st-day",
    "## Day\n\n## Day\n\n[x](#day-1)": "day-2",
    "## 会場\n\n[x](#%E4%BC%9A%E5%A0%B4)": "part-1",
    '<p id="hall">Hall</p>\n\n[x](#hall)': "hall",
    '<p id="hall">Hall</p>\n\n[x](#s-hall)': "hall",
    '<p id="Hall 1">Hall</p><p id="hall">x</p>\n\n<a title="y" href="#hall">x</a>': "hall",
}


@pytest.mark.parametrize(("text", "name"), LINKED.items())
def test_links_within_a_page_lead_to_what_has_the_name(text: str, name: str) -> None:
    html = rendered(text)
    assert f'href="#s-{name}"' in html
    assert html.count(f'id="s-{name}"') == 1
    assert "{#" not in html


def test_an_old_anchor_keeps_its_name() -> None:
    assert 'name="s-travel"' in rendered('<a name="travel"></a>Getting there')


def test_a_link_to_what_is_not_on_the_page_stays_as_it_is() -> None:
    assert 'href="#abstract"' in rendered("[x](#abstract)")


def test_no_id_that_somebody_wrote_stands_for_one_of_ours() -> None:
    html = rendered(
        '<p id="main">x</p><a id="__proto__">x</a><b id=forms>x</b>\n\n# Main {#main}\n\n'
        "[^main]\n\n[^main]: x"
    )
    ids = re.findall(r' id="([^"]*)"', html)
    assert len(ids) == len(set(ids)) == 6
    assert all(name.startswith("s-") for name in ids)


@pytest.mark.parametrize("mark", ["[TOC]", "{:toc}", "* TOC\n{:toc}", "1. Contents\n{: toc}"])
def test_a_list_of_contents_stands_where_it_is_wanted(mark: str) -> None:
    html, contents = with_anchors(render_page(f"{mark}\n\n# One\n\n## *Two*\n\n# Three {{#t}}\n\n[TOC]"))
    assert contents == []
    links = re.findall(r'<a href="#([^"]*)">(.*?)</a>', html)
    assert links == [("s-one", "One"), ("s-two", "Two"), ("s-t", "Three")]
    assert [html.count(f' id="{name}"') for name, _ in links] == [1, 1, 1]
    assert "TOC" not in html
    assert "toc}" not in html


def test_footnotes_lead_there_and_back() -> None:
    html = rendered("Small[^1] models[^long].\n\n[^1]: Below a watt.\n[^long]: By *any* means.")
    for name in ("fn1", "fn2", "fnref1", "fnref2"):
        assert html.count(f'id="s-{name}"') == html.count(f'href="#s-{name}"') == 1
    assert "By <em>any</em> means." in html
    assert "[^" not in html
