from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from effgenai.conferences.core.models import Conference
from effgenai.conferences.dates.shifts import Days, Shift
from effgenai.conferences.desk.editions import EditionFacts, EditionOffer
from effgenai.conferences.desk.forms.settings import ShortNameForm, day_input
from effgenai.conferences.desk.ordinals import counted_up, next_slug, next_words
from effgenai.conferences.desk.services.editions import taken_words

A_YEAR = 364  # whole weeks, so that the weekdays stay
MAX_YEARS = 10
WEEKS, EXACT = "weeks", "exact"


class NewEditionForm(ShortNameForm):
    """What is new about an edition, how its dates move, and what it takes from the last one."""

    weekdays = forms.ChoiceField(
        label="The dates before it",
        widget=forms.RadioSelect,
        initial=WEEKS,
        choices=[
            (WEEKS, "keep their weekday: they move by whole weeks, as near as it gets"),
            (EXACT, "keep their distance: they move by exactly as many days as the first day"),
        ],
        required=False,
        help_text="The days of the workshop itself move with its first and last day. The time of day stays.",
    )

    class Meta:
        model = Conference
        fields = ["title", "short_name", "edition", "slug", "starts_on", "ends_on"]
        help_texts = {
            "short_name": "For headers and mails.",
            "slug": "The first part of its pages' addresses. It stays for ever.",
            "ends_on": "Empty: it lasts one day.",
        }
        widgets = {"starts_on": day_input(), "ends_on": day_input()}

    def __init__(self, *args: Any, old: Conference, offers: Sequence[EditionOffer], **kwargs: Any) -> None:
        kwargs["initial"] = suggestions(old)
        super().__init__(*args, **kwargs)
        self.old, self.offers = old, offers
        self.fields["starts_on"].required = True
        self.fields["slug"].error_messages["unique"] = "There is already a conference at this address."
        self.fields["parts"] = forms.MultipleChoiceField(
            required=False,
            choices=[(offer.part.key, offer.part.label) for offer in offers],
            initial=[offer.part.key for offer in offers if offer.part.ticked],
        )

    @property
    def rows(self) -> list[tuple[EditionOffer, bool]]:
        """Each part on offer, and whether it is ticked."""
        chosen = self["parts"].value() or []
        return [(offer, offer.part.key in chosen) for offer in self.offers]

    def clean_slug(self) -> str:
        """An address that is free."""
        slug: str = self.cleaned_data["slug"]
        if Conference.objects.filter(slug=slug).exists():
            raise ValidationError(taken_words(slug))
        return slug

    def clean_starts_on(self) -> dt.date:
        """A day that the dates can be moved to."""
        day: dt.date = self.cleaned_data["starts_on"]
        since = self.old.starts_on or self.old.created_at.date()
        if abs(day.year - since.year) > MAX_YEARS:
            raise ValidationError(f"That is more than {MAX_YEARS} years from the last edition.")
        return day

    def clean_ends_on(self) -> dt.date | None:
        """The same for the last day."""
        day: dt.date | None = self.cleaned_data["ends_on"]
        first = self.cleaned_data.get("starts_on")
        if day and first and (day - first).days > 366:
            raise ValidationError("That would last more than a year. Look at the year again.")
        return day

    def facts(self) -> EditionFacts:
        """What is new, as the service takes it."""
        names = ("slug", "title", "short_name", "edition", "starts_on", "ends_on")
        return EditionFacts(**{name: self.cleaned_data[name] for name in names})

    def shift(self) -> Shift | None:
        """How the dates move; None if the old edition has no first day to count from."""
        if self.old.starts_on is None:
            return None
        first, last = self.cleaned_data["starts_on"], self.cleaned_data["ends_on"]
        return Shift(
            Days(self.old.starts_on, self.old.ends_on or self.old.starts_on),
            Days(first, last or first),
            weekdays=self.cleaned_data["weekdays"] != EXACT,
        )


def suggestions(old: Conference) -> dict[str, Any]:
    """The next edition as it usually is: a year later, everything that counts counted up. One query."""
    stem = old.slug.rstrip("0123456789-")
    taken = set(Conference.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return {
        "title": next_words(old.title),
        "short_name": _next_name(old),
        "edition": next_words(old.edition),
        "slug": next_slug(old.slug, taken),
        "starts_on": _a_year_later(old.starts_on),
        "ends_on": _a_year_later(old.ends_on),
    }


def _next_name(old: Conference) -> str:
    """The year or the number in the short name counted up; without any the year of the next edition."""
    name = next_words(old.short_name)
    if name == old.short_name:
        name = counted_up(name)
    if name == old.short_name:
        year = (old.starts_on or old.created_at.date()).year + 1
        name = f"{name[:35]} {year}"
    return name


def _a_year_later(day: dt.date | None) -> dt.date | None:
    return day + dt.timedelta(days=A_YEAR) if day else None
