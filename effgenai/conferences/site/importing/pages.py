"""Makes a written page of the text of a file."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from markdown_it.token import Token

from effgenai.conferences.site.importing.dialects import is_marked_as_markdown, without_dialects
from effgenai.conferences.site.importing.front_matter import UnreadablePage, split_front_matter
from effgenai.conferences.site.importing.headings import (
    FoundHeading,
    heading_of_html,
    heading_of_markdown,
    words_of,
)
from effgenai.conferences.site.importing.kramdown import without_attributes
from effgenai.conferences.site.importing.liquid import without_liquid
from effgenai.conferences.site.importing.losses import (
    counted,
    losses_of_link,
    losses_of_picture,
    without_lost_parts,
)
from effgenai.conferences.site.states import PageFormat
from effgenai.ui.text.controls import without_controls
from effgenai.ui.text.markdown import MAX_TEXT, page_tokens, sanitise_html

MAX_TITLE = 160
_BLOCK_TAG = re.compile(r"<(?:p|h[1-6]|ul|ol|section|div|table|article|main)\b", re.IGNORECASE)
_MARKDOWN_HEADING = re.compile(r"^#{1,6}[ \t]+\S", re.MULTILINE)


_BLANK_LINES = re.compile(r"\A(?:[ \t]*\n)+")
_MARKDOWN_NAMES = (".md", ".markdown", ".mkd", ".mkdn")


@dataclasses.dataclass(frozen=True, slots=True)
class ImportedPage:
    """A page as it will be kept: a title, a body that is safe already, and what the file had besides."""

    title: str
    body: str
    format: PageFormat
    left_out: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """A file without what only Jekyll understands: what its front matter calls it, its text, what went."""

    title: str
    text: str
    is_markdown: bool
    left_out: list[str]


def is_named_markdown(name: str) -> bool | None:
    """Whether a file's name tells Markdown; None where its text has to decide."""
    return True if name.lower().endswith(_MARKDOWN_NAMES) else None


def read_page(text: str, *, title: str = "", is_markdown: bool | None = None) -> ImportedPage:
    """The page in the text of a file. Its title: the given one, the front matter's, or its first heading.

    Raises UnreadablePage if it has no title, or is too long to be shown.
    """
    source = read_source(text, is_markdown=is_markdown)
    given = title or source.title
    find = heading_of_markdown if source.is_markdown else heading_of_html
    heading = find(source.text)
    name = given or (heading.words if heading else "")
    if not name:
        raise UnreadablePage("The page has no title: neither its front matter nor a first heading gives one.")
    body = _without(source.text, heading) if heading and heading.words == name else source.text
    if source.is_markdown:
        return ImportedPage(name[:MAX_TITLE], body, PageFormat.MARKDOWN, _left_out(source, name))
    safe = str(sanitise_html(body, anchors=True, own_pictures=True)).strip()
    return ImportedPage(name[:MAX_TITLE], safe, PageFormat.HTML, _left_out(source, name))


def _left_out(source: Source, name: str) -> tuple[str, ...]:
    longer = [f"The end of the title, “{name[MAX_TITLE:]}”"] if len(name) > MAX_TITLE else []
    return counted([*longer, *source.left_out])


def read_source(text: str, *, is_markdown: bool | None = None) -> Source:
    """What a file says, without front matter, Liquid, attributes in braces, and what no page may hold."""
    lines = without_controls(text.removeprefix("\ufeff")).replace("\r\n", "\n").replace("\r", "\n")
    front, body = split_front_matter(lines)
    if is_markdown is None:
        is_markdown = _looks_like_markdown(body)
    body, left_out = without_liquid(body, in_markdown=is_markdown)
    if is_markdown:
        _refuse_endless(body)
        body, lost = _clean_markdown(body)
    else:
        body, lost = without_lost_parts(body)
        _refuse_endless(body)
    title = words_of(_plain(front.get("title")))
    return Source(title, without_blank_ends(body), is_markdown, [*left_out, *lost])


def _refuse_endless(body: str) -> None:
    if len(body) > MAX_TEXT:
        raise UnreadablePage(f"The page has {len(body):,} characters; at most {MAX_TEXT:,} can be shown.")


def _looks_like_markdown(text: str) -> bool:
    """A heading of Markdown before the first tag of a block, no such tag at all, or one that says so."""
    if is_marked_as_markdown(text):
        return True
    block, heading = _BLOCK_TAG.search(text), _MARKDOWN_HEADING.search(text)
    return block is None or (heading is not None and heading.start() < block.start())


def _plain(value: object) -> str:
    """A title as front matter writes it; a list or a table is none."""
    return str(value) if isinstance(value, str | int | float) else ""


def _clean_markdown(text: str) -> tuple[str, list[str]]:
    """The Markdown without attributes in braces and the HTML that goes; code stays as it is."""
    body, boxes = without_dialects(text)
    body, attributes = without_attributes(body)
    pieces, left_out = [], [*boxes, *attributes]
    for part, is_code in _parts(body):
        rest, lost = (part, []) if is_code else without_lost_parts(part, in_markdown=True)
        pieces.append(rest)
        left_out += lost
    body = "\n".join(pieces)
    return body, [*left_out, *_losses_of_tokens(page_tokens(body))]


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text in turns: what is none, and what is a block of code."""
    lines, place = text.split("\n"), 0
    for token in page_tokens(text):
        if token.type in {"fence", "code_block"} and token.map and token.map[0] >= place:
            start, end = token.map
            yield from (("\n".join(lines[place:start]), False),) if start > place else ()
            yield "\n".join(lines[start:end]), True
            place = end
    if place < len(lines):
        yield "\n".join(lines[place:]), False


def _losses_of_tokens(tokens: list[Token]) -> Iterator[str]:
    """What is said of the pictures and links that Markdown itself writes."""
    for token in tokens:
        for child in token.children or ():
            if child.type == "image":
                yield from losses_of_picture(str(child.attrs.get("src", "")), child.content)
            elif child.type == "link_open":
                yield from losses_of_link(str(child.attrs.get("href", "#")))


def _without(text: str, heading: FoundHeading) -> str:
    """The text without its heading, for the page shows its title by itself."""
    anchor = f'<a id="{heading.id}"></a>\n\n' if heading.id and f"#{heading.id}" in text else ""
    return without_blank_ends(anchor + text[: heading.start] + text[heading.end :].lstrip("\n"))


def without_blank_ends(text: str) -> str:
    """The text without blank lines around it; its first line stays indented, as code may begin with it."""
    return _BLANK_LINES.sub("", text).rstrip()
