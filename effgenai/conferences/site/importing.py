"""Reads a page of a Jekyll site: front matter, then HTML or Markdown with Liquid tags in it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from typing import Any

import nh3
import yaml

from effgenai.conferences.site.states import PageFormat
from effgenai.ui.text.controls import without_controls
from effgenai.ui.text.markdown import sanitise_html

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)
MAX_FRONT_MATTER = 20_000
# What begins and ends a part; comments first, for they may hold the others.
_Ends = tuple[re.Pattern[str], re.Pattern[str]]
_LIQUID: tuple[_Ends, ...] = (
    (re.compile(r"\{%-?\s*comment\s*-?%\}"), re.compile(r"\{%-?\s*endcomment\s*-?%\}")),
    (re.compile(r"\{%"), re.compile(r"%\}")),
    (re.compile(r"\{\{"), re.compile(r"\}\}")),
)
_KRAMDOWN = re.compile(r"\{:[^{}\n]*\}")
_HTML_HEADING: _Ends = (re.compile(r"<h1\b[^<>]*>", re.IGNORECASE), re.compile(r"</h1\s*>", re.IGNORECASE))
_MARKDOWN_HEADING: _Ends = (re.compile(r"^#[ \t]+(?=\S)", re.MULTILINE), re.compile(r"$", re.MULTILINE))
_BLOCK_TAG = re.compile(r"<(?:p|h[1-6]|ul|ol|section|div|table|article|main)\b", re.IGNORECASE)
_WRITTEN_APART: tuple[_Ends, ...] = tuple(
    (re.compile(rf"<{tag}\b", re.IGNORECASE), re.compile(rf"</{tag}\s*>", re.IGNORECASE))
    for tag in ("script", "style", "template", "iframe")
)


@dataclasses.dataclass(frozen=True, slots=True)
class ImportedPage:
    """A page as it will be kept: a title, and a body that is safe already."""

    title: str
    body: str
    format: PageFormat


class UnreadablePage(Exception):  # noqa: N818 - it is an answer, not a fault
    """The file is no page. The text says what is wrong with it."""


def read_page(text: str, *, title: str = "", is_markdown: bool | None = None) -> ImportedPage:
    """The page in the text of a file. Its title: the given one, the front matter's, or its first heading.

    Raises UnreadablePage if it has no title.
    """
    front, body = _split(without_controls(text.removeprefix("\ufeff")))
    body = _KRAMDOWN.sub("", _without(body, _LIQUID)).strip()
    if is_markdown is None:
        is_markdown = _BLOCK_TAG.search(body) is None
    given = title or _text_of(_plain(front.get("title")))
    heading, rest = _take_heading(body, _MARKDOWN_HEADING if is_markdown else _HTML_HEADING)
    name = given or heading
    body = rest if heading == name else body
    if not name:
        raise UnreadablePage("The page has no title: neither its front matter nor a first heading gives one.")
    if is_markdown:
        return ImportedPage(name[:160], _without(body, _WRITTEN_APART).strip(), PageFormat.MARKDOWN)
    return ImportedPage(name[:160], str(sanitise_html(body)).strip(), PageFormat.HTML)


def _split(text: str) -> tuple[dict[str, Any], str]:
    found = _FRONT_MATTER.match(text)
    if found is None:
        return {}, text
    if len(found[1]) > MAX_FRONT_MATTER:
        raise UnreadablePage(f"The front matter has more than {MAX_FRONT_MATTER:,} characters.")
    try:
        front = yaml.load(found[1], Loader=_Loader)  # noqa: S506 - it is a safe loader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UnreadablePage(f"The front matter is not valid YAML: {error}") from error
    return (front if isinstance(front, dict) else {}), text[found.end() :]


class _Loader(yaml.SafeLoader):
    """YAML without references to other parts of it, which would let a short text stand for an endless one."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Take a part of the text; a reference is refused."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("It refers to another part of itself.")
        return super().compose_node(parent, index)


def _plain(value: object) -> str:
    """A title as front matter writes it; a list or a table is none."""
    return str(value) if isinstance(value, str | int | float) else ""


def _without(text: str, parts: Iterable[_Ends]) -> str:
    """The text without the parts between these ends. Each end is looked for once, from left to right."""
    for begins, ends in parts:
        pieces, place = [], 0
        while (begin := begins.search(text, place)) and (end := ends.search(text, begin.end())):
            pieces.append(text[place : begin.start()])
            place = end.end()
        text = "".join([*pieces, text[place:]])
    return text


def _take_heading(body: str, heading: _Ends) -> tuple[str, str]:
    """The first heading and the body without it, for the page shows its title by itself."""
    begin = heading[0].search(body)
    end = heading[1].search(body, begin.end()) if begin else None
    if begin is None or end is None:
        return "", body
    words = body[begin.end() : end.start()].rstrip(" \t#")
    return _text_of(words), (body[: begin.start()] + body[end.end() :]).strip()


def _text_of(html: str) -> str:
    """The words of a heading without its tags, as plain text."""
    bare = nh3.clean(html, tags=set())
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&nbsp;", " "), ("&amp;", "&")):
        bare = bare.replace(entity, sign)
    return " ".join(bare.split())
