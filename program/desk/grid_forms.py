from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.http import QueryDict

from program.core.models import Session, SessionQuerySet
from program.core.services.talks import USUAL_MINUTES
from submissions.core.models import Submission, SubmissionQuerySet

MAX_MINUTES = 48 * 60
MAX_SESSIONS = 1000
SEEN = re.compile(r"(?P<key>[\w-]{1,12}):(?P<version>\d{1,9})")


class SeenField(forms.CharField):
    """A session as the page showed it: its key and its version, as in "AbC123:4"."""

    def clean(self, value: Any) -> tuple[str, int] | None:
        """Both; None if nothing was chosen."""
        text = super().clean(value)
        if not text:
            return None
        found = SEEN.fullmatch(text)
        if not found:
            raise forms.ValidationError("Choose a session.")
        return found["key"], int(found["version"])


class SwapForm(forms.Form):
    """With which session another one changes places."""

    version = forms.IntegerField(min_value=0, error_messages={"required": "Open the page anew."})
    other = SeenField(error_messages={"required": "Choose the session to change places with."})


class ShiftForm(forms.Form):
    """Which sessions move, and by how many minutes."""

    minutes = forms.IntegerField(min_value=-MAX_MINUTES, max_value=MAX_MINUTES)

    def clean(self) -> dict[str, Any]:
        """The sessions by key with their versions."""
        cleaned = super().clean() or {}
        field = SeenField()
        chosen = [field.clean(one) for one in self._sent()]
        cleaned["moved"] = dict(one for one in chosen if one)
        if not cleaned["moved"]:
            raise forms.ValidationError("Choose the sessions to move.")
        return cleaned

    def _sent(self) -> list[str]:
        return self.data.getlist("moved")[:MAX_SESSIONS] if isinstance(self.data, QueryDict) else []


class DayForm(forms.Form):
    """From the day that is shown to which other."""

    shown = forms.DateField()
    day = forms.DateField(
        label="Another day",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Choose the other day."},
    )

    def clean_day(self) -> dt.date:
        """Another day than the one that is shown."""
        day: dt.date = self.cleaned_data["day"]
        if day == self.cleaned_data.get("shown"):
            raise forms.ValidationError("Choose another day than this one.")
        return day


class PutPaperForm(forms.Form):
    """Which paper gets a place in which session."""

    paper = forms.ModelChoiceField(
        queryset=Submission.objects.none(),
        error_messages={"invalid_choice": "This paper does not wait for a place any more."},
    )
    session = forms.ModelChoiceField(
        queryset=Session.objects.none(),
        to_field_name="key",
        empty_label="Choose …",
        error_messages={
            "required": "Choose the session for the paper.",
            "invalid_choice": "Somebody has removed this session meanwhile.",
        },
    )
    minutes = forms.IntegerField(min_value=1, max_value=600, initial=USUAL_MINUTES)

    def __init__(
        self, *args: Any, papers: SubmissionQuerySet, sessions: SessionQuerySet, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("paper", papers), ("session", sessions)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
