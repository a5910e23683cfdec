from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db import models

from effgenai.conferences.news.models import News
from effgenai.conferences.web.forms import RowForm
from effgenai.ui.dates import AOE_NAME, ZonedInstant
from effgenai.ui.forms.fields import ZonedDateTimeField


class Publication(models.TextChoices):
    """When a piece of news is out."""

    DRAFT = "draft", "Keep as a draft: only those who edit the site see it"
    NOW = "now", "Publish now"
    LATER = "later", "Publish at a time of its own"


class NewsForm(RowForm[News]):
    """A piece of news, and when it is published."""

    publication = forms.ChoiceField(
        label="Publication", choices=Publication.choices, widget=forms.RadioSelect, initial=Publication.DRAFT
    )

    class Meta:
        model = News
        fields = ["title", "body"]
        help_texts = {
            "body": "Markdown with $formulas$. A picture of the library: ![what it shows](image:KEY)."
        }
        widgets = {"body": forms.Textarea(attrs={"rows": 12})}

    def __init__(self, *args: Any, at: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        piece, zone = self.instance, self.instance.conference.time_zone
        self.fields["when"] = ZonedDateTimeField(
            label="Time of publication", venue_zone=zone, required=False, help_text="If you chose a time."
        )
        published = piece.published_at
        if published:
            is_out = published <= at
            self.initial["publication"] = Publication.NOW if is_out else Publication.LATER
            self.initial["when"] = ZonedInstant(published, "UTC" if zone == AOE_NAME else zone)
            if is_out:
                self._say_published()

    def _say_published(self) -> None:
        words = [
            (value, "Published" if value == Publication.NOW else label)
            for value, label in Publication.choices
        ]
        self.fields["publication"].choices = words  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Turn the choice into the moment of publication."""
        data = super().clean() or {}
        when = data.get("when")
        if data.get("publication") == Publication.LATER and not when and "when" not in self.errors:
            self.add_error("when", "Say when it is to be published.")
        return data

    @property
    def published_at(self) -> dt.datetime | None:
        """The moment that was chosen; a piece that is out stays with its day."""
        choice, before = self.cleaned_data["publication"], self.instance.published_at
        if choice == Publication.DRAFT:
            return None
        if choice == Publication.LATER:
            when: ZonedInstant = self.cleaned_data["when"]
            return when.instant
        return before if before and before <= self.at else self.at
