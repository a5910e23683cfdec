"""A whole document: pages, links, bookmarks, structure, page numbers."""

from __future__ import annotations

from typing import Any

from pikepdf import Array, Dictionary, Name, Page, Pdf

from effgenai.files.copying.drawing import Resources, drawn
from effgenai.files.copying.flatten import annotations_of, flattened
from effgenai.files.copying.images.colours import group
from effgenai.files.copying.layers import Layers
from effgenai.files.copying.links import Destinations, leaves, link, outlines
from effgenai.files.copying.tags import Tags
from effgenai.files.copying.work import (
    Copier,
    Work,
    decoded,
    is_number,
    is_stream,
    language,
    numbers,
    one_of,
    picked,
    plain,
)

INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
DEEPEST = 50
PAGE: dict[str, Copier] = {
    **dict.fromkeys(["/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"], numbers),
    **dict.fromkeys(["/Rotate", "/UserUnit", "/StructParents"], plain),
    "/Group": group,
    "/Tabs": one_of("R", "C", "S"),
}
CATALOG: dict[str, Copier] = {
    "/Lang": language,
    "/PageLayout": one_of(
        "SinglePage", "OneColumn", "TwoColumnLeft", "TwoColumnRight", "TwoPageLeft", "TwoPageRight"
    ),
    "/PageMode": one_of("UseNone", "UseOutlines"),
}


def copied(source: Pdf) -> tuple[Pdf, Work]:
    """The copy of an open document, and what was found on the way."""
    work = Work(source, Pdf.new(), Layers(source))
    originals = [page.obj for page in source.pages]
    for page in originals:
        work.pages[page.objgen] = work.dictionary({"/Type": Name.Page})
        work.target.pages.append(Page(work.pages[page.objgen]))
    # Appending may have made the page anew.
    for page, made in zip(originals, work.target.pages, strict=True):
        work.pages[page.objgen] = made.obj
    places = Destinations(work)
    annotations: dict[tuple[int, int], Any] = {}
    for number, page in enumerate(originals):
        work.page = number
        _fill(work, page, work.pages[page.objgen])
        _link(work, places, page, annotations)
    _catalogue(work, places, annotations)
    return work.target, work


def _fill(work: Work, page: Any, made: Dictionary) -> None:
    facts = {key: value for key in INHERITED if (value := _inherited(page, key)) is not None}
    whole = {**dict(page.items()), **facts}
    for key, value in picked(work, whole, PAGE).items():
        made[key] = value
    if not isinstance(made.get("/MediaBox"), Array):
        made["/MediaBox"] = Array([0, 0, 612, 792])
    given = facts.get("/Resources")
    gathered = Resources(work, given)
    data, _ = drawn(work, _content(page), given, gathered)
    overlay = []
    for name, shown, drawing in flattened(work, page):
        gathered.extra[name] = shown
        overlay.append(drawing)
    if overlay:
        data = b"\n".join([b"q", data, b"Q", *overlay])
    made["/Resources"] = gathered.made()
    made["/Contents"] = work.stream(data, {})


def _inherited(page: Any, key: str) -> Any:
    for _ in range(DEEPEST):
        if not isinstance(page, Dictionary):
            return None
        if page.get(key) is not None:
            return page.get(key)
        page = page.get("/Parent")
    return None


def _content(page: Any) -> bytes:
    found = page.get("/Contents")
    parts = list(found) if isinstance(found, Array) else [found]
    return b"\n".join(decoded(part) for part in parts if is_stream(part))


def _link(work: Work, places: Destinations, page: Any, annotations: dict[tuple[int, int], Any]) -> None:
    made = []
    for item in annotations_of(page):
        if item.get("/Subtype") == Name.Link and not work.layers.hides(item.get("/OC")):
            copy = link(work, places, item)
            annotations[item.objgen] = copy
            made.append(copy)
    if made:
        work.pages[page.objgen]["/Annots"] = Array(made)


def _catalogue(work: Work, places: Destinations, annotations: dict[tuple[int, int], Any]) -> None:
    old, new = work.source.Root, work.target.Root
    facts = picked(work, old, CATALOG)
    facts |= {
        "/Outlines": outlines(work, places),
        "/PageLabels": _page_labels(work, old.get("/PageLabels")),
        "/ViewerPreferences": _direction(work, old.get("/ViewerPreferences")),
        "/StructTreeRoot": Tags(work, annotations).copied(),
    }
    marked: Any = old.get("/MarkInfo")
    if (
        isinstance(marked, Dictionary)
        and marked.get("/Marked", False)
        and facts["/StructTreeRoot"] is not None
    ):
        facts["/MarkInfo"] = Dictionary({"/Marked": True})
    for key, value in facts.items():
        if value is not None:
            new[key] = value


def _page_labels(work: Work, tree: Any) -> Any:
    """How pages are counted; words before the numbers stay behind."""
    styles: dict[str, Copier] = {"/S": one_of("D", "R", "r", "A", "a"), "/St": plain}
    pairs = {
        number: Dictionary(picked(work, value, styles))
        for number, value in leaves(tree, "/Nums")
        if is_number(number) and isinstance(value, Dictionary)
    }
    row = [item for number in sorted(pairs) for item in (number, pairs[number])]
    return Dictionary({"/Nums": Array(row)}) if row else None


def _direction(work: Work, value: Any) -> Any:
    if not isinstance(value, Dictionary):
        return None
    facts = picked(work, value, {"/Direction": one_of("L2R", "R2L")})
    return Dictionary(facts) if facts else None
