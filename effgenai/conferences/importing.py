"""Reads a page of a Jekyll site: front matter, then HTML or Markdown with Liquid tags in it."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import nh3
import yaml

from effgenai.conferences.states import PageFormat
from effgenai.ui.markdown import sanitise_html

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)
_LIQUID = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_LIQUID_COMMENT = re.compile(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}", re.DOTALL)
_KRAMDOWN = re.compile(r"\{:[^}\n]*\}")
_HTML_HEADING = re.compile(r"<h1\b[^>]*>(.*?)</h1\s*>", re.DOTALL | re.IGNORECASE)
_MARKDOWN_HEADING = re.compile(r"^#[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_BLOCK_TAG = re.compile(r"<(?:p|h[1-6]|ul|ol|section|div|table|article|main)\b", re.IGNORECASE)
_WRITTEN_APART = re.compile(r"<(script|style|template|iframe)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)


@dataclasses.dataclass(frozen=True, slots=True)
class ImportedPage:
    """A page as it will be kept: a title, and a body that is safe already."""

    title: str
    body: str
    format: PageFormat


class UnreadablePage(Exception):  # noqa: N818 - it is an answer, not a fault
    """The file is no page. The text says what is wrong with it."""


def read_page(text: str, *, title: str = "", is_markdown: bool | None = None) -> ImportedPage:
    """The page in the text of a file. Its title: the given one, the front matter's, or its first heading."""
    front, body = _split(text.removeprefix("\ufeff").replace("\x00", ""))
    body = _KRAMDOWN.sub("", _LIQUID.sub("", _LIQUID_COMMENT.sub("", body))).strip()
    if is_markdown is None:
        is_markdown = _BLOCK_TAG.search(body) is None
    given = title or _text_of(str(front.get("title") or ""))
    heading, rest = _take_heading(body, _MARKDOWN_HEADING if is_markdown else _HTML_HEADING)
    name = given or heading
    body = rest if heading == name else body
    if not name:
        raise UnreadablePage("The page has no title: neither its front matter nor a first heading gives one.")
    if is_markdown:
        return ImportedPage(name[:160], _WRITTEN_APART.sub("", body).strip(), PageFormat.MARKDOWN)
    return ImportedPage(name[:160], str(sanitise_html(body)).strip(), PageFormat.HTML)


def _split(text: str) -> tuple[dict[str, Any], str]:
    found = _FRONT_MATTER.match(text)
    if found is None:
        return {}, text
    try:
        front = yaml.safe_load(found[1])
    except yaml.YAMLError as error:
        raise UnreadablePage(f"The front matter is not valid YAML: {error}") from error
    return (front if isinstance(front, dict) else {}), text[found.end() :]


def _take_heading(body: str, pattern: re.Pattern[str]) -> tuple[str, str]:
    """The first heading and the body without it, for the page shows its title by itself."""
    found = pattern.search(body)
    if found is None:
        return "", body
    return _text_of(found[1]), (body[: found.start()] + body[found.end() :]).strip()


def _text_of(html: str) -> str:
    """The words of a heading without its tags, as plain text."""
    bare = nh3.clean(html, tags=set())
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&nbsp;", " "), ("&amp;", "&")):
        bare = bare.replace(entity, sign)
    return " ".join(bare.split())
