"""The structure that programs read aloud: kinds, order, languages and alternative texts."""

from __future__ import annotations

import re
from typing import Any

from pikepdf import Array, Dictionary, Name, String

from effgenai.files.copying.content import TAGS
from effgenai.files.copying.links import leaves
from effgenai.files.copying.work import Copier, Work, is_number, language, one_of, picked, plain

DEEPEST = 100
MAX_TAGS = 100_000
STANDARD = {f"/{tag.decode()}" for tag in TAGS}
# Alternative texts that a program made of a path on somebody's computer.
PATH = re.compile(
    r"[A-Za-z]:[\\/]|file:|[\\/:](?:Users|home|Documents|Desktop|Downloads)[\\/:]", re.IGNORECASE
)
ATTRIBUTES: dict[str, Copier] = {
    "/O": one_of("Layout", "List", "Table"),
    "/Placement": one_of("Block", "Inline", "Before", "Start", "End"),
    "/WritingMode": one_of("LrTb", "RlTb", "TbRl"),
    "/ListNumbering": one_of(
        "None", "Disc", "Circle", "Square", "Decimal", "UpperRoman", "LowerRoman", "UpperAlpha", "LowerAlpha",
        "Unordered", "Ordered", "Description",
    ),
    "/Scope": one_of("Row", "Column", "Both"),
    **dict.fromkeys(["/BBox", "/Width", "/Height", "/RowSpan", "/ColSpan"], plain),
}  # fmt: skip


def alternative(_work: Work | None, value: Any) -> Any:
    """A text in place of what cannot be seen."""
    text = str(value) if isinstance(value, String) else ""
    return String(text) if text and not PATH.search(text) else None


class Tags:
    """The copy of a structure tree."""

    def __init__(self, work: Work, annotations: dict[tuple[int, int], Any]) -> None:
        self._work = work
        self._annotations = annotations
        self._made: dict[tuple[int, int], Dictionary] = {}
        self._roles: dict[str, str] = {}
        self._left = MAX_TAGS

    def copied(self) -> Dictionary | None:
        """The tree with its table of what stands on each page; None if there is none."""
        root = self._work.source.Root.get("/StructTreeRoot")
        if not isinstance(root, Dictionary):
            return None
        roles = root.get("/RoleMap")
        if isinstance(roles, Dictionary):
            self._roles = {str(key): str(value) for key, value in roles.items() if isinstance(value, Name)}
        made = self._work.dictionary({"/Type": Name.StructTreeRoot})
        below = [
            self._element(item, made, 0) for item in _listed(root.get("/K")) if isinstance(item, Dictionary)
        ]
        made["/K"] = Array([item for item in below if item is not None])
        made["/ParentTree"] = self._parents(root.get("/ParentTree"))
        return made if self._made else None

    def _element(self, value: Any, parent: Dictionary, depth: int) -> Dictionary | None:
        self._left -= 1
        is_known = value.is_indirect and value.objgen in self._made
        if is_known or depth > DEEPEST or self._left < 0 or not isinstance(value.get("/S"), Name):
            return None
        made: Dictionary = self._work.dictionary(
            {
                "/S": self._role(str(value.get("/S"))),
                "/P": parent,
                **picked(self._work, value, {"/Lang": language, "/Alt": alternative, "/A": _attributes}),
                **self._page(value),
            }
        )
        self._made[value.objgen] = made
        below = [self._kid(item, made, depth) for item in _listed(value.get("/K"))]
        children = [item for item in below if item is not None]
        if children:
            made["/K"] = Array(children) if len(children) > 1 else children[0]
        return made

    def _role(self, name: str) -> Name:
        for _ in range(10):
            if name in STANDARD:
                return Name(name)
            name = self._roles.get(name, name)
        return Name.Span

    def _page(self, value: Any) -> dict[str, Any]:
        page = value.get("/Pg")
        found = self._work.pages.get(page.objgen) if isinstance(page, Dictionary) else None
        return {} if found is None else {"/Pg": found}

    def _kid(self, value: Any, parent: Dictionary, depth: int) -> Any:
        if is_number(value):
            return value
        if not isinstance(value, Dictionary):
            return None
        if value.get("/Type") == Name.MCR:
            stream = self._work.copied.get(("figure", getattr(value.get("/Stm"), "objgen", None)))
            inside = {} if stream is None else {"/Stm": stream}
            number = picked(self._work, value, {"/MCID": plain})
            return Dictionary({"/Type": Name.MCR, **self._page(value), **number, **inside})
        if value.get("/Type") == Name.OBJR:
            shown = self._annotations.get(getattr(value.get("/Obj"), "objgen", (0, 0)))
            facts = {"/Type": Name.OBJR, **self._page(value)}
            return None if shown is None else Dictionary({**facts, "/Obj": shown})
        return self._element(value, parent, depth + 1)

    def _parents(self, tree: Any) -> Dictionary:
        """Which element each mark on a page belongs to."""
        pairs: list[Any] = []
        for number, value in sorted(
            leaves(tree, "/Nums"), key=lambda pair: pair[0] if is_number(pair[0]) else 0
        ):
            if not is_number(number):
                continue
            if isinstance(value, Array):
                pairs += [number, self._work.target.make_indirect(Array([self._of(item) for item in value]))]
            elif self._of(value) is not None:
                pairs += [number, self._of(value)]
        made: Dictionary = self._work.dictionary({"/Nums": Array(pairs)})
        return made

    def _of(self, value: Any) -> Dictionary | None:
        return self._made.get(value.objgen) if isinstance(value, Dictionary) else None


def _attributes(work: Work, value: Any) -> Any:
    found = [
        Dictionary(picked(work, item, ATTRIBUTES)) for item in _listed(value) if isinstance(item, Dictionary)
    ]
    owned = [item for item in found if len(item) > 1 and "/O" in item]
    return Array(owned) if owned else None


def _listed(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, Array) else [value]
