from __future__ import annotations

from typing import Any

from django import forms

from effgenai.conferences.models import Conference, Topic
from reviews.forms.availability import AvailabilityForm


class ExpertiseForm(forms.Form):
    """How much a reviewer takes and what they know best."""

    load = forms.IntegerField(label="How many papers at most", min_value=1, max_value=50)
    topics = forms.ModelMultipleChoiceField(
        label="Topics you know well",
        queryset=Topic.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Papers are matched to you by these and by what you wrote before.",
    )

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = self.fields["topics"]
        assert isinstance(topics, forms.ModelMultipleChoiceField)
        topics.queryset = conference.topics.all()


class ReviewerForm(AvailabilityForm, ExpertiseForm):
    """The same of somebody on the committee, with when they can work."""


class DeclineForm(forms.Form):
    """A reason, and who could do it instead, if one likes."""

    reason = forms.CharField(
        label="Reason",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="If you like: no time, another field.",
    )
    suggestions = forms.CharField(
        label="Who could do it instead?",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="If somebody comes to mind: one a line, with an e-mail address if you know it. "
        "Nobody is written to before a chair has decided.",
    )
    suggestions.audience = "Seen by the chairs"  # type: ignore[attr-defined]
    reason.audience = "Seen by the chairs"  # type: ignore[attr-defined]
