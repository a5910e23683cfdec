from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from effgenai.accounts.forms import time_zones
from effgenai.conferences.forms.base import ModelForm
from effgenai.conferences.models import Conference

MAX_QUESTIONS = 40


def day_input() -> forms.DateInput:
    """A calendar day in the browser's own control."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SettingsForm(ModelForm[Conference]):
    """The facts of a conference and how it reviews."""

    time_zone = forms.ChoiceField(label="Time zone of the venue")

    class Meta:
        model = Conference
        fields = [
            "title",
            "short_name",
            "edition",
            "host",
            "place",
            "time_zone",
            "starts_on",
            "ends_on",
            "contact_email",
            "accent",
            "blind_mode",
            "reviews_per_paper",
            "hide_authors_from_chairs",
            "show_authors_to_area_chairs",
        ]
        help_texts = {
            "short_name": "For headers and mails, such as “EffGenAI”.",
            "host": "The conference it is held with, if any.",
            "contact_email": "Shown on the site; answers to mails go there.",
            "accent": "For links and buttons. A colour that could not be read is darkened or lightened.",
            "reviews_per_paper": "What the call promises and the assignment aims at.",
            "hide_authors_from_chairs": "Until decisions are out, chairs do not know who wrote what.",
            "show_authors_to_area_chairs": "Otherwise area chairs see papers as reviewers do.",
        }
        widgets = {
            "starts_on": day_input(),
            "ends_on": day_input(),
            "accent": forms.TextInput(attrs={"type": "color"}),
            "blind_mode": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(name, label) for name, label in time_zones() if name]
        current = self.instance.time_zone
        if current not in dict(known):
            known.insert(0, (current, current))
        self.fields["time_zone"].choices = known  # type: ignore[attr-defined]


class TextsForm(ModelForm[Conference]):
    """What the home page and the call say in the chairs' own words."""

    questions = forms.CharField(
        label="Open questions",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="One a line; the home page sets them large and numbers them.",
    )
    field_order = ["summary", "abstract", "aims", "questions", "submission_guide"]

    class Meta:
        model = Conference
        fields = ["summary", "abstract", "aims", "submission_guide"]
        help_texts = {
            "summary": "Set large on the home page and shown by search engines.",
            "abstract": "Markdown with $formulas$. What it is about.",
            "aims": "Markdown with $formulas$. What the day is to achieve.",
            "submission_guide": "Markdown with $formulas$. Stands in the call, under “How to submit”.",
        }
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 2}),
            "abstract": forms.Textarea(attrs={"rows": 10}),
            "aims": forms.Textarea(attrs={"rows": 10}),
            "submission_guide": forms.Textarea(attrs={"rows": 8}),
        }

    def __init__(self, *args: Any, questions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questions"].initial = "\n".join(questions)

    def clean_questions(self) -> list[str]:
        """Split into questions; name those that are too long."""
        lines = [line.strip() for line in self.cleaned_data["questions"].splitlines() if line.strip()]
        if len(lines) > MAX_QUESTIONS:
            raise ValidationError(f"At most {MAX_QUESTIONS} questions, please; there are {len(lines)}.")
        long = [line for line in lines if len(line) > 300]
        if long:
            raise ValidationError(f"A question has at most 300 characters. Too long: “{long[0][:60]}…”")
        return lines

    @property
    def changed_texts(self) -> list[str]:
        """The changed fields that belong to the conference itself."""
        return [name for name in self.changed_data if name != "questions"]
