from __future__ import annotations

import re

import html5lib
import pytest
from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as st

from effgenai.ui.text import cache as cached_texts
from effgenai.ui.text import markdown
from effgenai.ui.text.cache import clear_short_texts
from effgenai.ui.text.markdown import (
    MAX_FORMULA,
    MAX_FORMULAS,
    MAX_TEXT,
    _rendered,
    _rendered_page,
    formula_html,
    render_inline,
    render_markdown,
    render_page,
    sanitise_html,
)
from tests.support.growth import grows_evenly


def test_ordinary_markdown():
    html = render_markdown("A *word*, a [link](https://example.org) and `code`.\n\n- one\n- two")
    assert "<em>word</em>" in html
    assert '<a href="https://example.org" rel="nofollow noopener">link</a>' in html
    assert "<code>code</code>" in html
    assert "<li>one</li>" in html


def test_headings_stand_below_the_title_of_the_page():
    assert "<h2>Top</h2>" in render_markdown("# Top")
    assert "<h6>Deep</h6>" in render_markdown("###### Deep")


def test_tables_say_their_alignment_without_styles():
    html = render_markdown("|a|b|\n|:-:|--:|\n|1|2|")
    assert '<td align="center">1</td>' in html
    assert '<td align="right">2</td>' in html
    assert "style" not in html


def test_bare_addresses_become_links_without_the_full_stop():
    html = render_markdown("See https://example.org/a?b=1&c=2. Or [https://no.example](https://yes.example).")
    assert '<a href="https://example.org/a?b=1&amp;c=2" rel="nofollow noopener">' in html
    assert html.count("<a ") == 2
    assert "</a>. Or" in html


def test_formulas_become_mathml():
    html = render_markdown("Cost is $O(n^2)$.\n\n$$\n\\frac{a}{b}\n$$")
    assert "<msup><mi>n</mi><mn>2</mn></msup>" in html
    assert '<div class="math-block"><math display="block">' in html
    assert "<mfrac>" in html


def test_named_functions_keep_their_distance():
    assert ">log</mo>" in formula_html(r"n \log n")


def test_prices_are_no_formulas():
    assert "<math" not in render_markdown("It costs $5 and then $10, or \\$20.")


@pytest.mark.parametrize("source", ["\\left(", "{", "\\begin{foo}", "a_b_c_d", "\\frac{"])
def test_an_unreadable_formula_is_shown_as_written(source):
    html = render_markdown(f"before ${source}$ after")
    assert f'<code class="math-error">{source}</code>' in html
    assert "before" in html
    assert "after" in html


@pytest.mark.parametrize("source", ["x+" * 600, "{" * 40 + "x" + "}" * 40, "\\left(" * 40 + "\\right)" * 40])
def test_an_absurd_formula_is_not_even_tried(source):
    assert "math-error" in formula_html(source)


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x](https://tracker.example/pixel.png)",
    "![x](//tracker.example/pixel.png)",
    "![x](\\\\tracker.example/pixel.png)",
    "<iframe src='/chair/'></iframe>",
    "<form action='/chair/delete/'><button>OK</button></form>",
    "<style>body{display:none}</style>",
    "<p style='position:fixed' class='button primary' id='main'>x</p>",
    "<a href='#' onclick='x()' target='_blank'>x</a>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "$\\text{<img src=x onerror=alert(1)>}$",
    "$\\href{javascript:alert(1)}{x}$",
    "$\\style{display:none}{x}$",
    "<base href='https://evil.example/'><meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<input name=csrfmiddlewaretoken><object data=x></object><embed src=x>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
]
FORBIDDEN_TAGS = {
    "script",
    "style",
    "iframe",
    "form",
    "button",
    "input",
    "object",
    "embed",
    "base",
    "meta",
    "svg",
    "link",
    "annotation-xml",
}
FORBIDDEN_ATTRIBUTES = re.compile(r"on.*|style|id|target|formaction|srcset|xlink.*")
CLASSES = {"math-inline", "math-block", "math-error", ""}


def harmless_attribute(tag: str, name: str, value: str) -> bool:
    runs = re.match(r"\s*(javascript|data|vbscript):", value, re.IGNORECASE)
    fetches = name == "src" and (":" in value or value.startswith(("//", "\\")))
    dresses = name == "class" and value not in CLASSES
    leads = "href" in name and tag != "a"
    is_prefixed = name == "id" and value.startswith("s-")
    forbidden = FORBIDDEN_ATTRIBUTES.fullmatch(name) and not is_prefixed
    return not (forbidden or runs or fetches or dresses or leads)


def harmless(html: str) -> bool:
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    nodes = [(node.tag.rpartition("}")[2].lower(), node) for node in tree.iter() if isinstance(node.tag, str)]
    return all(
        tag not in FORBIDDEN_TAGS
        and all(harmless_attribute(tag, str(name).lower(), value) for name, value in node.attrib.items())
        for tag, node in nodes
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_out_harmless_by_every_way(text):
    for html in (
        render_markdown(text),
        render_page(text),
        render_inline(text),
        sanitise_html(text),
        sanitise_html(text, anchors=True, own_pictures=True),
    ):
        assert harmless(html), html


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*HOSTILE, "$", "$$", "\n\n", "`", "**", "|", "> ", "<b>", "&lt;", "\x00", "](", "é"]
        ),
        max_size=8,
    )
)
def test_any_mixture_of_it_stays_harmless(parts):
    text = "".join(parts)
    assert harmless(render_markdown(text))
    assert harmless(render_page(text))
    assert harmless(render_inline(text))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_no_text_makes_it_raise(text):
    assert isinstance(render_markdown(text), str)
    assert isinstance(render_inline(text), str)


UNITS = [
    "[", "*a", "`", "> ", "- ", "$x$", "$$", "|a", "[a](", "[![", "&", "<a ", "1. ", "$\\frac{", "_a*b",
    "$$x\n", "$$x\n\n", "- $$x\n", "> $$x\n\n", "- > $$x\n", "$a ", "\\$a", "$a\\$", "$$a b $$ c\n", "![",
    "[]: x\n", "[a\n", "**a *b ", "~~a ", "<!--", "<?", "<![CDATA[", "&a", "http://", "\\", "# a\n", "```\n",
    "~~~ a\n> ", "* ", "<b><p>", "<table><b>x", "<a><table>", "> * 1. ", "|a|b|\n|-|-|\n", "'a\" ",
    "[a]: x '", "a\n", "    a\n\n",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_a_hostile_text_costs_as_much_more_as_it_is_longer(unit):
    def worst(size: int) -> str:
        return (unit * size)[:size]

    assert grows_evenly(lambda text: _rendered(text, own_pictures=False), worst, 2_000)
    assert grows_evenly(_rendered_page, worst, 2_000)
    assert grows_evenly(render_inline, worst, MAX_FORMULA)


@pytest.mark.parametrize(
    "unit", ["$", "\\", "{", "x^", "x'", "\\frac", "\\sqrt", "\\left(", "%", "x\\over 1", "-", "\\verb|"]
)
def test_a_hostile_formula_costs_as_much_more_as_it_is_longer(unit):
    def worst(size: int) -> str:
        return (unit * size)[:size]

    assert grows_evenly(formula_html.__wrapped__, worst, MAX_FORMULA)


def test_a_formula_that_begins_and_does_not_end_leaves_the_text_as_written():
    assert render_markdown("$$x\n\nNext\n\n$$").count("<p>") == 3
    assert '<div class="math-block">' in render_markdown("$$\nx\n+y\n$$")


@pytest.mark.parametrize(
    "definition", ["\\def\\a{xx}\\a", "\\newcommand{\\a}{xx}\\a", "\\renewcommand{\\a}{xx}\\a"]
)
def test_a_formula_that_defines_commands_is_shown_as_written(definition):
    assert formula_html(definition) == f'<code class="math-error">{definition}</code>'
    assert "<math" in formula_html("\\Delta \\to \\infty")


def _never(*_args: object, **_options: object) -> str:
    raise AssertionError("It was rendered again.")


@pytest.mark.parametrize("text", ["short $x$", "long $x$ " * 400])
def test_no_text_is_rendered_twice(text, monkeypatch):
    clear_short_texts()
    first = render_markdown(text)
    monkeypatch.setattr(markdown, "_rendered", _never)
    second = render_markdown(text)
    assert first == second
    assert isinstance(second, SafeString)


def test_what_is_kept_is_kept_for_one_way_of_rendering():
    text = "<b>x</b> " * 300
    assert "&lt;b&gt;" in render_markdown(text)
    assert "<b>" in render_page(text)


def test_another_renderer_renders_anew(monkeypatch):
    text = "x " * 1_000
    render_markdown(text)
    monkeypatch.setattr(cached_texts, "_renderer", lambda: "another")
    monkeypatch.setattr(markdown, "_rendered", lambda *_, **__: "anew")
    assert render_markdown(text) == "anew"


def test_a_text_beyond_all_bounds_is_shown_plain():
    assert render_markdown("<b>" + "x" * MAX_TEXT).startswith("<pre>&lt;b&gt;xxx")
    assert render_inline("<b>" + "x" * MAX_FORMULA).startswith("<span>&lt;b&gt;xxx")


def test_a_text_of_countless_formulas_shows_the_rest_as_written():
    html = render_markdown("$x$ " * (MAX_FORMULAS + 1))
    assert html.count("<math") == MAX_FORMULAS
    assert html.count("math-error") == 1


def test_pictures_of_our_own_stay():
    assert '<img src="/files/a.png" alt="a">' in render_markdown("![a](/files/a.png)")


def test_html_is_shown_as_typed_unless_it_is_allowed():
    assert "&lt;b&gt;" in render_markdown("<b>x</b>")
    assert "<b>x</b>" in render_page("<b>x</b>")


def test_titles_have_formulas_and_nothing_else():
    html = render_inline("Is $O(n)$ *really* <b>enough</b>? \\$5 # no")
    assert "<math" in html
    assert "*really* &lt;b&gt;enough&lt;/b&gt;? $5 # no" in html
