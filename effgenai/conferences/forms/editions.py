from __future__ import annotations

import datetime as dt
import itertools
import re
from typing import Any

from django import forms

from effgenai.conferences.editions import days_between, edition_parts
from effgenai.conferences.forms.base import ModelForm
from effgenai.conferences.forms.settings import day_input
from effgenai.conferences.models import Conference

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


class EditionForm(ModelForm[Conference]):
    """What is new about the next edition, and what it takes from this one."""

    keep_weekdays = forms.BooleanField(
        label="Keep the weekdays of all dates: move them by whole weeks", required=False, initial=True
    )
    parts = forms.MultipleChoiceField(label="Take along", required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Conference
        fields = ["title", "short_name", "edition", "slug", "place", "starts_on", "ends_on"]
        help_texts = {
            "slug": "The first part of its pages' addresses, such as “effgenai-2027”. It stays for ever.",
            "place": "May stay empty until it is known.",
        }
        widgets = {"starts_on": day_input(), "ends_on": day_input()}

    def __init__(self, *args: Any, old: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.old = old
        self.fields["starts_on"].required = True
        self.initial.update(title=old.title, short_name=old.short_name, edition=next_edition(old.edition))
        found = [(part, part.count(old)) for part in edition_parts()]
        offered = [(part, words) for part, words in found if words]
        choices = [(part.key, f"{part.label}: {words}") for part, words in offered]
        self.fields["parts"].choices = choices  # type: ignore[attr-defined]
        self.fields["parts"].initial = [part.key for part, _ in offered if part.is_usual]

    @property
    def days(self) -> int:
        """By how many days dates move; of a valid form."""
        first: dt.date = self.cleaned_data["starts_on"]
        return days_between(self.old, first, keep_weekdays=self.cleaned_data["keep_weekdays"])


def next_edition(words: str) -> str:
    """The same words with their first number counted up: "1st workshop" becomes "2nd workshop"."""
    if found := re.search(r"(\d+)(st|nd|rd|th)\b", words, re.IGNORECASE):
        return words.replace(found[0], ordinal(int(found[1]) + 1), 1)
    for word, following in itertools.pairwise(ORDINALS):
        if found := re.search(rf"\b{word}\b", words, re.IGNORECASE):
            same = following.capitalize() if found[0][0].isupper() else following
            return words.replace(found[0], same, 1)
    return re.sub(r"\d+", lambda number: str(int(number[0]) + 1), words, count=1)


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th."""
    endings = {1: "st", 2: "nd", 3: "rd"}
    ending = "th" if number % 100 in {11, 12, 13} else endings.get(number % 10, "th")
    return f"{number}{ending}"
