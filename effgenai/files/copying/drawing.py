"""Drawings with what they draw with: pages, figures, patterns, and the resources that they really use."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from pikepdf import Array, Dictionary, Name

from effgenai.files.copying.content import Cleaner
from effgenai.files.copying.fonts.fonts import font
from effgenai.files.copying.images.colours import blend, colour_space, function, group, line_style, transfer
from effgenai.files.copying.images.images import image
from effgenai.files.copying.work import (
    Copier,
    Work,
    decoded,
    is_dictionary,
    is_stream,
    numbers,
    one_of,
    picked,
    plain,
)

EMPTY_FIGURE = {"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": [0, 0, 0, 0]}


class Resources:
    """The resources of one or several drawings, copied as they turn out to be used."""

    def __init__(self, work: Work, given: Any) -> None:
        self._work = work
        self._given = given if isinstance(given, Dictionary) else Dictionary()
        self._made: dict[str, dict[str, Any]] = defaultdict(dict)
        self.extra: dict[str, Any] = {}

    def use(self, category: str, name: str) -> None:
        """Copy the resource of that name, once."""
        known = self._work.name(name)
        if known in self._made[category]:
            return
        members = self._given.get(category)
        value = members.get(name) if isinstance(members, Dictionary) else None
        copy = None if value is None else self._copy(category, value)
        if copy is not None:
            self._made[category][known] = copy

    def _copy(self, category: str, value: Any) -> Any:
        work, given = self._work, self._given
        if category == "/Font":
            return font(work, value, given)
        if category == "/XObject":
            return figure_or_image(work, value, given)
        if category == "/Pattern":
            return pattern(work, value, given)
        return SIMPLE[category](work, value)

    def made(self) -> Dictionary:
        """The dictionary of what was used."""
        for name in ("/DefaultGray", "/DefaultRGB", "/DefaultCMYK"):
            self.use("/ColorSpace", name)
        if self.extra:
            self._made["/XObject"].update(self.extra)
        return Dictionary({key: Dictionary(values) for key, values in self._made.items() if values})


def drawn(work: Work, data: bytes, given: Any, gathered: Resources) -> tuple[bytes, int]:
    """A drawing made clean, its resources added to `gathered`; and how much it draws."""
    resources = given if isinstance(given, Dictionary) else Dictionary()
    cleaned = Cleaner(work, resources).clean(data)
    for category, names in cleaned.used.items():
        for name in names:
            gathered.use(category, name)
    return cleaned.data, work.charge(len(cleaned.data) + _below(work, resources, cleaned.used))


def _below(work: Work, resources: Dictionary, used: dict[str, Counter[str]]) -> int:
    figures = resources.get("/XObject")
    if not isinstance(figures, Dictionary):
        return 0
    costs = (
        times * work.costs.get(figures[name].objgen, 0)
        for name, times in used.get("/XObject", Counter()).items()
        if name in figures and is_stream(figures[name])
    )
    return sum(costs)


def figure_or_image(work: Work, value: Any, given: Any) -> Any:
    """What a drawing shows by its name; nothing in place of what a hidden layer holds."""
    if not is_stream(value):
        return None
    if work.layers.hides(value.get("/OC")):
        return work.stream(b"", EMPTY_FIGURE)
    if value.get("/Subtype") == Name.Image:
        return image(work, value)
    if value.get("/Subtype") == Name.Form:
        return figure(work, value, given)
    return work.stream(b"", EMPTY_FIGURE)


def figure(work: Work, value: Any, given: Any) -> Any:
    """A figure; without resources of its own it uses those of where it stands."""
    own = value.get("/Resources")
    context = () if isinstance(own, Dictionary) else (work.page, getattr(given, "objgen", None))
    resources = own if isinstance(own, Dictionary) else given
    made = work.once("figure", value, lambda: _figure(work, value, resources), *context)
    return work.stream(b"", EMPTY_FIGURE) if made is None else made


FIGURE: dict[str, Copier] = {
    "/Subtype": one_of("Form"),
    "/BBox": numbers,
    "/Matrix": numbers,
    "/Group": group,
    "/StructParents": plain,
}


def _figure(work: Work, value: Any, resources: Any) -> Any:
    gathered = Resources(work, resources)
    data, cost = drawn(work, decoded(value), resources, gathered)
    work.costs[value.objgen] = cost
    facts = {"/Type": Name.XObject, **picked(work, value, FIGURE), "/Resources": gathered.made()}
    return work.stream(data, facts)


TILE: dict[str, Copier] = {
    **dict.fromkeys(["/PatternType", "/PaintType", "/TilingType", "/XStep", "/YStep"], plain),
    "/BBox": numbers,
    "/Matrix": numbers,
}


def pattern(work: Work, value: Any, given: Any) -> Any:
    """A pattern of tiles or of shades."""
    if is_stream(value):
        own = value.get("/Resources")
        resources = own if isinstance(own, Dictionary) else given
        return work.once("pattern", value, lambda: _tiles(work, value, resources))
    if not isinstance(value, Dictionary):
        return None
    facts = {"/PatternType": plain, "/Matrix": numbers, "/Shading": shading, "/ExtGState": graphics_state}
    return work.once("pattern", value, lambda: work.dictionary(picked(work, value, facts)))


def _tiles(work: Work, value: Any, resources: Any) -> Any:
    gathered = Resources(work, resources)
    data, _ = drawn(work, decoded(value), resources, gathered)
    facts = {"/Type": Name.Pattern, **picked(work, value, TILE), "/Resources": gathered.made()}
    return work.stream(data, facts)


SHADING: dict[str, Copier] = {
    "/ColorSpace": colour_space,
    "/Function": function,
    **dict.fromkeys(
        [
            "/ShadingType",
            "/AntiAlias",
            "/BitsPerCoordinate",
            "/BitsPerComponent",
            "/BitsPerFlag",
            "/VerticesPerRow",
        ],
        plain,
    ),
    **dict.fromkeys(["/Background", "/BBox", "/Domain", "/Matrix", "/Coords", "/Extend", "/Decode"], plain),
}


def shading(work: Work, value: Any) -> Any:
    """A change of colours over an area."""
    return work.once("shading", value, lambda: _shading(work, value)) if is_dictionary(value) else None


def _shading(work: Work, value: Any) -> Any:
    facts = picked(work, value, SHADING)
    return work.stream(decoded(value), facts) if is_stream(value) else work.dictionary(facts)


def _state_font(work: Work, value: Any) -> Any:
    if isinstance(value, Array) and len(value) == 2:
        return Array([font(work, value[0], None), value[1]])
    return None


def _soft_mask(work: Work, value: Any) -> Any:
    if not isinstance(value, Dictionary):
        return plain(work, value)
    facts: dict[str, Copier] = {
        "/S": one_of("Alpha", "Luminosity"),
        "/BC": numbers,
        "/TR": transfer,
        "/G": lambda work, value: figure(work, value, None) if is_stream(value) else None,
    }
    return work.once("mask", value, lambda: work.dictionary(picked(work, value, facts)))


STATE: dict[str, Copier] = {
    "/Type": one_of("ExtGState"),
    **dict.fromkeys(
        [
            "/LW",
            "/LC",
            "/LJ",
            "/ML",
            "/RI",
            "/OP",
            "/op",
            "/OPM",
            "/FL",
            "/SM",
            "/SA",
            "/CA",
            "/ca",
            "/AIS",
            "/TK",
        ],
        plain,
    ),
    "/D": line_style,
    "/Font": _state_font,
    "/TR": transfer,
    "/TR2": transfer,
    "/BM": blend,
    "/SMask": _soft_mask,
}


def graphics_state(work: Work, value: Any) -> Any:
    """How lines are drawn and colours blend."""
    if not isinstance(value, Dictionary):
        return None
    return work.once("state", value, lambda: work.dictionary(picked(work, value, STATE)))


SIMPLE: dict[str, Copier] = {
    "/ColorSpace": colour_space,
    "/ExtGState": graphics_state,
    "/Shading": shading,
}
