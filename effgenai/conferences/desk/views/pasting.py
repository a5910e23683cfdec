"""Lists pasted as a whole: seen as they are understood, then added."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Institution
from effgenai.conferences.desk.forms.pasting import PasteForm
from effgenai.conferences.desk.lists import RowList
from effgenai.conferences.desk.services.rows import Row, add_rows
from effgenai.conferences.web.desk import desk_page, tabs
from effgenai.conferences.web.http import MemberRequest
from effgenai.ui.tables import Column
from effgenai.ui.text.numbers import counted


@dataclasses.dataclass(frozen=True, slots=True)
class PastedRow:
    """A line as it is understood: its cells, the row that is added, and otherwise why it is not."""

    cells: list[str]
    row: Row
    is_there: bool
    why_not: str

    @property
    def is_new(self) -> bool:
        """Whether it is added."""
        return not self.is_there and not self.why_not


def pasting_view(of: RowList) -> Callable[[MemberRequest], HttpResponse]:
    """The page on which a list of this kind is pasted."""

    @require_http_methods(["GET", "POST"])
    def paste(request: MemberRequest) -> HttpResponse:
        form = PasteForm(request.POST or None, rows=of)
        found = list(_read(request, of, form)) if form.is_valid() else []
        if "add" in request.POST and any(one.is_new for one in found) and _add(request, form, found):
            messages.success(request, _words(of, found))
            return redirect(of.index_url, request.conference.slug)
        columns = [
            *(Column(name.replace("_", " ").capitalize()) for name in of.pasted),
            Column("What happens"),
        ]
        frame = desk_page(request.viewer, of.stage)
        shown = {"rows": of, "form": form, "found": found, "columns": columns}
        shown["new"] = sum(one.is_new for one in found)
        shown["tabs"] = tabs(request.viewer, of.stage, of.name)
        return render(request, "conferences/desk/rows/paste.html", {**frame, **shown})

    return paste


def _read(request: MemberRequest, of: RowList, form: PasteForm) -> Iterator[PastedRow]:
    """Each line in the form of a single row, so the same is right and wrong; a query for each new line."""
    existing = of.model.objects.filter(conference=request.conference)
    known = {str(row).casefold() for row in existing}
    position = max((row.position + 1 for row in existing if not isinstance(row, Institution)), default=0)
    shared = {name: form.cleaned_data[name] for name in of.shared}
    for place, cells in enumerate(form.cleaned_data["text"]):
        row = of.model(conference=request.conference)
        typed = of.form({**cells, **shared, "position": position + place}, instance=row)
        is_there = cells["name"].casefold() in known
        known.add(cells["name"].casefold())
        why_not = "" if is_there or typed.is_valid() else _mistakes(typed.errors)
        yield PastedRow(list(cells.values()), row, is_there, why_not)


def _mistakes(errors: dict[str, list[str]]) -> str:
    return " ".join(
        f"{name.replace('_', ' ').capitalize()}: {' '.join(said)}" for name, said in errors.items()
    )


def _add(request: MemberRequest, form: PasteForm, found: list[PastedRow]) -> bool:
    try:
        new = [one.row for one in found if one.is_new]
        add_rows(rows=new, by=request.user, at=request.at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _words(of: RowList, found: list[PastedRow]) -> str:
    new = sum(one.is_new for one in found)
    left = len(found) - new
    tail = f" {counted(left, 'line')} of the list {'was' if left == 1 else 'were'} left out." if left else ""
    many = "people" if of.noun == "person" else ""
    return f"{counted(new, of.noun, many)} added.{tail}"
