"""What lies between two versions of a page, in words and lines. Pure: knows no database."""

from __future__ import annotations

import copy
import dataclasses
import difflib
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from effgenai.conferences.site.blocks import TEXT, Block, read_home
from effgenai.conferences.site.models import Page
from effgenai.conferences.site.states import PageFormat

AROUND = 2


@dataclasses.dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a comparison. `kind` is same, added, removed, or gap (lines left out)."""

    kind: str
    text: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """A part that differs, and how."""

    part: str
    lines: list[DiffLine]


def stamp_of(*facts: Any) -> str:
    """A short word that changes with any of the facts: two writers compare what they began with by it."""
    return hashlib.sha256(json.dumps(facts, default=str, sort_keys=True).encode()).hexdigest()[:20]


def home_parts(content: Mapping[str, Any]) -> dict[str, str]:
    """The parts of a version of the home page, by what chairs call them, as text."""
    home = read_home(content)
    texts = {"In one sentence": home.summary, "What it is about": home.abstract, "Aims": home.aims}
    free = _free_texts(home.blocks)
    lists = {"Open questions": "\n".join(home.questions), "Topics": "\n".join(home.topics)}
    order = "\n".join(_line_of(block) for block in home.blocks)
    return {"Title": home.title, **texts, **lists, **free, "Order of the blocks": order}


def _free_texts(blocks: Iterable[Block]) -> dict[str, str]:
    """The free texts by their headings; two of the same heading are told apart by a number."""
    found: dict[str, str] = {}
    times: Counter[str] = Counter()
    for block in blocks:
        if block.kind == TEXT:
            times[block.name] += 1
            number = f" ({times[block.name]})" if times[block.name] > 1 else ""
            found[f"Text “{block.name}”{number}"] = block.text
    return found


def _line_of(block: Block) -> str:
    return block.name if block.shown else f"{block.name} (hidden)"


PAGE_PARTS = {
    "title": "Title",
    "slug": "Address",
    "description": "In one sentence",
    "body": "Text",
    "format": "Format",
    "in_menu": "In the menu",
    "position": "Place in the menu",
}


def page_parts(content: Mapping[str, Any]) -> dict[str, str]:
    """The parts of a version of a written page."""
    return {label: _words(name, content.get(name, "")) for name, label in PAGE_PARTS.items()}


def _words(name: str, value: Any) -> str:
    if name == "format":
        return str(dict(PageFormat.choices).get(value, value))
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def page_content(page: Page) -> dict[str, Any]:
    """What is written on a page, to be kept as a version. Whether it is published is no part of it."""
    content = {name: getattr(page, name) for name in PAGE_PARTS}
    return {**content, "body": page.body.replace("\r\n", "\n"), "parent": page.parent_id}


def page_with(page: Page, content: Mapping[str, Any]) -> Page:
    """The page as it would be with this content, where it stands now."""
    changed = copy.copy(page)
    for name in PAGE_PARTS:
        setattr(changed, name, content.get(name, getattr(page, name)))
    return changed


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> list[Change]:
    """The parts that differ, each as lines that went and came with a few around them."""
    changes = [
        Change(part, list(_lines(old.get(part, ""), new.get(part, ""))))
        for part in dict.fromkeys((*new, *old))
    ]
    return [change for change in changes if change.lines]


def _lines(old: str, new: str) -> Iterator[DiffLine]:
    before, after = old.splitlines(), new.splitlines()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for number, group in enumerate(matcher.get_grouped_opcodes(AROUND)):
        if number:
            yield DiffLine("gap")
        for tag, a, b, c, d in group:
            if tag == "equal":
                yield from (DiffLine("same", text) for text in before[a:b])
                continue
            yield from (DiffLine("removed", text) for text in before[a:b])
            yield from (DiffLine("added", text) for text in after[c:d])
