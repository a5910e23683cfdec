"""The papers that a chair ticked in the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from effgenai.ui.forms.asked import AskedForm, NumbersField, RangesField, one_of, words
from submissions.papers.queries.places import MAX_QUERY
from submissions.tags.forms import TagsField


class TagTickedForm(forms.Form):
    """Tags that are put on, and taken off, the ticked papers."""

    add = TagsField(label="Add", required=False)
    remove = TagsField(label="Remove", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {"list": "known-tags", "autocapitalize": "none", "autocomplete": "off"}

    def clean(self) -> None:
        """Raises ValidationError if there is nothing to do."""
        if not self.errors and not (self.cleaned_data["add"] or self.cleaned_data["remove"]):
            raise forms.ValidationError("Type a tag to add or to remove.")


class SelectionForm(AskedForm):
    """What the list sends, and the pages that follow it send on.

    `selected` are the ticked papers by their numbers, `numbers` the same as ranges; `whole` says that all
    papers are meant which the list shows, whose query is `list`.
    """

    selected = NumbersField()
    numbers = RangesField()
    whole = one_of(["yes"])
    list = words()

    @property
    def chosen(self) -> frozenset[int]:
        """The numbers of the papers that were named one by one."""
        return frozenset(self.asked("selected")) | frozenset(self.asked("numbers") or ())

    @property
    def wants_all(self) -> bool:
        """Whether all papers that the list shows are meant."""
        return bool(self.asked("whole"))

    @property
    def query(self) -> QueryDict:
        """What the list was filtered and arranged by."""
        said = str(self.asked("list"))
        return QueryDict(said if len(said) <= MAX_QUERY else "")
