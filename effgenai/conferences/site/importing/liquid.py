"""Takes Liquid out of a Jekyll page, with what loops repeat and lines that say nothing without it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

_OPENING = re.compile(r"\{[{%]")
_CLOSING = {"{%": "%}", "{{": "}}"}
_NAME = re.compile(r"\{%-?\s*([a-z_]+)")
_HTML_TAG = re.compile(r"<[^<>]*>")
_LIST_MARK = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])?\s")
# Where something was taken out, until its line is looked at; no text holds this sign.
_GAP = "\x00"
_LOOPS = {"for", "tablerow"}
_HIDDEN = {"comment"}
# They say nothing by themselves.
_COMPANIONS = {"else", "elsif", "when", "break", "continue", "raw", "endraw", "highlight", "endhighlight"}


@dataclasses.dataclass(frozen=True, slots=True)
class _Tag:
    """A tag or an output: where it stands, and its name (empty for an output)."""

    start: int
    end: int
    name: str


def without_liquid(text: str, *, in_markdown: bool) -> tuple[str, list[str]]:
    """The text without Liquid, and each tag and output that was left out.

    A loop is left out with all that it repeats; of a condition the text of every branch stays. Highlighted
    code becomes a block of code in Markdown.
    """
    tags = list(_tags(text))
    ends = _ends_of_blocks(tags)
    pieces, left_out, place = [], [], 0
    for number, tag in enumerate(tags):
        if tag.start < place:
            continue
        end = tags[ends[number]].end if tag.name in _LOOPS | _HIDDEN and number in ends else tag.end
        pieces += [text[place : tag.start], _instead(text, tag, in_markdown=in_markdown)]
        left_out += _said(text, tag, is_loop=end > tag.end)
        place = end
    lines = "".join([*pieces, text[place:]]).split("\n")
    return "\n".join(_worth_reading(lines)), left_out


def _tags(text: str) -> Iterator[_Tag]:
    """Each tag and output that is closed, outside of what is to be taken as it stands."""
    place, unclosed, is_raw = 0, set(), False
    while opening := _OPENING.search(text, place):
        kind, place = opening[0], opening.end()
        end = -1 if kind in unclosed else text.find(_CLOSING[kind], place)
        if end < 0:
            unclosed.add(kind)
            continue
        found = _NAME.match(text, opening.start(), end)
        name = found[1] if found else ""
        if is_raw and name != "endraw":
            continue
        is_raw = name == "raw"
        place = end + 2
        yield _Tag(opening.start(), place, name)


def _ends_of_blocks(tags: Sequence[_Tag]) -> dict[int, int]:
    """The number of the tag that ends it, for each loop and comment."""
    ends: dict[int, int] = {}
    open_ones: dict[str, list[int]] = {name: [] for name in _LOOPS | _HIDDEN}
    for number, tag in enumerate(tags):
        if tag.name in open_ones:
            open_ones[tag.name].append(number)
        elif open_ones.get(tag.name.removeprefix("end")):
            ends[open_ones[tag.name.removeprefix("end")].pop()] = number
    return ends


def _instead(text: str, tag: _Tag, *, in_markdown: bool) -> str:
    if in_markdown and tag.name in {"highlight", "endhighlight"}:
        words = text[tag.start : tag.end].split()
        language = words[2] if tag.name == "highlight" and len(words) > 3 else ""
        return f"```{language}"
    return _GAP


def _said(text: str, tag: _Tag, *, is_loop: bool) -> list[str]:
    if tag.name in _COMPANIONS | _HIDDEN or tag.name.startswith("end"):
        return []
    words = " ".join(text[tag.start : tag.end].split())
    return [f"Liquid {words} and what it repeats" if is_loop else f"Liquid {words}"]


def _worth_reading(lines: Sequence[str]) -> Iterator[str]:
    """The lines without those in which nothing is left: they would break a list or a table in two."""
    for line in lines:
        rest = line.replace(_GAP, "")
        if _GAP not in line or not _says_nothing(rest):
            yield rest


def _says_nothing(line: str) -> bool:
    """Whether neither words nor a picture are left, and no tag that another line closes."""
    tags = _HTML_TAG.findall(line)
    closing = sum(tag.startswith("</") for tag in tags)
    if any(tag.lower().startswith("<img") for tag in tags) or closing * 2 != len(tags):
        return False
    words = _HTML_TAG.sub("", line)
    mark = _LIST_MARK.match(words + " ")
    return not any(sign.isalnum() for sign in words[mark.end() if mark else 0 :])
