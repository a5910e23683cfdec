"""Text for people who read without a browser: wrapped by what is seen, Markdown without its marks.

A line that was broken only because it was full ends with a space ("format=flowed", RFC 3676): programs that
know this wrap it anew. `hard` takes the spaces away.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

import wcwidth
from markdown_it.tree import SyntaxTreeNode

from effgenai.ui.text.markdown import markdown_tokens

COLUMNS = 72
_OPENING, _CLOSING = {"Ps", "Pi"}, {"Pe", "Pf", "Po"}


class Links:
    """The addresses of a text, numbered as they come, each once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def mark(self, address: str) -> str:
        """The mark that stands for the address in the text: "[3]"."""
        return f"[{self._numbers.setdefault(address, len(self._numbers) + 1)}]"

    def lines(self) -> list[str]:
        """The list at the end of the text."""
        return [f"[{number}] {address}" for address, number in self._numbers.items()]


def columns(text: str) -> int:
    """How many columns of a terminal the text takes: wide letters and emoji two, accents on letters none."""
    return wcwidth.width(text, control_codes="ignore")


def readable(text: str) -> str:
    """The text in one line, without signs that nobody sees but programs obey."""
    return " ".join("".join(char for char in text if char.isspace() or _is_harmless(char)).split())


def _is_harmless(char: str) -> bool:
    # Cf are also the joiners of scripts and emoji; only those that turn the direction of a line are left out.
    turns = "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069"
    return unicodedata.category(char) not in {"Cc", "Cs"} and not turns


def wrap(text: str, limit: int = COLUMNS) -> list[str]:
    """Lines of at most `limit` columns; a longer word stands alone. Full lines end with a space."""
    lines = [""]
    for word in readable(text).split():
        for place, unit in enumerate(_units(word)):
            glue = " " if place == 0 and lines[-1] else ""
            if lines[-1] and columns(lines[-1] + glue + unit) > limit:
                lines[-1] += glue
                lines.append(unit)
            else:
                lines[-1] += glue + unit
    return lines if lines[-1] else []


def _units(word: str) -> list[str]:
    """What may not be broken: a word of most languages, each letter of those that write without spaces."""
    graphemes = list(wcwidth.iter_graphemes(word))
    breaks = [
        place for place in range(1, len(graphemes)) if _may_break(graphemes[place - 1], graphemes[place])
    ]
    return ["".join(graphemes[start:end]) for start, end in itertools.pairwise([0, *breaks, len(graphemes)])]


def _may_break(before: str, after: str) -> bool:
    """Whether a line may end between two letters, each with all that stands on it."""
    is_beside_wide = 2 in {columns(before), columns(after)}
    return (
        is_beside_wide
        and unicodedata.category(before[0]) not in _OPENING
        and unicodedata.category(after[0]) not in _CLOSING
    )


def hard(lines: Iterable[str]) -> list[str]:
    """The same lines without the spaces that tell where they may be wrapped anew."""
    return [line.rstrip() for line in lines]


def hanging(marker: str, lines: Iterable[str]) -> list[str]:
    """The lines with a marker before the first, the others indented below it."""
    indent = " " * columns(marker)
    marked = [(indent if number else marker) + line for number, line in enumerate(lines)]
    return hard(marked)


def plain_markdown(text: str, links: Links, limit: int = COLUMNS) -> list[str]:
    """Markdown as plain lines; its links become marks, formulas stay as they were typed."""
    return _blocks(SyntaxTreeNode(markdown_tokens(text)).children, links, limit)


def _blocks(
    nodes: Iterable[SyntaxTreeNode], links: Links, limit: int, gap: Sequence[str] = ("",)
) -> list[str]:
    lines: list[str] = []
    for node in nodes:
        block = _MAKERS.get(node.type, _wrapped)(node, links, limit)
        lines += [*gap, *block] if lines and block else block
    return lines


def _wrapped(node: SyntaxTreeNode, links: Links, limit: int) -> list[str]:
    return wrap("".join(_inline(node, links)), limit)


def _list(node: SyntaxTreeNode, links: Links, limit: int) -> list[str]:
    first = int(node.attrs.get("start", 1))
    lines: list[str] = []
    for number, item in enumerate(node.children, first):
        marker = f"{number}. " if node.type == "ordered_list" else "* "
        lines += hanging(marker, _blocks(item.children, links, limit - len(marker), gap=()))
    return lines


def _indented(node: SyntaxTreeNode, links: Links, limit: int) -> list[str]:
    return hanging("  ", _blocks(node.children, links, limit - 2))


def _verbatim(node: SyntaxTreeNode, links: Links, limit: int) -> list[str]:
    return [f"    {line}".rstrip() for line in node.content.strip("\n").splitlines()]


def _table(node: SyntaxTreeNode, links: Links, limit: int) -> list[str]:
    rows = [row for part in node.children for row in part.children]
    cells = [["".join(_inline(cell, links)).strip() for cell in row.children] for row in rows]
    return [line for row in cells for line in hanging("", hard(wrap(" | ".join(row), limit)))]


def _rule(node: SyntaxTreeNode, links: Links, limit: int) -> list[str]:
    return ["* * *"]


_MAKERS: dict[str, Callable[[SyntaxTreeNode, Links, int], list[str]]] = {
    "bullet_list": _list,
    "ordered_list": _list,
    "blockquote": _indented,
    "fence": _verbatim,
    "code_block": _verbatim,
    "math_block": _verbatim,
    "table": _table,
    "hr": _rule,
}


def _inline(node: SyntaxTreeNode, links: Links) -> Iterator[str]:
    for child in node.children:
        if child.type == "link":
            yield _link(child, links)
        elif child.type.startswith("math_inline"):
            yield f"${child.content}$"
        elif child.type in {"softbreak", "hardbreak"}:
            yield " "
        elif child.type == "image":
            yield child.content
        elif child.children:
            yield from _inline(child, links)
        else:
            yield child.content


def _link(node: SyntaxTreeNode, links: Links) -> str:
    address, words = str(node.attrs["href"]), "".join(_inline(node, links)).strip()
    bare = address.removeprefix("mailto:")
    return words if words in {address, bare} else f"{words} {links.mark(bare)}".strip()
