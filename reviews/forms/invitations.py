from __future__ import annotations

from typing import Any

from django import forms

from effgenai.conferences.models import Conference, Topic


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


class DeclineForm(forms.Form):
    """A reason, if one likes."""

    reason = forms.CharField(
        label="Reason",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="If you like: no time, another field, or whom to ask instead.",
    )
    reason.audience = "Seen by the chairs"  # type: ignore[attr-defined]
