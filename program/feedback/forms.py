from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms

from effgenai.conferences.core.models import Conference
from program.core.times import from_venue
from program.feedback.rules import MAX_CODES, MAX_WORDS
from program.feedback.states import Rating
from program.schedule.queries.released import TalkView


class SetVoteForm(forms.Form):
    """When the vote closes, as the clocks at the venue show it."""

    day = forms.DateField(label="Closes on", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    clock = forms.TimeField(label="At", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conference = conference
        self.fields["clock"].help_text = f"Time at the venue ({conference.time_zone})."

    def clean(self) -> dict[str, Any]:
        """The instant as `closes_at`; it must exist."""
        cleaned = super().clean() or {}
        if cleaned.get("day") and cleaned.get("clock") is not None:
            try:
                cleaned["closes_at"] = from_venue(self.conference, cleaned["day"], cleaned["clock"])
            except (ValueError, OverflowError) as error:
                self.add_error("clock", str(error))
        return cleaned

    @property
    def closes_at(self) -> dt.datetime:
        """The instant; only of a valid form."""
        instant: dt.datetime = self.cleaned_data["closes_at"]
        return instant


class CodesForm(forms.Form):
    """How many more codes are wanted."""

    number = forms.IntegerField(label="How many more codes", min_value=1, max_value=MAX_CODES, initial=100)


class VoteForm(forms.Form):
    """A code, and which poster it votes for."""

    code = forms.CharField(
        label="The code on your slip",
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )
    poster = forms.ChoiceField(
        label="The best poster",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a poster.", "invalid_choice": "Choose one of these posters."},
    )

    def __init__(self, *args: Any, posters: list[TalkView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["poster"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(talk.key, _words(talk)) for talk in posters]

    def clean_code(self) -> str:
        """As it was made: people type it in capitals, and with the spaces of the slip."""
        return re.sub(r"[\s-]", "", self.cleaned_data["code"]).lower()


def _words(talk: TalkView) -> str:
    board = f"{talk.board}: " if talk.board else ""
    return f"{board}{talk.plain_title} ({talk.speaker})"


class FeedbackForm(forms.Form):
    """How somebody liked a talk, and what they want to say to its presenters."""

    rating = forms.TypedChoiceField(
        label="How did you like the talk?",
        choices=Rating,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the five.", "invalid_choice": "Choose one of the five."},
    )
    words = forms.CharField(
        label="What do you want to say to the presenters? (optional)",
        widget=forms.Textarea({"rows": 5}),
        max_length=MAX_WORDS,
        required=False,
    )
