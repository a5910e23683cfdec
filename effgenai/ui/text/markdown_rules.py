"""Three small rules that our Markdown adds to CommonMark."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_ADDRESS = re.compile(r"https?://[^\s<>\"'`]*[^\s<>\"'`.,;:!?)\]]")
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


def add_rules(parser: MarkdownIt) -> MarkdownIt:
    """Teach `parser` all of them."""
    for rule in (demote_headings, align_cells, link_addresses):
        parser.core.ruler.push(rule.__name__, rule)
    return parser
