from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from reviews.bibliography import ListedPaper, parse_papers
from reviews.forms.invitations import ExpertiseForm

__all__ = ["ExpertiseForm", "PaperListForm", "PastPaperForm"]


class PastPaperForm(forms.Form):
    """One paper a reviewer wrote before."""

    title = forms.CharField(label="Title", max_length=300)
    abstract = forms.CharField(
        label="Abstract",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The more words, the better the match.",
    )
    year = forms.IntegerField(
        label="Year",
        required=False,
        min_value=1900,
        max_value=2100,
        error_messages=dict.fromkeys(
            ("min_value", "max_value"), "Write the year as it is printed, such as 2024."
        ),
    )


class PaperListForm(forms.Form):
    """Several papers at once."""

    papers = forms.CharField(
        label="Several papers",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text="One title a line, or BibTeX; of BibTeX, title, abstract and year are kept.",
        error_messages={"required": "Paste at least one title."},
    )

    def clean_papers(self) -> list[ListedPaper]:
        """The papers of the list; a text that names none is refused and stays in the box."""
        papers = parse_papers(self.cleaned_data["papers"])
        if not papers:
            raise ValidationError("No title was found in this text.")
        return papers
