"""Text that people write, as safe HTML: Markdown, formulas as MathML, everything through one sanitiser."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache, partial
from html import escape
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_block_dollar, math_inline_dollar
from mdit_py_plugins.footnote import footnote_plugin

from effgenai.ui.text.cache import cached
from effgenai.ui.text.markdown_rules import CONTENTS_CLASS, add_page_rules, add_rules


def words(text: str) -> frozenset[str]:
    """The words of a list, such as the names of tags."""
    return frozenset(text.split())


EXTENSIONS = ["table", "strikethrough"]
MAX_TEXT = 100_000
MAX_FORMULA = 1_000
MAX_FORMULA_LINES = 40
MAX_FORMULA_DEPTH = 30
MAX_FORMULAS = 500

MATHML_TAGS = words(
    """
    math maction menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts
    mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none
    """
)
MATHML_ATTRIBUTES = words(
    """
    accent accentunder columnalign columnlines columnspacing columnspan depth display displaystyle fence
    form frame height largeop linethickness lspace mathcolor mathsize mathvariant maxsize minsize
    movablelimits notation rowalign rowlines rowspacing rowspan rspace scriptlevel separator stretchy
    symmetric voffset width
    """
)
TEXT_TAGS = words(
    """
    a abbr b blockquote br caption code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr
    i img ins kbd li ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr
    u ul var
    """
)
TEXT_ATTRIBUTES: Mapping[str, set[str]] = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "code": {"class"},
    "div": {"class"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start", "reversed"},
    "span": {"class"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
}
# Nobody's text may borrow the classes of our buttons and callouts: only these survive.
CLASSES = {"code": {"math-error"}, "div": {"math-block"}, "span": {"math-inline"}}
# An id that somebody wrote gets a prefix, so that no script or page takes it for one of its own.
ID_PREFIX = "s-"
_ID = re.compile(r"[^\s<>\"'&]{1,100}")
ATTRIBUTES = {**TEXT_ATTRIBUTES, **{tag: set(MATHML_ATTRIBUTES) for tag in MATHML_TAGS}}

# The converter makes these identifiers, and "n log n" would run together; operators keep their distance.
_FUNCTION = re.compile(
    r"<mi>(arg|cos|cosh|cot|deg|det|dim|exp|gcd|inf|ker|lg|ln|log|sin|sinh|sup|tan|tanh)</mi>"
)
# A formula that defines commands could expand to any length.
_DEFINITION = re.compile(r"\\(?:(?:re|provide)?new|provide|def\b|let\b|Declare)")
_OWN_ADDRESS = re.compile(r"(?![/\\]{2})(?![a-z][a-z0-9+.-]*:)[^\\\s]+", re.IGNORECASE)

# A title without these needs escaping only: no formula begins, and no character is replaced.
_WITHOUT_SIGNS = re.compile(r"[^\\$\r\x00\ufeff\ud800-\udfff]*")
# As the sanitiser writes them.
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\N{NO-BREAK SPACE}": "&nbsp;"})

# The name of a picture of the library; who asks for `own_pictures` puts the picture in its place.
PICTURE_SCHEME = "image"
_PICTURE_NAME = re.compile(rf"{PICTURE_SCHEME}:[a-z0-9]{{1,40}}")
SCHEMES = {"http", "https", "mailto", "doi"}


def _own_images_only(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src":
        is_own = _OWN_ADDRESS.fullmatch(value.strip()) or _PICTURE_NAME.fullmatch(value)
        return value if is_own else None
    is_link_to_picture = attribute == "href" and value.lower().startswith(f"{PICTURE_SCHEME}:")
    return None if is_link_to_picture else value


def _prefixed_ids(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "id" or (tag == "a" and attribute == "name"):
        name = value.strip().removeprefix(ID_PREFIX)
        return ID_PREFIX + name if _ID.fullmatch(name) else None
    return _own_images_only(tag, attribute, value)


def _clean(
    html: str,
    tags: frozenset[str],
    schemes: frozenset[str] = frozenset(),
    *,
    anchors: bool = False,
) -> str:
    attributes = {tag: names for tag, names in ATTRIBUTES.items() if tag in tags and tag not in CLASSES}
    classes = {tag: names for tag, names in CLASSES.items() if tag in tags}
    if anchors:
        attributes |= {tag: attributes.get(tag, set()) | {"id"} for tag in TEXT_TAGS}
        attributes["a"] = attributes["a"] | {"name"}
        classes["div"] = classes["div"] | {CONTENTS_CLASS}
    return nh3.clean(
        html,
        tags=set(tags),
        attributes=attributes,
        allowed_classes=classes,
        attribute_filter=_prefixed_ids if anchors else _own_images_only,
        url_schemes=SCHEMES | schemes,
        link_rel="nofollow noopener",
        strip_comments=True,
    )


def sanitise_html(html: str, *, own_pictures: bool = False, anchors: bool = False) -> SafeString:
    """Return `html` with nothing left in it that could run, style, frame or fetch from elsewhere.

    With `own_pictures` an image whose source is `image:` and a key is kept for the caller to replace; with
    `anchors` ids stay, each behind a prefix, for `with_anchors` to lead links to them.
    """
    schemes = frozenset({PICTURE_SCHEME} if own_pictures else ())
    safe = _clean(html, TEXT_TAGS | MATHML_TAGS, schemes, anchors=anchors)
    return mark_safe(safe)  # noqa: S308 - it has just been cleaned


def _depth(formula: str) -> int:
    deepest = depth = 0
    for sign in formula:
        depth += (sign == "{") - (sign == "}")
        deepest = max(deepest, depth)
    return deepest + formula.count(r"\left") + formula.count(r"\begin")


@lru_cache(maxsize=512)
def formula_html(source: str, *, block: bool = False) -> str:
    """Return a LaTeX formula as MathML; one that cannot be read is shown as it was written."""
    if len(source) > MAX_FORMULA or _depth(source) > MAX_FORMULA_DEPTH or _DEFINITION.search(source):
        return _unreadable(source)
    try:
        mathml = convert(source, display="block" if block else "inline")
    except Exception:  # noqa: BLE001 - the converter raises KeyError, IndexError and more for what it cannot read
        return _unreadable(source)
    return _clean(_FUNCTION.sub(r'<mo lspace="0.167em" rspace="0.167em">\1</mo>', mathml), MATHML_TAGS)


def _unreadable(source: str) -> str:
    return f'<code class="math-error">{escape(source)}</code>'


def _render_math(_renderer: Any, tokens: Any, index: int, _options: Any, env: dict[str, Any]) -> str:
    source = tokens[index].content.strip()
    env["formulas"] = env.get("formulas", 0) + 1
    block = tokens[index].type.startswith("math_block")
    html = formula_html(source, block=block) if env["formulas"] <= MAX_FORMULAS else _unreadable(source)
    return f'<div class="math-block">{html}</div>\n' if block else f'<span class="math-inline">{html}</span>'


_find_formula_block = math_block_dollar(allow_labels=False, allow_blank_lines=False)


def _formula_block(state: StateBlock, first: int, last: int, silent: bool) -> bool:  # noqa: FBT001 - the parser's
    """The plugin's rule, which would look for the end of each formula down to the end of the text."""
    return _find_formula_block(state, first, min(last, first + MAX_FORMULA_LINES), silent)


_find_formula = math_inline_dollar(allow_space=False, allow_digits=False, allow_double=True)


def _formula(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's
    """The plugin's rule, which takes the last sign of a text for the one before its first."""
    if state.pos > 0:
        return _find_formula(state, silent)
    source, state.src = state.src, state.src + "\n"
    try:
        return _find_formula(state, silent)
    finally:
        state.src = source


def _with_formulas(parser: MarkdownIt) -> MarkdownIt:
    # Without spaces and digits at the signs, "$5 and $10" stays a price.
    dollarmath_plugin(parser, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True)
    parser.inline.ruler.at("math_inline", _formula)
    parser.block.ruler.at("math_block", _formula_block)
    for kind in ("math_inline", "math_inline_double", "math_block"):
        parser.add_render_rule(kind, _render_math)
    return parser


@lru_cache(maxsize=1)
def _document_parser() -> MarkdownIt:
    return _with_formulas(add_rules(MarkdownIt("commonmark", {"html": False}).enable(EXTENSIONS)))


@lru_cache(maxsize=1)
def _page_parser() -> MarkdownIt:
    parser = add_rules(MarkdownIt("commonmark", {"html": True}).enable(EXTENSIONS))
    footnote_plugin(parser, inline=False)
    return _with_formulas(add_page_rules(parser))


@lru_cache(maxsize=1)
def _source_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(EXTENSIONS)
    footnote_plugin(parser, inline=False)
    _with_formulas(add_page_rules(parser))
    for kind in ("math_inline", "math_inline_double", "math_block"):
        parser.add_render_rule(kind, _typed_formula)
    return parser


def _typed_formula(_renderer: Any, tokens: Any, index: int, _options: Any, _env: dict[str, Any]) -> str:
    token = tokens[index]
    mark = "$" if token.type == "math_inline" else "$$"
    formula = f"<code>{mark}{escape(token.content.strip())}{mark}</code>"
    return f"<p>{formula}</p>\n" if token.type == "math_block" else formula


@lru_cache(maxsize=1)
def _inline_parser() -> MarkdownIt:
    return _with_formulas(MarkdownIt("zero", {"html": False}).enable("escape"))


def render_markdown(text: str, *, own_pictures: bool = False) -> SafeString:
    """Return Markdown (CommonMark, tables, $formulas$) as safe HTML; never raises, whatever was written.

    HTML tags are shown as typed.
    What was rendered is cached, so that no text is rendered at every view.
    """
    if len(text) > MAX_TEXT:
        return _plain(text)
    render = partial(_rendered, text, own_pictures=own_pictures)
    html = cached(f"text:{own_pictures:d}", text, render)
    return mark_safe(html)  # noqa: S308 - the sanitiser's own, cached by what was written


def render_page(text: str) -> SafeString:
    """The same for a page of its own, which may use HTML, pictures of the library, ids, footnotes and [TOC].

    `with_anchors` leads the links within it to their places.
    """
    if len(text) > MAX_TEXT:
        return _plain(text)
    render = partial(_rendered_page, text)
    return mark_safe(cached("page", text, render))  # noqa: S308 - as above


def _rendered_page(text: str) -> str:
    html = _page_parser().render(text.replace("\x00", ""), {})
    return sanitise_html(html, own_pictures=True, anchors=True)


def page_source_html(text: str) -> str:
    """A page as HTML to be read on: not made safe, headings as written, formulas as typed within `<code>`."""
    return str(_source_parser().render(text.replace("\x00", ""), {}))


def page_tokens(text: str) -> list[Token]:
    """A page taken apart, for those who look for something in it."""
    return _page_parser().parse(text.replace("\x00", ""), {})


def _rendered(text: str, *, own_pictures: bool) -> str:
    return sanitise_html(_document_parser().render(text.replace("\x00", ""), {}), own_pictures=own_pictures)


def markdown_tokens(text: str) -> list[Token]:
    """The same text taken apart, for those who make something else of it than HTML."""
    return _document_parser().parse(text[:MAX_TEXT].replace("\x00", ""), {})


def render_inline(text: str) -> SafeString:
    r"""Return a title: everything escaped, $formulas$ as MathML, `\$` for a dollar sign."""
    if len(text) > MAX_FORMULA:
        return _plain(text, tag="span")
    if _WITHOUT_SIGNS.fullmatch(text):
        return mark_safe(text.translate(_ESCAPED))  # noqa: S308 - escaped
    return mark_safe(cached("title", text, partial(_rendered_inline, text)))  # noqa: S308 - as above


def inline_tokens(text: str) -> list[Token]:
    """The same title taken apart, for those who make something else of it than HTML."""
    (inline,) = _inline_parser().parseInline(text[:MAX_TEXT].replace("\x00", ""), {})
    return inline.children or []


def _rendered_inline(text: str) -> str:
    return sanitise_html(_inline_parser().renderInline(text.replace("\x00", ""), {}))


def _plain(text: str, tag: str = "pre") -> SafeString:
    return mark_safe(f"<{tag}>{escape(text)}</{tag}>")  # noqa: S308 - escaped
