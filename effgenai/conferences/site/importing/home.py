"""Makes the home page of the text of a file: its sections become blocks, in its order and words."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from django.utils.text import slugify

from effgenai.conferences.site.blocks import MAX_FREE_TEXTS, TEXT, Block, HomeContent
from effgenai.conferences.site.importing.front_matter import UnreadablePage
from effgenai.conferences.site.importing.losses import counted
from effgenai.conferences.site.importing.pages import Source, read_source
from effgenai.conferences.site.importing.trees import Node, flow_of, lines_in, markdown_of, words_in
from effgenai.ui.text.markdown import page_source_html

_HEADING = re.compile(r"h[1-6]")
_KINDS = {
    "abstract": re.compile(
        r"(the )?(workshop )?(abstract|overview|summary|introduction|description)|about( the workshop)?"
    ),
    "aims": re.compile(r"(.*\b)?(aims?|background|objectives?|motivation)\b.*"),
    "questions": re.compile(r"((open|key|central|guiding|research|discussion|big)\b.*\b)?questions"),
    "topics": re.compile(r"(.*\b)?(topics|areas of interest|subject areas)\b.*"),
}
_GOALS = re.compile(r"(.*\b)?goals?\b.*")
_LISTS = {"ul", "ol", "dl", "table"}
# What front matter calls the first page of a site says nothing of the workshop.
_NO_TITLE = {"home", "homepage", "home page", "index", "welcome", "main", "overview", "about"}
_MAX_BOLD_HEADING = 80
_LINK = re.compile(r"\]\(#([^)\s]+)\)")


@dataclasses.dataclass(frozen=True, slots=True)
class ImportedHome:
    """The home page as a draft, and what the file had besides or the page before."""

    content: HomeContent
    left_out: tuple[str, ...]


@dataclasses.dataclass(slots=True)
class _Section:
    """What stands below a heading; `kind` is that of the block it becomes."""

    heading: str
    level: int
    kind: str
    id: str = ""
    nodes: list[Node] = dataclasses.field(default_factory=list)


def read_home_page(
    text: str, *, present: HomeContent, title: str = "", is_markdown: bool | None = None
) -> ImportedHome:
    """The home page in the text of a file. Blocks that draw from elsewhere stand after it, as in `present`.

    Raises UnreadablePage if nothing is in it.
    """
    source = read_source(text, is_markdown=is_markdown)
    flow = flow_of(page_source_html(source.text) if source.is_markdown else source.text)
    if not flow:
        raise UnreadablePage("The page says nothing.")
    name, flow = _titled(source, flow)
    maker = _Maker(list(_sections(flow)))
    maker.make()
    content = HomeContent(
        summary=present.summary,
        abstract=maker.linked(maker.texts.get("abstract", "")),
        aims=maker.linked(maker.texts.get("aims", "")),
        questions=maker.lists.get("questions", ()),
        blocks=maker.blocks_before(present),
        title=title or name,
        topics=maker.lists.get("topics", ()),
    )
    lost = [*source.left_out, *maker.left_out, *_gone(present, content)]
    return ImportedHome(content, counted(lost))


def _titled(source: Source, flow: list[Node]) -> tuple[str, list[Node]]:
    """The title, and the page without it: a heading above all others, or else the front matter's."""
    headings = [node for node in flow if _HEADING.fullmatch(node.tag)]
    levels = [int(node.tag[1]) for node in headings]
    known = source.title if source.title.casefold() not in _NO_TITLE else ""
    if headings and not _kind_of(words_in(headings[0])):
        is_above = all(level > levels[0] for level in levels[1:]) and len(levels) > 1
        is_first = levels[0] == 1 and not known
        if is_above or is_first or words_in(headings[0]) == known:
            return words_in(headings[0]), [node for node in flow if node is not headings[0]]
    return known, flow


def _kind_of(heading: str) -> str:
    words = " ".join(re.sub(r"[^\w\s]", " ", heading.casefold()).split())
    return next((kind for kind, known in _KINDS.items() if known.fullmatch(words)), "")


def _sections(flow: Sequence[Node]) -> Iterator[_Section]:
    """The page cut at headings of its highest level, and at those of a known kind on any."""
    levels = [int(node.tag[1]) for node in flow if _HEADING.fullmatch(node.tag)]
    top = min(levels, default=2)
    section = _Section("", top, "abstract")
    for node in flow:
        heading = _heading(node)
        kind = _kind_of(heading)
        level = int(node.tag[1]) if _HEADING.fullmatch(node.tag) else top
        if heading and (kind or level <= top or section.kind in {"questions", "topics"}):
            yield section
            section = _Section(heading, level, kind or TEXT, node.attributes.get("id", ""))
        else:
            section.nodes.append(node)
    yield section


def _heading(node: Node) -> str:
    """The words of a heading; a bold line is one if a page of this kind has a section of that name."""
    words = words_in(node)
    if _HEADING.fullmatch(node.tag):
        return words
    inner = [child for child in node.children if not isinstance(child, str) or child.strip()]
    is_bold = len(inner) == 1 and isinstance(inner[0], Node) and inner[0].tag in {"strong", "b"}
    is_heading = node.tag == "p" and is_bold and len(words) <= _MAX_BOLD_HEADING and _kind_of(words)
    return words if is_heading else ""


class _Maker:
    """Turns sections into blocks, one of each kind; what does not fit becomes a free text."""

    def __init__(self, sections: list[_Section]) -> None:
        self.sections = sections
        self.blocks: list[Block] = []
        self.texts: dict[str, str] = {}
        self.lists: dict[str, tuple[str, ...]] = {}
        self.left_out: list[str] = []
        self.keys: dict[str, str] = {}

    def make(self) -> None:
        """Make the blocks of all sections."""
        has_aims = any(section.kind == "aims" for section in self.sections)
        for section in self.sections:
            words = section.heading.casefold()
            if section.kind == TEXT and not has_aims and _GOALS.fullmatch(words):
                section.kind = "aims"
            if section.heading and not section.nodes:
                self.left_out.append(f"Heading without a text: {section.heading}")
            elif section.nodes:
                self._add(section)

    def _add(self, section: _Section) -> None:
        if section.kind in {"questions", "topics"} and section.kind not in self.lists:
            before, lines, after = _list_in(section)
            if lines:
                self._add_text(section, before)
                self._add_list(section, lines, heading="" if before else section.heading)
                self._add_text(section, after)
                return
        self._add_text(section, section.nodes)

    def _add_list(self, section: _Section, lines: Sequence[str], heading: str) -> None:
        self.lists[section.kind] = tuple(dict.fromkeys(lines))
        self._name(section, section.kind)
        self.blocks.append(Block(section.kind, section.kind, heading))

    def _add_text(self, section: _Section, nodes: Sequence[Node]) -> None:
        text = markdown_of(nodes, section.level)
        if not text:
            return
        kind = section.kind if section.kind in {"abstract", "aims"} else TEXT
        if kind == "abstract" and kind in self.texts and not self._heading_of("abstract"):
            self._join_abstract(section, text)
        elif kind == TEXT or kind in self.texts:
            self._add_free_text(section, text)
        else:
            self.texts[kind] = text
            self._name(section, kind)
            self.blocks.append(Block(kind, kind, section.heading))

    def _heading_of(self, key: str) -> str:
        return next((block.heading for block in self.blocks if block.key == key), "")

    def _join_abstract(self, section: _Section, text: str) -> None:
        """Put the abstract below what stood before the first heading, which has no heading of its own."""
        self.texts["abstract"] += f"\n\n{text}"
        self._name(section, "abstract")
        self.blocks = [
            dataclasses.replace(block, heading=section.heading) if block.key == "abstract" else block
            for block in self.blocks
        ]

    def _add_free_text(self, section: _Section, text: str) -> None:
        free = [block for block in self.blocks if block.kind == TEXT]
        if len(free) < MAX_FREE_TEXTS:
            key = f"text-file{len(free) + 1}"
            self._name(section, key)
            self.blocks.append(Block(key, TEXT, section.heading, text=text))
            return
        last = dataclasses.replace(free[-1], text=f"{free[-1].text}\n\n## {section.heading}\n\n{text}")
        self.blocks = [last if block.key == last.key else block for block in self.blocks]

    def _name(self, section: _Section, key: str) -> None:
        for name in (section.id, slugify(section.heading)):
            if name:
                self.keys.setdefault(name, key)

    def linked(self, text: str) -> str:
        """The text with its links to sections leading to their blocks."""
        return _LINK.sub(lambda link: f"](#{self.keys.get(link[1], link[1])})", text)

    def blocks_before(self, present: HomeContent) -> tuple[Block, ...]:
        """The blocks of the file, and those of the page that draw from elsewhere."""
        keys = {block.key for block in self.blocks}
        rest = (block for block in present.blocks if block.kind != TEXT and block.key not in keys)
        made = (dataclasses.replace(block, text=self.linked(block.text)) for block in self.blocks)
        return (*made, *rest)


def _list_in(section: _Section) -> tuple[list[Node], list[str], list[Node]]:
    """What stands before the lines of a list, the lines, and what stands after them."""
    places = [place for place, node in enumerate(section.nodes) if _is_list(node, section.kind)]
    if not places:
        return section.nodes, [], []
    first = last = places[0]
    while last + 1 in places:
        last += 1
    lines = [line for node in section.nodes[first : last + 1] for line in lines_in(node)]
    return section.nodes[:first], lines, section.nodes[last + 1 :]


def _is_list(node: Node, kind: str) -> bool:
    """A list or a table, or a paragraph of nothing but questions, or of short lines without a full stop."""
    if node.tag in _LISTS:
        return True
    lines = lines_in(node) if node.tag == "p" else []
    if kind == "questions":
        return bool(lines) and all(line.endswith(("?", "？")) for line in lines)
    return len(lines) > 1 and not any(line.endswith((".", ":", ",")) for line in lines)


def _gone(present: HomeContent, content: HomeContent) -> Iterator[str]:
    """What the page has now and the file has not; versions of the page still hold it."""
    headings = {block.heading for block in content.blocks}
    names = [block.name for block in present.blocks if block.kind == TEXT and block.heading not in headings]
    has = {"Abstract": "abstract", "Aims": "aims", "Open questions": "questions"}
    names += [words for words, name in has.items() if getattr(present, name) and not getattr(content, name)]
    for name in names:
        yield f"“{name}” of the present home page, which the file lacks; its versions keep it"
