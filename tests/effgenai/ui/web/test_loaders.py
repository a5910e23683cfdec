"""Templates are sent without the indentation of their source."""

from __future__ import annotations

from effgenai.ui.web.loaders import without_indentation


def test_each_tag_begins_a_line_and_text_goes_on():
    assert without_indentation("<ul>\n  <li>\n\n    one,\n    two\n  </li>\n</ul>\n") == (
        "<ul>\n<li> one, two</li></ul>\n"
    )


def test_a_tag_over_several_lines_is_on_one():
    assert without_indentation('<a\n  href="/"\n>here</a>\n<br\n/>') == '<a href="/">here</a>\n<br/>'


def test_a_tag_that_may_write_no_attribute_brings_its_own_space():
    source = '<a href="/" {% written_lang %}>here</a>\n<p\n  {% written_lang %}\n  dir="auto"\n>there</p>'
    assert without_indentation(source) == (
        '<a href="/"{% written_lang %}>here</a>\n<p{% written_lang %} dir="auto">there</p>'
    )


def test_text_whose_spaces_are_shown_stays_as_it_is_written():
    source = "<p>\n  first\n</p>\n<pre>\n  b\n    c</pre>\n  <textarea>\n  d\n</textarea>\n  <p>e</p>"
    assert without_indentation(source) == (
        "<p> first</p>\n<pre>\n  b\n    c</pre>\n<textarea>\n  d\n</textarea>\n<p>e</p>"
    )


def test_pages_carry_no_indentation(client, db):
    page = client.get("/").content.decode()
    assert "\n  " not in page
