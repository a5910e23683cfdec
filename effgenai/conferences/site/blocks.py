"""The home page as its chairs lay it out: its texts, and its blocks in order. Pure: knows no database.

The hero stands first and is no block. Every other part is a block: one of each kind that draws from the
conference's rows, any number of free texts, and those that apps above provide.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from effgenai.conferences.core.viewer import Viewer
from effgenai.contributions import Contribution, contributed

TEXT = "text"

# Every kind but free text, in the usual order: the heading it has until somebody writes another.
HEADINGS = {
    "abstract": "What it is about",
    "aims": "Aims",
    "questions": "Open questions",
    "topics": "Topics",
    "news": "News",
    "speakers": "Invited speakers",
    "panellists": "Panellists",
    "dates": "Dates",
    "papers": "Accepted papers",
    "organisers": "Organisers",
    "committee": "Programme committee",
    "volunteers": "Volunteers",
    "sponsors": "Sponsors",
    "editions": "Earlier editions",
    "contact": "Contact",
}

# The people page names the committee; on the home page most workshops leave it out.
HIDDEN_AT_FIRST = {"committee"}
MAX_FREE_TEXTS = 20
MAX_HEADING = 80
MAX_SUMMARY = 300
MAX_TEXT = 50_000
MAX_QUESTIONS = 40
MAX_QUESTION = 300
MAX_TITLE = 200
MAX_TOPIC = 120
_FREE_KEY = re.compile(r"text-[A-Za-z0-9]{1,12}")


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """A part of the home page. `text` is the Markdown of a free text; others draw from rows."""

    key: str
    kind: str
    heading: str = ""
    shown: bool = True
    text: str = ""

    @property
    def title(self) -> str:
        """The heading that is shown: its own, or the usual one of its kind."""
        return self.heading or HEADINGS.get(self.kind, "")

    @property
    def is_renamed(self) -> bool:
        """Whether the heading is other than the usual one of its kind."""
        return self.title != HEADINGS.get(self.kind, "")

    @property
    def name(self) -> str:
        """What chairs call it while they arrange the page; a free text without heading has a name too."""
        return self.title or "Free text"


@dataclasses.dataclass(frozen=True, slots=True)
class HomeContent:
    """Everything that is written on the home page, as typed."""

    summary: str = ""
    abstract: str = ""
    aims: str = ""
    questions: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    # Of the conference itself, which gets them when a draft is published that brings them along.
    title: str = ""
    topics: tuple[str, ...] = ()


def usual_blocks() -> tuple[Block, ...]:
    """The layout of a workshop whose chairs never touched it."""
    return tuple(_usual(kind) for kind in HEADINGS)


def _usual(kind: str) -> Block:
    return Block(key=kind, kind=kind, shown=kind not in HIDDEN_AT_FIRST)


def read_blocks(stored: object) -> tuple[Block, ...]:
    """The layout in stored JSON, whatever that holds: unknown blocks drop out, missing ones stand last."""
    found: dict[str, Block] = {}
    for row in stored if isinstance(stored, Sequence) and not isinstance(stored, str) else ():
        block = _read_block(row)
        if block and (block.kind != TEXT or _free_texts(found.values()) < MAX_FREE_TEXTS):
            found.setdefault(block.key, block)
    missing = [_usual(kind) for kind in HEADINGS if kind not in found]
    return (*found.values(), *missing)


def _free_texts(blocks: Iterable[Block]) -> int:
    return sum(block.kind == TEXT for block in blocks)


def _read_block(row: object) -> Block | None:
    if not isinstance(row, Mapping):
        return None
    key = row.get("key")
    kind = kind_of(key) if isinstance(key, str) else None
    if not isinstance(key, str) or kind is None:
        return None
    return Block(
        key=key,
        kind=kind,
        heading=_words(row.get("heading")),
        shown=row.get("shown") is not False,
        text=_words(row.get("text")) if kind == TEXT else "",
    )


def kind_of(key: str) -> str | None:
    """The kind of the block with this key; None if there can be no such block."""
    if key in HEADINGS:
        return key
    return TEXT if _FREE_KEY.fullmatch(key) else None


def _words(value: object) -> str:
    return value if isinstance(value, str) else ""


def write_blocks(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """The layout as JSON; the usual one is an empty list, so that it follows what becomes usual later."""
    rows = [dataclasses.asdict(block) for block in blocks]
    return [] if rows == [dataclasses.asdict(block) for block in usual_blocks()] else rows


def read_home(stored: object) -> HomeContent:
    """The home page in stored JSON, whatever that holds."""
    row = stored if isinstance(stored, Mapping) else {}
    return HomeContent(
        summary=_words(row.get("summary")),
        abstract=_words(row.get("abstract")),
        aims=_words(row.get("aims")),
        questions=_read_lines(row.get("questions")),
        blocks=read_blocks(row.get("blocks")),
        title=_words(row.get("title")),
        topics=_read_lines(row.get("topics")),
    )


def _read_lines(stored: object) -> tuple[str, ...]:
    return tuple(_words(line) for line in stored) if isinstance(stored, list) else ()


def write_home(content: HomeContent) -> dict[str, Any]:
    """The home page as JSON, to be kept as a version; title and topics only where it brings them along."""
    texts = {"summary": content.summary, "abstract": content.abstract, "aims": content.aims}
    blocks = [dataclasses.asdict(block) for block in content.blocks]
    written = {**texts, "questions": list(content.questions), "blocks": blocks}
    if content.title:
        written["title"] = content.title
    if content.topics:
        written["topics"] = list(content.topics)
    return written


def plain_lines(text: str) -> str:
    """The text as everything here compares it: lines end in one way, and none stands empty around it."""
    return text.replace("\r\n", "\n").replace("\x00", "").strip()


def moved(blocks: Sequence[Block], key: str, step: int) -> tuple[Block, ...]:
    """The blocks with one of them `step` places further down (up if negative); the ends are walls."""
    order = list(blocks)
    place = next((number for number, block in enumerate(order) if block.key == key), None)
    if place is None:
        return tuple(order)
    block = order.pop(place)
    order.insert(max(0, min(place + step, len(order))), block)
    return tuple(order)


def with_free_text(blocks: Sequence[Block], key: str) -> tuple[Block, ...]:
    """The blocks with one more free text at the end, if there is room for it."""
    if _free_texts(blocks) >= MAX_FREE_TEXTS:
        return tuple(blocks)
    return (*blocks, Block(key=f"text-{key}", kind=TEXT))


def without(blocks: Sequence[Block], key: str) -> tuple[Block, ...]:
    """The blocks without the free text of this key; what draws from rows can only be hidden."""
    return tuple(block for block in blocks if block.key != key or block.kind != TEXT)


def problems_of(content: HomeContent) -> Iterator[tuple[str, str]]:
    """What stands against publishing it: the field concerned, and a sentence."""
    if len(content.summary) > MAX_SUMMARY:
        yield "summary", f"At most {MAX_SUMMARY} characters, please; there are {len(content.summary)}."
    for name in ("abstract", "aims"):
        yield from _too_long(name, getattr(content, name))
    yield from _problems_of_questions(content.questions)
    if len(content.title) > MAX_TITLE:
        yield "title", f"At most {MAX_TITLE} characters, please; there are {len(content.title)}."
    long = next((name for name in content.topics if len(name) > MAX_TOPIC), None)
    if long:
        yield "topics", f"A topic has at most {MAX_TOPIC} characters. Too long: “{long[:60]}…”"
    for block in content.blocks:
        if len(block.heading) > MAX_HEADING:
            yield f"heading-{block.key}", f"A heading has at most {MAX_HEADING} characters."
        if block.kind == TEXT:
            yield from _too_long(f"body-{block.key}", block.text)
            if block.shown and block.text and not block.heading:
                yield f"heading-{block.key}", "Please give this text a heading."


def _too_long(name: str, text: str) -> Iterator[tuple[str, str]]:
    if len(text) > MAX_TEXT:
        yield name, f"At most {MAX_TEXT:,} characters, please; there are {len(text):,}."


def _problems_of_questions(questions: Sequence[str]) -> Iterator[tuple[str, str]]:
    if len(questions) > MAX_QUESTIONS:
        yield "questions", f"At most {MAX_QUESTIONS} questions, please; there are {len(questions)}."
    long = next((line for line in questions if len(line) > MAX_QUESTION), None)
    if long:
        yield "questions", f"A question has at most {MAX_QUESTION} characters. Too long: “{long[:60]}…”"


@dataclasses.dataclass(frozen=True, slots=True)
class HomePart:
    """What stands in the block: a template, which gets `context` as `part`."""

    template: str
    context: Any


@dataclasses.dataclass(frozen=True, slots=True)
class HomeBlock(Contribution):
    """Who fills the blocks of a kind; asked only where such a block is shown.

    `build` makes a constant number of queries; None: there is nothing to show yet, so the block is left out.
    """

    kind: str
    build: Callable[[Viewer], HomePart | None]


def provided(kind: str, viewer: Viewer) -> HomePart | None:
    """What the app that fills blocks of this kind has to show; None if there is none."""
    blocks = (block for block in contributed(HomeBlock) if block.kind == kind)
    return next((block.build(viewer) for block in blocks), None)
