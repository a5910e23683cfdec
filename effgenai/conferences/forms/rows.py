from __future__ import annotations

from django import forms

from effgenai.conferences.forms.base import RowForm
from effgenai.conferences.models import Person, Topic, Track

PLACE = "Smaller numbers come first."


class TrackForm(RowForm[Track]):
    """A kind of submission with its rules."""

    class Meta:
        model = Track
        fields = ["name", "description", "page_limit", "archival", "position"]
        labels = {"position": "Place in the list", "archival": "Archival: published in the proceedings"}
        help_texts = {
            "description": "Markdown with $formulas$. Stands in the call.",
            "page_limit": "Empty: no limit.",
            "position": PLACE,
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}


class TopicForm(RowForm[Topic]):
    """What a paper may be about."""

    class Meta:
        model = Topic
        fields = ["name", "description", "position"]
        labels = {"position": "Place in the list"}
        help_texts = {"position": PLACE}


class PersonForm(RowForm[Person]):
    """Someone on the people page."""

    home_page = forms.URLField(label="Home page", required=False, max_length=200, assume_scheme="https")

    class Meta:
        model = Person
        fields = ["group", "name", "affiliation", "note", "home_page", "position"]
        labels = {"position": "Place in the group"}
        help_texts = {"position": PLACE}
