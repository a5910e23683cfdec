from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from effgenai.conferences.forms.base import ModelForm
from effgenai.conferences.models import Conference
from reviews.forms.invitations import ExpertiseForm
from reviews.models import Application
from reviews.rules.assignment import USUAL_LOAD
from reviews.services.applications import Offer
from reviews.states import CareerStage

MOST_LINKS = 10
LONGEST_LIST = 20_000
ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
SEEN_BY = "Seen by the chairs"
_is_address = URLValidator(schemes=["http", "https"])


def _text(label: str, rows: int, longest: int, help_text: str) -> forms.CharField:
    field = forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )
    field.audience = SEEN_BY  # type: ignore[attr-defined]
    return field


class ApplicationForm(ExpertiseForm):
    """What a volunteer tells of themselves: what they know, what shows it, how much they would take."""

    career_stage = forms.ChoiceField(label="Where you stand", choices=[("", "Choose…"), *CareerStage.choices])
    past_reviews = forms.IntegerField(
        label="Papers you have reviewed so far, about",
        min_value=0,
        max_value=10_000,
        help_text="For any conference, workshop or journal. Beginners are welcome.",
    )
    links = _text(
        "Where your work can be seen",
        3,
        2000,
        "One address a line: papers of yours, ORCID, DBLP, Google Scholar, home page.",
    )
    papers = _text(
        "Papers of your own",
        6,
        LONGEST_LIST,
        "One title a line, or BibTeX. If you become a reviewer, papers are matched to you by these.",
    )
    voucher = forms.CharField(
        label="Who can vouch for you",
        required=False,
        max_length=300,
        help_text="For example your supervisor, or a member of the committee who knows your work.",
    )
    note = _text("Anything else", 3, 2000, "")
    field_order = [
        "topics", "load", "career_stage", "past_reviews", "links", "papers", "voucher", "note",
    ]  # fmt: skip

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, conference=conference, **kwargs)
        self.fields["load"].label = "How many papers you would review at most"
        self.fields["load"].initial = USUAL_LOAD
        topics = self.fields["topics"]
        assert isinstance(topics, forms.ModelMultipleChoiceField)
        topics.required = topics.queryset is not None and topics.queryset.exists()
        topics.error_messages["required"] = "Choose at least one topic."
        topics.help_text = "Papers are matched to you by these and by what you wrote before."

    def clean_links(self) -> str:
        """Whole addresses, one a line; a bare ORCID iD becomes one."""
        lines = [line.strip() for line in self.cleaned_data["links"].splitlines() if line.strip()]
        if len(lines) > MOST_LINKS:
            raise ValidationError(f"At most {MOST_LINKS} addresses, please; there are {len(lines)}.")
        return "\n".join(_whole_address(line) for line in lines)

    def clean(self) -> dict[str, Any]:
        """Something that shows what they know is asked of everyone."""
        cleaned = super().clean() or {}
        if not {"links", "papers", "voucher"} & self.errors.keys() and not any(
            cleaned.get(name) for name in ("links", "papers", "voucher")
        ):
            self.add_error(
                "links", "Give us something to go by: an address, a paper of yours, or who can vouch for you."
            )
        return cleaned

    def offer(self) -> Offer:
        """What was told, for the service; only of a valid form."""
        return Offer(**{**self.cleaned_data, "topics": list(self.cleaned_data["topics"])})


def _whole_address(line: str) -> str:
    if ORCID.fullmatch(line):
        return f"https://orcid.org/{line}"
    address = line if "://" in line else f"https://{line}"
    try:
        _is_address(address)
    except ValidationError as error:
        raise ValidationError(f"“{line[:80]}” is not an address of the web.") from error
    return address


def application_initial(application: Application | None) -> dict[str, Any]:
    """What was told before."""
    if application is None:
        return {}
    names = ("load", "career_stage", "past_reviews", "links", "papers", "voucher", "note")
    return {name: getattr(application, name) for name in names} | {"topics": application.topics.all()}


class RefusalForm(forms.Form):
    """A word of the chairs' own in the letter that says no."""

    note = forms.CharField(
        label="A word of your own",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="If you like. It stands in the middle of the letter.",
    )
    note.audience = "Read by the applicant, in the letter"  # type: ignore[attr-defined]


class ReviewerCallForm(ModelForm[Conference]):
    """Whether volunteers are called for, and what they should know."""

    class Meta:
        model = Conference
        fields = ["calls_for_reviewers", "reviewer_guide"]
        labels = {
            "calls_for_reviewers": "The call for reviewers is open",
            "reviewer_guide": "What volunteers should know",
        }
        help_texts = {
            "calls_for_reviewers": "The call for papers and the foot of each page lead to it.",
            "reviewer_guide": "Markdown. Whom you look for, and what makes a good review. Load, dates, "
            "topics and blinding stand there by themselves.",
        }
        widgets = {"reviewer_guide": forms.Textarea(attrs={"rows": 8})}
