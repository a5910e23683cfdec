"""Layers (optional content): which of them are shown when the document is opened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf

DEEPEST = 20
MAX_PARTS = 5000


class Layers:
    """The layers of a document as a reader shows them, and those that it hides."""

    def __init__(self, pdf: Pdf) -> None:
        properties = pdf.Root.get("/OCProperties")
        self._config: Any = _dictionary(_get(properties, "/D"))
        self._groups = _members(_get(properties, "/OCGs"))
        self._off = self._hidden_ids()
        self.met: dict[tuple[int, int], str] = {}

    def _hidden_ids(self) -> set[tuple[int, int]]:
        groups = {group.objgen: group for group in self._groups}
        hidden = set(groups) if self._config.get("/BaseState") == Name.OFF else set()
        hidden |= _ids(self._config.get("/OFF"))
        hidden -= _ids(self._config.get("/ON"))
        return self._by_usage(hidden, groups)

    def _by_usage(
        self, hidden: set[tuple[int, int]], groups: dict[tuple[int, int], Any]
    ) -> set[tuple[int, int]]:
        """Some layers are switched by what is done with the page: here it is looked at."""
        for rule in _members(self._config.get("/AS")):
            if rule.get("/Event") != Name.View:
                continue
            for group in _members(rule.get("/OCGs")):
                state = _get(_get(_get(group, "/Usage"), "/View"), "/ViewState")
                if state == Name.OFF and group.objgen in groups:
                    hidden.add(group.objgen)
                elif state == Name.ON:
                    hidden.discard(group.objgen)
        return hidden

    def hides(self, group: Any, depth: int = 0) -> bool:
        """Whether what belongs to this layer, or set of layers, is not shown."""
        if not isinstance(group, Dictionary) or depth > DEEPEST:
            return False
        if group.get("/Type") == Name.OCMD:
            return not self._shows_set(group)
        is_hidden = group.objgen in self._off
        if is_hidden:
            self.met[group.objgen] = str(group.get("/Name", ""))
        return is_hidden

    def _shows_set(self, membership: Any) -> bool:
        expression = membership.get("/VE")
        if isinstance(expression, Array) and len(expression):
            return self._holds(expression)
        groups = _members(membership.get("/OCGs"))
        shown = [not self.hides(group) for group in groups]
        policy = membership.get("/P", Name.AnyOn)
        if not shown:
            return True
        return {
            "/AllOn": all(shown),
            "/AnyOff": not all(shown),
            "/AllOff": not any(shown),
        }.get(str(policy), any(shown))

    def _holds(self, expression: Any, depth: int = 0) -> bool:
        if isinstance(expression, Dictionary):
            return not self.hides(expression)
        if not isinstance(expression, Array) or not len(expression) or depth > DEEPEST:
            return True
        parts = [self._holds(part, depth + 1) for part in list(expression)[1:MAX_PARTS]]
        operator = str(expression[0])
        if operator == "/Not":
            return not all(parts)
        return any(parts) if operator == "/Or" else all(parts)


def _get(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, Dictionary) else None


def _dictionary(value: Any) -> Any:
    return value if isinstance(value, Dictionary) else Dictionary()


def _members(value: Any) -> list[Any]:
    """The dictionaries of a list, or the one that stands in its place."""
    values: Iterable[Any] = list(value)[:MAX_PARTS] if isinstance(value, Array) else [value]
    return [item for item in values if isinstance(item, Dictionary)]


def _ids(value: Any) -> set[tuple[int, int]]:
    return {item.objgen for item in _members(value)}
