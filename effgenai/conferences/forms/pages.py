from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from effgenai.conferences.forms.base import RowForm
from effgenai.conferences.models import Page


class PageForm(RowForm[Page]):
    """A page of the site. `seen` says which text the writer began with: two writers notice each other."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Page
        fields = ["title", "slug", "format", "body", "is_published", "in_menu", "position"]
        labels = {"is_published": "Published: everyone may read it", "in_menu": "In the menu of the site"}
        help_texts = {
            "slug": "The end of its address, such as “venue”.",
            "body": "Markdown: # headings, * lists, [links](https://…), $formulas$; or HTML, made safe.",
            "position": "Smaller numbers come first.",
        }
        widgets = {"body": forms.Textarea(attrs={"rows": 20})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.fields["seen"].initial = self.instance.updated_at.isoformat()

    def clean_seen(self) -> dt.datetime | None:
        """The moment at which the text was saved that this form began with."""
        try:
            return dt.datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError:
            return None
