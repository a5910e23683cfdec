from __future__ import annotations

from django import forms

from program.day.delays import Way
from program.desk.grid_forms import SeenField

MAX_DELAY = 600


class DelayForm(forms.Form):
    """By how many minutes a session is delayed, and what becomes of the later ones."""

    minutes = forms.IntegerField(
        min_value=1,
        max_value=MAX_DELAY,
        error_messages={"required": "Say by how many minutes.", "invalid": "Say by how many minutes."},
    )
    way = forms.TypedChoiceField(choices=Way.choices, coerce=Way, required=False, empty_value=Way.GAPS)


class DoDelayForm(DelayForm):
    """The same, for those sessions that the preview showed, at the versions they had."""

    tell = forms.BooleanField(required=False)

    def seen(self) -> dict[str, int]:
        """The versions of the sessions that the preview showed, by key. Raises ValidationError."""
        sent = self.data.getlist("seen") if hasattr(self.data, "getlist") else []
        return dict(one for one in map(SeenField().clean, sent[:100]) if one)


class SwapTalksForm(forms.Form):
    """Which two talks change places, in which order the page showed them all, and whether people are told."""

    one = forms.CharField(max_length=12)
    other = forms.CharField(max_length=12)
    order = forms.CharField(max_length=5000)
    tell = forms.BooleanField(required=False)


class CancelTalkForm(forms.Form):
    """Whether a talk is cancelled, and whether people are told."""

    cancelled = forms.TypedChoiceField(
        choices=[("yes", "yes"), ("no", "no")], coerce=lambda word: word == "yes"
    )
    tell = forms.BooleanField(required=False)
