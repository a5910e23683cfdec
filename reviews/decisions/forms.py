"""Decision classes with their letters, and notes to authors."""

from __future__ import annotations

from typing import Any

from django import forms

from effgenai.conferences.web.forms import ModelForm
from reviews.decisions.emails import PLACEHOLDERS, unknown_placeholders
from reviews.decisions.models import DecisionClass

NOTE_READERS = "Read by the authors and the paper's reviewers, once the decision is released."
KNOWN = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)


class DecisionClassForm(ModelForm[DecisionClass]):
    """A kind of decision and the letter that goes with it."""

    class Meta:
        model = DecisionClass
        fields = ["name", "accepts", "presentation", "capacity", "mail_subject", "mail_body"]
        widgets = {"mail_body": forms.Textarea(attrs={"rows": 18, "class": "mono"})}
        help_texts = {
            "accepts": "Papers of this class are listed as accepted and can be put on the programme.",
            "presentation": "For example “Oral” or “Poster”. Shown beside accepted papers.",
            "capacity": "How many papers there is room for; empty for no limit. Nothing is refused.",
            "mail_body": f"In braces: {KNOWN}.",
        }

    def clean_mail_subject(self) -> str:
        """Refuse placeholders that would stand in the letter as they are."""
        return self._known("mail_subject")

    def clean_mail_body(self) -> str:
        """Refuse placeholders that would stand in the letter as they are."""
        return self._known("mail_body")

    def _known(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        unknown = unknown_placeholders(text)
        if unknown:
            wrong = ", ".join(f"{{{each}}}" for each in unknown)
            raise forms.ValidationError(f"{wrong} cannot be filled in. These can: {KNOWN}.")
        return text


class NoteForm(forms.Form):
    """What the authors of one paper read with its decision."""

    note = forms.CharField(
        label="Note to the authors",
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Markdown. Stands on the page of the paper, and in the letter in the place of {note}.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].audience = NOTE_READERS  # type: ignore[attr-defined]  # the renderer's
