"""Where links and bookmarks lead: to the web, or to a place on a page, told by its numbers alone."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from pikepdf import Array, Dictionary, Name, String

from effgenai.files.copying.work import Copier, Work, is_number, numbers, one_of, picked, plain

SCHEMES = {"http", "https"}
PLACES = {
    "/XYZ": 3, "/Fit": 0, "/FitH": 1, "/FitV": 1, "/FitR": 4, "/FitB": 0, "/FitBH": 1, "/FitBV": 1,
}  # fmt: skip
MAX_NAMES = 100_000
MAX_BOOKMARKS = 10_000
LONGEST_ADDRESS = 4000
DEEPEST = 40


class Destinations:
    """Named places of the old document, found as they are on its pages."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._named: dict[str, Any] | None = None

    def place(self, value: Any) -> Array | None:
        """The place that a destination means; None if it is in no page of this document."""
        if isinstance(value, String | Name):
            value = self._by_name().get(str(value).removeprefix("/"))
        if isinstance(value, Dictionary):
            value = value.get("/D")
        return self._explicit(list(value)) if isinstance(value, Array) and len(value) else None

    def _explicit(self, parts: list[Any]) -> Array | None:
        page = self._page(parts[0])
        if page is None:
            return None
        kind = str(parts[1]) if len(parts) > 1 else "/Fit"
        if kind not in PLACES:
            return Array([page, Name.Fit])
        figures = [item if is_number(item) else None for item in parts[2 : 2 + PLACES[kind]]]
        return Array([page, Name(kind), *figures])

    def _page(self, value: Any) -> Any:
        if isinstance(value, int):
            pages = list(self._work.pages.values())
            return pages[value] if 0 <= value < len(pages) else None
        return self._work.pages.get(value.objgen) if isinstance(value, Dictionary) else None

    def _by_name(self) -> dict[str, Any]:
        if self._named is None:
            root = self._work.source.Root
            old = root.get("/Dests")
            named = (
                {name.removeprefix("/"): value for name, value in old.items()}
                if isinstance(old, Dictionary)
                else {}
            )
            names = root.get("/Names")
            tree = names.get("/Dests") if isinstance(names, Dictionary) else None
            self._named = named | dict(leaves(tree, "/Names"))
        return self._named


def leaves(tree: Any, key: str) -> Iterator[tuple[Any, Any]]:
    """The pairs of a tree of names or numbers, however it is branched; loops are cut."""
    waiting, seen, count = [(tree, 0)], set(), 0
    while waiting and count < MAX_NAMES:
        node, depth = waiting.pop()
        if not isinstance(node, Dictionary) or (node.is_indirect and node.objgen in seen) or depth > DEEPEST:
            continue
        seen.add(node.objgen)
        pairs = node.get(key)
        listed: list[Any] = list(pairs) if isinstance(pairs, Array) else []
        for name, value in zip(listed[::2], listed[1::2], strict=False):
            count += 1
            yield (name if is_number(name) else str(name)), value
        below = node.get("/Kids")
        waiting += [(kid, depth + 1) for kid in below] if isinstance(below, Array) else []


def target_of(places: Destinations, value: Any) -> dict[str, Any]:
    """Where a link or bookmark leads, as entries for its copy; empty if it may not lead there."""
    place = places.place(value.get("/Dest"))
    if place is not None:
        return {"/Dest": place}
    action = value.get("/A")
    if not isinstance(action, Dictionary):
        return {}
    if action.get("/S") == Name.GoTo:
        place = places.place(action.get("/D"))
        return {"/Dest": place} if place is not None else {}
    if action.get("/S") == Name.URI:
        address = web_address(str(action.get("/URI", "")))
        return {"/A": Dictionary({"/S": Name.URI, "/URI": String(address)})} if address else {}
    return {}


def web_address(address: str) -> str:
    """An address of the web without what signs a person in; empty for any other."""
    address = address.strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme.lower() not in SCHEMES or not parts.hostname or len(address) > LONGEST_ADDRESS:
        return ""
    if not address.isprintable():
        return ""
    return address.replace(parts.netloc, parts.netloc.rpartition("@")[2], 1)


def _border_style(work: Work, value: Any) -> Any:
    kinds: dict[str, Copier] = {"/W": plain, "/S": one_of("S", "D", "B", "I", "U"), "/D": numbers}
    return Dictionary(picked(work, value, kinds)) if isinstance(value, Dictionary) else None


def _border(_work: Work, value: Any) -> Any:
    if not isinstance(value, Array):
        return None
    parts = [item if is_number(item) else numbers(None, item) for item in list(value)[:4]]
    return None if None in parts else Array(parts)


LINK: dict[str, Copier] = {
    "/Rect": numbers,
    "/QuadPoints": numbers,
    "/Border": _border,
    "/C": numbers,
    "/H": one_of("N", "I", "O", "P"),
    "/BS": _border_style,
    "/F": plain,
    "/StructParent": plain,
}


def link(work: Work, places: Destinations, value: Any) -> Any:
    """A link to the web or within the document. One that may lead nowhere stays where it was drawn."""
    facts = {"/Type": Name.Annot, "/Subtype": Name.Link, **picked(work, value, LINK)}
    return work.dictionary(facts | target_of(places, value))


def outlines(work: Work, places: Destinations) -> Any:
    """The bookmarks, by their titles; None if there are none."""
    root = work.source.Root.get("/Outlines")
    if not isinstance(root, Dictionary):
        return None
    made = work.dictionary({"/Type": Name.Outlines})
    shown = _Bookmarks(work, places).below(root, made)
    if not shown:
        return None
    made["/Count"] = shown
    return made


class _Bookmarks:
    """Copies bookmarks branch by branch, each once."""

    def __init__(self, work: Work, places: Destinations) -> None:
        self._work = work
        self._places = places
        self._seen: set[tuple[int, int]] = set()

    def below(self, above: Any, made: Dictionary) -> int:
        """The bookmarks below another one; how many of them are unfolded at first."""
        items, shown = [], 0
        item = above.get("/First")
        while isinstance(item, Dictionary) and self._is_new(item):
            copy = self._copy(item, made)
            count = self.below(item, copy)
            if count:
                is_open = is_number(item.get("/Count")) and int(item.get("/Count", 0)) > 0
                copy["/Count"] = count if is_open else -count
                shown += count if is_open else 0
            items.append(copy)
            item = item.get("/Next")
        for first, second in itertools.pairwise(items):
            first["/Next"], second["/Prev"] = second, first
        if items:
            made["/First"], made["/Last"] = items[0], items[-1]
        return shown + len(items)

    def _is_new(self, item: Dictionary) -> bool:
        if item.objgen in self._seen or len(self._seen) >= MAX_BOOKMARKS:
            return False
        self._seen.add(item.objgen)
        return True

    def _copy(self, item: Any, above: Dictionary) -> Dictionary:
        facts = {"/Title": String(str(item.get("/Title", ""))), "/Parent": above}
        facts |= picked(self._work, item, {"/C": numbers, "/F": plain})
        return self._work.dictionary(facts | target_of(self._places, item))
