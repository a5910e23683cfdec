from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from effgenai.conferences.forms.base import RowForm
from effgenai.conferences.models import Page, SiteVersion


class PageForm(RowForm[Page]):
    """A page of the site. `version` says which text the writer began with: two writers notice each other."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Page
        fields = [
            "title",
            "slug",
            "description",
            "format",
            "body",
            "is_published",
            "in_menu",
            "parent",
            "position",
        ]
        labels = {"is_published": "Published: everyone may read it", "in_menu": "In the menu of the site"}
        help_texts = {
            "slug": "The end of its address, such as “venue”.",
            "body": "Markdown: # headings, * lists, [links](https://…), $formulas$; or HTML, made safe.",
            "position": "Smaller numbers come first.",
        }
        widgets = {"body": forms.Textarea(attrs={"rows": 20})}

    def __init__(self, *args: Any, draft: SiteVersion | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(draft.content if draft else {})
        page = self.instance
        if page.pk is not None:
            seen = draft.saved_at if draft else page.updated_at
            self.fields["version"].initial = seen.isoformat()
        self._offer_places(page)

    def _offer_places(self, page: Page) -> None:
        field = self.fields["parent"]
        field.empty_label = "No page: it stands in the first row"  # type: ignore[attr-defined]
        on_top = page.conference.pages.filter(parent=None).exclude(pk=page.pk)
        field.queryset = on_top  # type: ignore[attr-defined]
        if page.pk is not None and page.children.exists():
            field.queryset = on_top.none()  # type: ignore[attr-defined]
            field.help_text = "Other pages stand below this one, so it cannot stand below another."

    def clean_version(self) -> dt.datetime | None:
        """The moment at which the text was saved that this form began with."""
        try:
            return dt.datetime.fromisoformat(self.cleaned_data["version"])
        except ValueError:
            return None
