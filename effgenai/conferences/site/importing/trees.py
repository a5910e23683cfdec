"""A piece of HTML as a tree, and the tree as Markdown and as plain words."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser

import nh3

from effgenai.ui.text.markdown import TEXT_TAGS

# What is deeper stands beside what it is in: no text of a home page is.
MAX_DEPTH = 40
_VOID = {"br", "hr", "img"}
_BLOCKS = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "hr"]
)
_WRAPPERS = frozenset(["div", "details", "figure", "figcaption", "summary"])
_HEADING = re.compile(r"h[1-6]")
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~"}
_FORMULA = re.compile(r"\${1,2}[^$]+\${1,2}")
_SPECIAL = re.compile(r"[\\`*<]|(?<!\w)_|_(?!\w)|~~|\](?=\()|\[(?=\^)|&(?=#?\w+;)")
_LINE_START = re.compile(r"(#{1,6}|[-+]|\d{1,9}(?=[.)])|>|=+|-+)(?=\s|[.)]|\Z)|\[(?=[^\]]*\]:)")


@dataclasses.dataclass(slots=True)
class Node:
    """An element, what its tag says of it, and what is in it."""

    tag: str
    attributes: dict[str, str] = dataclasses.field(default_factory=dict)
    children: list[Node | str] = dataclasses.field(default_factory=list)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack = [Node("div")]
        self.flat: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        if tag not in _VOID and len(self.stack) >= MAX_DEPTH:
            self.flat.append(tag)
            return
        self.stack[-1].children.append(node)
        if tag not in _VOID:
            self.stack.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self.flat:
            self.flat.pop()
        elif len(self.stack) > 1:
            self.stack.pop()

    def handle_data(self, data: str) -> None:
        self.stack[-1].children.append(data)


def flow_of(markup: str) -> list[Node]:
    """The headings, paragraphs, lists and so on of a page, as they follow each other."""
    attributes = {"a": {"href", "title"}, **{f"h{level}": {"id"} for level in range(1, 7)}}
    builder = _Builder()
    builder.feed(nh3.clean(markup, tags=set(TEXT_TAGS), attributes=attributes, link_rel=None))
    builder.close()
    return list(_flow(builder.stack[0]))


def _flow(node: Node) -> Iterator[Node]:
    """The blocks in it; what stands between them makes paragraphs."""
    loose: list[Node | str] = []
    for child in node.children:
        if isinstance(child, str) or child.tag not in _BLOCKS | _WRAPPERS:
            loose.append(child)
            continue
        yield from _paragraph(loose)
        loose = []
        yield from _flow(child) if child.tag in _WRAPPERS else [child]
    yield from _paragraph(loose)


def _paragraph(loose: Sequence[Node | str]) -> Iterator[Node]:
    paragraph = Node("p", {}, list(loose))
    if words_in(paragraph):
        yield paragraph


def words_in(node: Node) -> str:
    """Its words in one line."""
    return " ".join("".join(_words(node)).split())


def _words(node: Node) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, str):
            yield child
        elif child.tag == "br":
            yield " "
        else:
            yield from _words(child)
            yield " " if child.tag in _BLOCKS | _WRAPPERS | {"li", "td", "th", "dt", "dd"} else ""


def lines_in(node: Node) -> list[str]:
    """One line of words for each item of a list, each row of a table and each line of a paragraph."""
    if node.tag in {"ul", "ol", "dl"}:
        items = [child for child in node.children if isinstance(child, Node)]
        return [line for item in items for line in _lines_of_item(item)]
    if node.tag == "table":
        rows = [row for row in _all(node, "tr") if any(cell.tag == "td" for cell in _cells(row))]
        return [": ".join(filter(None, map(words_in, _cells(row)))) for row in rows]
    lines = [Node("p")]
    for child in node.children:
        if isinstance(child, Node) and child.tag == "br":
            lines.append(Node("p"))
        else:
            lines[-1].children.append(child)
    return [line for line in map(words_in, lines) if line]


def _lines_of_item(item: Node) -> list[str]:
    """The item itself, and the items of lists within it."""
    own = Node("p")
    deeper: list[str] = []
    for child in item.children:
        if isinstance(child, Node) and child.tag in {"ul", "ol"}:
            deeper += lines_in(child)
        else:
            own.children.append(child)
    return [*filter(None, [words_in(own)]), *deeper]


def _all(node: Node, tag: str) -> Iterator[Node]:
    for child in node.children:
        if isinstance(child, Node):
            yield from [child] if child.tag == tag else _all(child, tag)


def _cells(row: Node) -> list[Node]:
    return [child for child in row.children if isinstance(child, Node) and child.tag in {"td", "th"}]


def markdown_of(nodes: Iterable[Node], top: int) -> str:
    """The blocks as Markdown. A heading one level below `top` becomes one of the second level."""
    return "\n\n".join(filter(None, (_block(node, top) for node in nodes)))


def _block(node: Node, top: int) -> str:
    if _HEADING.fullmatch(node.tag):
        return f"{'#' * min(6, max(2, int(node.tag[1]) - top + 1))} {_inline(node)}"
    if node.tag in {"ul", "ol"}:
        return _list(node, top)
    if node.tag in {"dl", "table"}:
        return _table(node) if node.tag == "table" else _definitions(node)
    if node.tag == "blockquote":
        return _indented(markdown_of(_flow(node), top), "> ", "> ")
    return _code(node) if node.tag == "pre" else "---" if node.tag == "hr" else _line(_inline(node))


def _code(node: Node) -> str:
    code = "".join(_words(node)).strip("\n")
    return f"````\n{code}\n````"


def _definitions(node: Node) -> str:
    return "\n\n".join(_inline(child) for child in node.children if isinstance(child, Node))


def _list(node: Node, top: int) -> str:
    items = [child for child in node.children if isinstance(child, Node)]
    lines = []
    for number, item in enumerate(items, 1):
        mark = f"{number}. " if node.tag == "ol" else "* "
        lines.append(_indented(markdown_of(_flow(item), top).replace("\n\n*", "\n*"), mark, " " * len(mark)))
    return "\n".join(lines)


def _indented(text: str, first: str, others: str) -> str:
    lines = text.split("\n")
    return "\n".join([first + lines[0], *(f"{others}{line}".rstrip() for line in lines[1:])])


def _table(node: Node) -> str:
    rows = [[_inline(cell).replace("|", "\\|") for cell in _cells(row)] for row in _all(node, "tr")]
    if not rows:
        return ""
    columns = max(len(row) for row in rows)
    lines = [f"| {' | '.join([*row, *[''] * (columns - len(row))])} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * columns, *lines[1:]])


def _line(text: str) -> str:
    """A paragraph whose beginning is not taken for the mark of a heading, a list or a quotation."""
    found = _LINE_START.match(text)
    if found is None:
        return text
    place = found.end() if found[0].isdigit() else 0
    return f"{text[:place]}\\{text[place:]}"


def _inline(node: Node) -> str:
    text = "".join(_piece(child) for child in node.children)
    return re.sub(r" *\\\n *", "\\\n", re.sub(r"[^\S\n]+", " ", text)).strip().removesuffix("\\").rstrip()


def _piece(child: Node | str) -> str:
    if isinstance(child, str):
        return _SPECIAL.sub(r"\\\g<0>", " ".join(child.split("\n")))
    if child.tag == "br":
        return "\\\n"
    inner = _inline(child)
    if child.tag in _MARKS and inner:
        return f"{_space(child, 0)}{_MARKS[child.tag]}{inner}{_MARKS[child.tag]}{_space(child, -1)}"
    if child.tag in {"code", "kbd", "samp"} and inner:
        code = words_in(child)
        return code if _FORMULA.fullmatch(code) else f"`{code}`"
    if child.tag == "a" and inner and child.attributes.get("href"):
        return _link(inner, words_in(child), child.attributes["href"])
    return f"{_space(child, 0)}{inner}{_space(child, -1)}"


def _space(node: Node, place: int) -> str:
    """The space at one end of an element, which belongs outside of its marks."""
    end = node.children[place] if node.children else ""
    return " " if isinstance(end, str) and end and end[place].isspace() else ""


def _link(inner: str, shown: str, address: str) -> str:
    if address.startswith("#fn"):
        return "" if address.startswith("#fnref") else inner
    if shown == address and address.startswith(("http://", "https://")):
        return address
    return f"[{inner}](<{address}>)" if re.search(r"[\s()]", address) else f"[{inner}]({address})"
