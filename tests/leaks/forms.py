"""The forms of a page, and what a person would send with them who fills in only what is asked."""

from __future__ import annotations

import dataclasses
from html.parser import HTMLParser

Data = dict[str, list[str]]

# What is typed into an empty field that must not stay empty, by its type.
TYPED = {
    "email": "somebody@post.example",
    "url": "https://post.example/",
    "number": "1",
    "date": "2027-03-01",
    "datetime-local": "2027-03-01T12:00",
    "time": "12:00",
}
WORDS = "Words"


@dataclasses.dataclass
class Form:
    """Where a form is posted to, and what it sends."""

    action: str
    data: Data = dataclasses.field(default_factory=dict)


class Forms(HTMLParser):
    """The posted forms of a page: as they stand, with their empty required fields filled in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._form: Form | None = None
        self._area: tuple[dict[str, str], list[str]] | None = None
        self._select: tuple[dict[str, str], list[tuple[str, bool]]] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            is_posted = said.get("method", "").lower() == "post"
            self._form = Form(said.get("action", "")) if is_posted else None
        elif self._form is None:
            return
        elif tag == "textarea":
            self._area = (said, [])
        elif tag == "select":
            self._select = (said, [])
        elif tag == "option" and self._select:
            self._select[1].append((said.get("value", ""), "selected" in said))
        elif tag == "input":
            self._input(self._form.data, said)
        elif tag == "button" and said.get("name") and "primary" in said.get("class", "").split():
            self._form.data[said["name"]] = [said.get("value", "")]

    def _input(self, data: Data, said: dict[str, str]) -> None:
        name, kind = said.get("name", ""), said.get("type", "text")
        if not name or kind in {"file", "submit"}:
            return
        if kind in {"checkbox", "radio"}:
            is_needed = "required" in said and name not in data
            if "checked" in said or is_needed:
                data[name] = data.get(name, []) if kind == "checkbox" else []
                data[name].append(said.get("value", "on"))
        else:
            data.setdefault(name, []).append(
                said.get("value") or (TYPED.get(kind, WORDS) if "required" in said else "")
            )

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._form and self._area:
            said, parts = self._area
            text = "".join(parts).removeprefix("\n")
            self._form.data[said.get("name", "")] = [text or (WORDS if "required" in said else "")]
            self._area = None
        elif tag == "select" and self._form and self._select:
            said, options = self._select
            self._form.data[said.get("name", "")] = _chosen(options, is_needed="required" in said)
            self._select = None
        elif tag == "form" and self._form:
            self.found.append(self._form)
            self._form = None


def _chosen(options: list[tuple[str, bool]], *, is_needed: bool) -> list[str]:
    chosen = [value for value, is_selected in options if is_selected]
    if not chosen or (is_needed and chosen == [""]):
        chosen = [value for value, _ in options if value or not is_needed][:1]
    return chosen
