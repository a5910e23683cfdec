"""The first heading of a page, in Markdown or HTML, and where it stands."""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Sequence

import nh3
from markdown_it.token import Token

from effgenai.ui.text.markdown import page_tokens

_HEADING_OR_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<code>pre|code)\b[^<>]*>|<h[1-6]\b(?P<about>[^<>]*)>", re.IGNORECASE | re.DOTALL
)
_CLOSING = re.compile(r"</h[1-6]\s*>", re.IGNORECASE)
_CODE_END = re.compile(r"</(?:pre|code)\s*>", re.IGNORECASE)
_ID = re.compile(r"""\bid\s*=\s*["']?([A-Za-z][\w:.-]*)""", re.IGNORECASE)


@dataclasses.dataclass(frozen=True, slots=True)
class FoundHeading:
    """A heading: its words as plain text, from where to where it stands, and its id if it has one."""

    words: str
    start: int
    end: int
    id: str = ""


def heading_of_html(text: str) -> FoundHeading | None:
    """The first heading that says something; what stands in comments and code is none."""
    place = 0
    while found := _HEADING_OR_HIDDEN.search(text, place):
        place = found.end()
        closing = None
        if found["code"]:
            closing = _CODE_END.search(text, place)
        elif found["about"] is not None:
            closing = _CLOSING.search(text, place)
            words = words_of(text[place : closing.start()]) if closing else ""
            if closing and words:
                about = _ID.search(found["about"])
                return FoundHeading(words, found.start(), closing.end(), about[1] if about else "")
        if closing is None and not found[0].startswith("<!--"):
            return None
        place = closing.end() if closing else place
    return None


def heading_of_markdown(text: str) -> FoundHeading | None:
    """The same for Markdown, whose headings may be written in HTML too."""
    starts = _starts_of_lines(text)
    tokens = page_tokens(text)
    for number, token in enumerate(tokens):
        if token.map is None or token.level > 0:
            continue
        start, end = starts[token.map[0]], starts[token.map[1]]
        if token.type == "heading_open" and (words := plain_words(tokens[number + 1])):
            return FoundHeading(words, start, end, str(token.attrs.get("id", "")))
        within = heading_of_html(text[start:end]) if token.type == "html_block" else None
        if within:
            return dataclasses.replace(within, start=start + within.start, end=start + within.end)
    return None


def _starts_of_lines(text: str) -> Sequence[int]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def plain_words(token: Token) -> str:
    """The words of a line of Markdown, its formulas as they were typed."""
    return " ".join("".join(_word(child) for child in token.children or ()).split())


def _word(token: Token) -> str:
    if token.type.startswith("math_inline"):
        return f"${token.content}$"
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    return "" if token.type == "html_inline" else token.content


def words_of(markup: str) -> str:
    """The words of a piece of HTML without its tags, as plain text, without a closing ¶, which is a link."""
    return " ".join(html.unescape(nh3.clean(markup, tags=set())).split()).removesuffix("¶").rstrip()
