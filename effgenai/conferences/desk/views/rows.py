"""Pages of the lists of plain rows, from tracks to sponsors, by Django's own views."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views import View
from django.views.generic import DeleteView, ListView, UpdateView
from django.views.generic.base import ContextMixin

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Institution
from effgenai.conferences.desk.lists import TRACKS, RowList
from effgenai.conferences.desk.services.rows import Row, remove_row, save_row
from effgenai.conferences.unfinished.views import begun_form, resumed
from effgenai.conferences.web.desk import desk_page, tabs
from effgenai.conferences.web.http import MemberRequest
from effgenai.ui.tables import Column

if TYPE_CHECKING:
    # The stubs alone know that these classes take parameters.
    Index = ListView[Any]
    Update = UpdateView[Any, Any]
    Delete = DeleteView[Any, Any]
else:
    Index, Update, Delete = ListView, UpdateView, DeleteView


REMOVED = "leaves the site and all lists to choose from. It cannot be brought back."


class RowsMixin(ContextMixin, View):
    """What all pages of a list share: which rows there are, and the frame of the desk."""

    http_method_names: Sequence[str] = ("get", "post")
    rows: RowList = TRACKS

    @property
    def member_request(self) -> MemberRequest:
        """The request as views below a conference get it."""
        return cast("MemberRequest", self.request)

    def get_queryset(self) -> QuerySet[Any]:
        """The rows of the conference in their order."""
        return self.rows.model.objects.filter(conference=self.member_request.conference)

    def get_form_class(self) -> type[forms.ModelForm[Any]]:
        """The form of the list."""
        return self.rows.form  # type: ignore[no-any-return]

    def get_success_url(self) -> str:
        """Back to the list."""
        return reverse(self.rows.index_url, args=[self.member_request.conference.slug])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the templates of the desk and of the lists read."""
        frame = desk_page(self.member_request.viewer, self.rows.stage)
        return super().get_context_data(**frame, rows=self.rows, **kwargs)


class RowIndex(RowsMixin, Index):
    """The list in its order."""

    http_method_names: Sequence[str] = ("get", "head")
    template_name = "conferences/desk/rows/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rows with their cells, beside the sister pages of the list."""
        found = [(row, self.rows.cells(row)) for row in self.object_list]
        sisters = tabs(self.member_request.viewer, self.rows.stage, self.rows.name)
        columns = [Column("Name"), *self.rows.columns, Column("Action")]
        new = reverse(self.rows.new_url, args=[self.member_request.conference.slug])
        begun = begun_form(self.member_request, new)
        return super().get_context_data(found=found, columns=columns, tabs=sisters, begun=begun, **kwargs)


class EditRow(RowsMixin, Update):
    """Change a row."""

    template_name = "conferences/desk/rows/row.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The row as it stands; what was typed is on the form alone."""
        return super().get_context_data(row=self.object, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form a row of its own, so that wrong values never stand in the title."""
        return {**super().get_form_kwargs(), "instance": copy.copy(self.object)}

    def get_form(self, form_class: type[Any] | None = None) -> Any:
        """The form, with what was typed into it before where the person goes on with that."""
        return resumed(self.request, super().get_form(form_class))

    def form_valid(self, form: Any) -> HttpResponse:
        """Save the row, and say so."""
        fields = [name for name in form.changed_data if not name.endswith("_upload")]
        by, at = self.member_request.user, self.member_request.at
        try:
            # Pictures that were uploaded in place go to the library first; their fields have no column.
            uploads = form.take_uploads(by, at) if hasattr(form, "take_uploads") else []
            save_row(row=form.instance, fields=list({*fields, *uploads}), by=by, at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, f"“{form.instance}” is saved.")
        return HttpResponseRedirect(self.get_next_url())

    def get_next_url(self) -> str:
        """Where saving leads: the list, or the next empty form for whoever adds several."""
        if "another" in self.member_request.POST:
            return reverse(self.rows.new_url, args=[self.member_request.conference.slug])
        return self.get_success_url()


class NewRow(EditRow):
    """Add a row at the end."""

    def get_object(self, queryset: QuerySet[Any] | None = None) -> Row:
        """An empty row, behind the others where the list has an order of its own."""
        row = self.rows.model(conference=self.member_request.conference)
        if not isinstance(row, Institution):
            last = self.get_queryset().order_by("-position").first()
            row.position = last.position + 1 if last else 0
        return row


class RemoveRow(RowsMixin, Delete):
    """Remove a row, after a look at what that means."""

    template_name = "conferences/web/remove.html"

    def get_form_class(self) -> type[forms.Form]:  # type: ignore[override]  # nothing is typed here
        """An empty form: the button."""
        return forms.Form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The name of the row, what its removal does, and the way back."""
        effect = f"The {self.rows.noun} {REMOVED}"
        way_back = {"back": self.rows.index_url, "back_label": self.rows.title}
        return super().get_context_data(name=str(self.object), effect=effect, **way_back, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Remove the row and say so, or why it stays."""
        name = str(self.object)
        try:
            remove_row(row=self.object, by=self.member_request.user, at=self.member_request.at)
            messages.success(self.request, f"“{name}” is removed.")
        except Refused as refusal:
            messages.error(self.request, str(refusal))
        return HttpResponseRedirect(self.get_success_url())
