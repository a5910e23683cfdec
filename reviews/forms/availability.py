from __future__ import annotations

from typing import Any

from django import forms

from reviews.rules.availability import Availability, why_not_away


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AvailabilityForm(forms.Form):
    """When somebody cannot work, and whether they may be asked at short notice."""

    away_from = forms.DateField(
        label="Away from",
        required=False,
        widget=_day_input(),
        help_text="Empty if you are there until reviews are due.",
    )
    away_until = forms.DateField(label="Away until", required=False, widget=_day_input())
    takes_emergencies = forms.BooleanField(
        label="Ask me at short notice",
        required=False,
        help_text="Chairs look here first when somebody else cannot write a review after all.",
    )

    def clean(self) -> dict[str, Any]:
        """Both days away, or none."""
        data: dict[str, Any] = super().clean() or {}
        reason = why_not_away(data.get("away_from"), data.get("away_until"))
        if reason and not self.errors:
            self.add_error("away_until", reason)
        return data

    @property
    def availability(self) -> Availability:
        """What was said, once the form is valid."""
        return Availability(**{name: self.cleaned_data[name] for name in AvailabilityForm.base_fields})
