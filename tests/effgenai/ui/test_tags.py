from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from effgenai.ui.navigation import Chip, NavItem, TimelinePoint, public_nav
from effgenai.ui.styleguide.samples import CONFERENCE
from effgenai.ui.tables import Column
from effgenai.ui.templatetags.tables import PLACES
from tests.support.pages import on_one_line

NOW = datetime(2026, 8, 20, 4, 59, tzinfo=UTC)
DEADLINE = datetime(2026, 8, 23, 11, 59, tzinfo=UTC)


def render(source: str, path: str = "/", **context) -> str:
    request = RequestFactory().get(path)
    return Template(source).render(Context({"request": request, "now": NOW, "deadline": DEADLINE, **context}))


def test_when_says_how_far_and_exactly_when():
    html = render('{% when deadline "AoE" now %}')
    assert "in 3 days · Sat 22 Aug, 23:59 AoE" in html
    assert 'datetime="2026-08-23T11:59:00Z"' in html


def test_the_clock_of_the_page_is_used_when_none_is_named():
    assert "in 3 days" in render('{% when deadline "AoE" %}')
    assert render("{{ deadline|relative:now }}") == "in 3 days"


def test_a_date_that_is_not_set_says_so():
    assert render('{% when none "AoE" %}{% moment none %}{% day none %}', none=None) == "not set" * 3
    assert render("{{ none|relative:now }}", none=None) == "never"


def test_a_countdown_carries_the_clock_of_the_server():
    html = render('{% countdown deadline "AoE" now %}')
    assert ">3 days 7 h<" in html
    assert 'data-countdown="2026-08-20T04:59:00Z"' in html


def test_a_countdown_that_is_over_names_the_moment():
    past = NOW - timedelta(hours=5)
    assert ">Wed 19 Aug, 11:59 AoE<" in render('{% countdown past "AoE" now %}', past=past)


def test_the_readers_time_is_hidden_until_the_script_writes_it():
    html = render("{% reader_time deadline %}{% reader_time deadline full=True %}")
    assert html.count("hidden") == 1
    assert 'data-local="full">Sun 23 Aug, 11:59 UTC<' in html


def test_a_number_that_is_a_link_says_what_it_counts():
    html = render('{% stat 4 words "?q=4" %}', words="papers with <fewer>")
    assert 'aria-label="4 papers with &lt;fewer&gt;">4</a>' in html


@pytest.mark.parametrize("kind", ["good", "attention", "bad", "info", "quiet", "unheard-of"])
def test_a_state_has_a_sign_and_a_word(kind):
    html = render("{% status kind word %}", kind=kind, word="<late>")
    assert "&lt;late&gt;" in html
    assert 'aria-hidden="true">' in html


def test_numbers_and_their_nouns():
    assert render("{% number 12345 %} {% number none %}", none=None) == "12,345 –"
    assert render('{% plural 1 "paper" %}, {% plural 3 "paper" %}, {% plural 2 "query" "queries" %}') == (
        "1 paper, 3 papers, 2 queries"
    )


def draw_table(path: str = "/", arguments: str = "") -> str:
    columns = [Column("No."), Column("Mean", order="mean", look="num"), Column("Tick", is_hidden=True)]
    source = "{% table columns " + arguments + " %}<tr><td>{{ t }}</td></tr>{% endtable %}"
    return render(source, path, columns=columns, t="<i>")


def test_a_table_has_its_headings_and_the_rows_as_the_template_draws_them():
    html = draw_table()
    assert '<div class="table-wrap"><table class="table"><thead><tr><th scope="col">No.</th>' in html
    assert '<th scope="col"><span class="visually-hidden">Tick</span></th></tr></thead>' in html
    assert "<tbody><tr><td>&lt;i&gt;</td></tr></tbody></table></div>" in html
    assert "data-select-all" not in html


def test_a_table_may_be_named_scrolled_and_ticked():
    html = draw_table(arguments='caption="Papers" label="All papers" select=True')
    assert '<caption class="visually-hidden">Papers</caption>' in html
    assert '<div class="table-wrap" tabindex="0" role="region" aria-label="All papers">' in html
    assert '<tr><th class="select" scope="col">' in html


@pytest.mark.parametrize(("arguments", "place"), [("", 2), ("select=True", 3)])
def test_a_phone_leaves_out_columns_by_their_places_and_brings_them_at_a_tick(arguments, place):
    columns = [Column("No."), Column("Mean", phone=False), Column("State")]
    html = render("{% table columns " + arguments + " %}{% endtable %}", columns=columns)
    assert f'<table class="table wide-{place}">' in html
    assert '<input type="checkbox" autocomplete="off"> All columns</label><table' in html


def test_a_phone_cannot_leave_out_the_first_column():
    with pytest.raises(ValueError, match="second to the ninth"):
        render("{% table columns %}{% endtable %}", columns=[Column("No.", phone=False)])


@pytest.mark.parametrize("place", PLACES)
def test_the_styles_know_each_place_that_a_phone_can_leave_out(place):
    css = (settings.BASE_DIR / "static/css/components/content/table.css").read_text()
    assert f".wide-{place} > * > tr > :nth-child({place})" in css


def test_a_table_that_a_phone_shows_whole_has_nothing_to_tick():
    assert "All columns" not in draw_table()


def test_a_sorting_head_keeps_the_rest_of_the_query_and_turns_round():
    html = draw_table("/?q=a%26b&page=3&sort=mean")
    assert (
        '<th scope="col" class="num" aria-sort="ascending"><a href="?q=a%26b&amp;sort=-mean">Mean</a></th>'
        in html
    )
    assert 'aria-sort="descending"' in draw_table("/?sort=-mean")
    assert 'aria-sort="none"' in draw_table("/?sort=title")


def test_the_search_keeps_sorting_and_escapes_what_was_typed():
    chips = [Chip("Late", "state:late", 9), Chip("All", "")]
    html = render("{% filter_bar chips=chips %}", "/?q=%22%3E%3Cb%3E&sort=mean&page=2", chips=chips)
    assert '<input type="hidden" name="sort" value="mean">' in html
    assert 'name="page"' not in html
    assert "&quot;&gt;&lt;b&gt;" in html
    assert 'href="?q=state%3Alate&amp;sort=mean"' in html


def test_the_chip_of_the_present_search_is_marked():
    html = render(
        "{% filter_bar chips=chips %}", "/?q=late", chips=[Chip("Late", "late"), Chip("Early", "early")]
    )
    assert html.count('aria-current="true"') == 1


def test_pages_are_numbered_and_keep_the_query():
    page = Paginator(range(142), 10).page(4)
    html = render('{% pagination page "papers" %}', "/?q=x&page=4", page=page)
    assert "31–40" in html
    assert 'href="?q=x&amp;page=5" rel="next"' in html
    assert '<span aria-current="page" class="num">4</span>' in html


def test_a_single_page_has_no_links():
    html = render('{% pagination page "papers" %}', page=Paginator([], 10).page(1))
    assert "No papers" in html
    assert "<a " not in html


def test_rows_can_be_ticked_in_an_ordinary_form():
    html = render(
        '{% select_cell 7 name %}{% selection_bar %}<button name="a">Go</button>{% endselection_bar %}',
        name='"x"',
    )
    assert 'name="selected" value="7"' in html
    assert "Select &quot;x&quot;" in html
    assert '<button name="a">Go</button>' in html
    assert '<div class="bar" data-select-bar' in html


def test_crumbs_end_where_one_is():
    html = render('{% crumbs "Papers" "/p/" title %}', title="<No. 12>")
    assert '<a href="/p/">Papers</a>' in html
    assert '<li aria-current="page">&lt;No. 12&gt;</li>' in html
    assert "aria-current" not in render('{% crumbs "Papers" "/p/" %}')


def test_blocks_escape_what_they_are_given():
    html = render(
        '{% callout "bad" title=t %}{{ t }}{% endcallout %}'
        '{% empty_state title=t url="/" action=t %}{{ t }}{% endempty_state %}'
        '{% stats %}{% stat t t %}{% endstats %}{% progress 1 2 t %}{% pairs rows %}',
        t="<i>",
        rows=[("<i>", "<i>")],
    )  # fmt: skip
    assert "<i>" not in html
    assert html.count("&lt;i&gt;") >= 9


def test_a_timeline_marks_the_present():
    points = [
        TimelinePoint("1 Jun", "Opens", state="past"),
        TimelinePoint("2 Jul", "Due", state="now", old="1 Jul"),
    ]
    html = on_one_line(render("{% timeline points %}", points=points))
    assert html.count('aria-current="date"') == 1
    assert "formerly </span>1 Jul</del>" in html


def test_tabs_mark_the_present():
    html = render(
        "{% tabs items %}", items=[NavItem("A", "/a/", current=True, note="3"), NavItem("B", "/b/")]
    )
    assert html.count('aria-current="page"') == 1


def test_the_site_navigation_knows_where_one_is():
    current = {item.label for item in public_nav(CONFERENCE, "/styleguide/program/talks/3/") if item.current}
    assert current == {"Programme"}
    assert [item.label for item in public_nav(CONFERENCE, "/styleguide/") if item.current] == ["Home"]


def test_a_page_may_bring_its_own_navigation():
    source = "{% site_navigation as nav %}{% for item in nav %}{{ item.label }} {% endfor %}"
    assert render(source, conference=CONFERENCE, site_nav=[NavItem("Only", "/")]) == "Only "
    assert render(source) == ""


def test_a_captured_block_is_escaped_once():
    assert render("{% capture as x %} {{ t }} {% endcapture %}{{ x }}", t="a&b") == "a&amp;b"


def test_the_theme_of_the_conference_is_linked_with_its_colour():
    assert render("{% conference_theme c %}", c=CONFERENCE) == ""

    class Green:
        slug, accent = "green", "#0b5d4e"

    assert '/green/theme.css?0b5d4e"' in render("{% conference_theme c %}", c=Green())


def test_only_known_themes_reach_the_page():
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = '"><script>'
    assert Template("{% theme_attribute %}").render(Context({"request": request})) == ""
    request.COOKIES["theme"] = "dark"
    assert Template("{% theme_attribute %}").render(Context({"request": request})) == ' data-theme="dark"'


def test_htmx_is_told_to_keep_within_the_policy():
    html = render("{% htmx %}")
    assert "&quot;allowEval&quot;:false" in html
    assert "&quot;includeIndicatorStyles&quot;:false" in html
    assert "htmx-2.min.js" in html


def test_what_stands_on_one_line_is_escaped_and_has_no_breaks():
    source = "{% one_line as words %}\n  a {{ t }}\n  b\n{% endone_line %}[{{ words }}]"
    assert render(source, t="<i>\nc") == "[a &lt;i&gt; c b]"


def test_an_empty_page_stands_inside_a_loop_that_may_be_empty():
    source = "{% for x in rows %}{% empty_state x %}{% endempty_state %}{% empty %}nothing{% endfor %}"
    assert "<h2>a</h2>" in render(source, rows=["a"])
    assert render(source, rows=[]) == "nothing"


@pytest.mark.parametrize(
    ("value", "words"), [(0, "0</b> <span>papers"), (1, "1</b> <span>paper<"), ("1", "1</b> <span>paper<")]
)
def test_a_number_has_the_noun_that_goes_with_it(value, words):
    html = Template('{% load ui %}{% stat value "papers" one="paper" %}').render(Context({"value": value}))
    assert words in html
