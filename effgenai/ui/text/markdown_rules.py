"""Small rules that our Markdown adds to CommonMark: three everywhere, two on pages of their own."""

from __future__ import annotations

import itertools
import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_ADDRESS = re.compile(r"https?://[^\s<>\"'`]*[^\s<>\"'`.,;:!?)\]]")
_HEADING_ID = re.compile(r"(?:^|[ \t]+)\{#([A-Za-z][\w:.-]{0,99})\}[ \t]*$")
_CONTENTS = re.compile(r"\[TOC\]|(?:[^\n]*\n)?\{:\s*toc\b[^{}\n]*\}")
CONTENTS_CLASS = "text-contents"
_ALIGNMENT = re.compile(r"text-align:(left|center|right)")


def demote_headings(state: StateCore) -> None:
    """Shift headings one level down: the page's own title is the only first-level heading."""
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"


def align_cells(state: StateCore) -> None:
    """Say the alignment of a table cell by attribute; styles are forbidden by the content-security policy."""
    for token in state.tokens:
        match = _ALIGNMENT.fullmatch(str(token.attrs.pop("style", "")))
        if match:
            token.attrs["align"] = match[1]


def link_addresses(state: StateCore) -> None:
    """Make a bare https:// address in running text a link."""
    for token in state.tokens:
        if token.children:
            token.children = _linked(token.children)


def _linked(children: list[Token]) -> list[Token]:
    result: list[Token] = []
    inside_link = 0
    for child in children:
        inside_link += (child.type == "link_open") - (child.type == "link_close")
        result += _split(child) if child.type == "text" and not inside_link else [child]
    return result


def _split(text: Token) -> list[Token]:
    parts: list[Token] = []
    end = 0
    for match in _ADDRESS.finditer(text.content):
        parts += [_text(text.content[end : match.start()]), *_link(match[0])]
        end = match.end()
    return [*parts, _text(text.content[end:])]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _link(address: str) -> list[Token]:
    return [Token("link_open", "a", 1, attrs={"href": address}), _text(address), Token("link_close", "a", -1)]


def name_headings(state: StateCore) -> None:
    """Give a heading that ends with `{#name}` this id."""
    for opening, inline in itertools.pairwise(state.tokens):
        if opening.type != "heading_open" or "{#" not in inline.content:
            continue
        start = inline.content.rindex("{#")
        found = _HEADING_ID.search(inline.content, max(0, start - 1))
        if found:
            opening.attrs["id"] = found[1]
            inline.content = _without_closing(inline.content[: found.start()])


def _without_closing(heading: str) -> str:
    """A heading without the signs that may close it, which CommonMark wants at its very end."""
    words = heading.rstrip("#")
    return words.rstrip() if words.endswith((" ", "\t")) else heading.rstrip()


def place_contents(state: StateCore) -> None:
    """Put a mark for a list of contents where `[TOC]` stands alone, or `{:toc}`, alone or below an item."""
    tokens: list[Token] = []
    for token in state.tokens:
        tokens.append(token)
        if token.type == "paragraph_close" and _CONTENTS.fullmatch(tokens[-2].content):
            tokens[-3:] = [_contents_mark(tokens[-3])]
    state.tokens = tokens


def _contents_mark(line: Token) -> Token:
    mark = f'<div class="{CONTENTS_CLASS}"></div>\n'
    return Token("html_block", "", 0, content=mark, block=True, level=line.level, map=line.map)


def add_page_rules(parser: MarkdownIt) -> MarkdownIt:
    """Teach `parser` those of pages of their own."""
    for rule in (name_headings, place_contents):
        parser.core.ruler.before("inline", rule.__name__, rule)
    return parser


def add_rules(parser: MarkdownIt) -> MarkdownIt:
    """Teach `parser` those of every text."""
    for rule in (demote_headings, align_cells, link_addresses):
        parser.core.ruler.push(rule.__name__, rule)
    return parser
