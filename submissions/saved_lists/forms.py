"""Saved lists as chairs type them."""

from __future__ import annotations

from django import forms

from effgenai.ui.forms.asked import AskedForm, number, one_of
from effgenai.ui.forms.fields import LineField
from submissions.saved_lists.services import ListDetails


class SaveListForm(forms.Form):
    """What the list shows now, under a name."""

    name = LineField(label="Name", max_length=60)
    is_shared = forms.BooleanField(label="For all chairs", required=False)
    is_default = forms.BooleanField(label="Open the list with it", required=False)
    cols = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)
    sort = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    group = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    @property
    def details(self) -> ListDetails:
        """What is saved; only of a valid form."""
        return ListDetails(**self.cleaned_data)


class ChangeListForm(forms.Form):
    """Another name for a saved list, and whether it is shown at first."""

    name = LineField(label="Name", max_length=60)
    is_default = forms.BooleanField(required=False)


class ListButtonForm(AskedForm):
    """Which saved list is meant, and what is to be done with it."""

    saved = number()
    do = one_of(["change", "delete"])
