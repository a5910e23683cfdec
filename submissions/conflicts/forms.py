"""What is asked of people who declare a conflict, or decide on one."""

from __future__ import annotations

from typing import Any

from django import forms

from effgenai.accounts.models import User
from effgenai.conferences.viewer import Viewer
from submissions.conflicts.rules import committee_of
from submissions.models import Submission

MOST_WORDS = 300


class WordForm(forms.Form):
    """Why, for the record."""

    reason = forms.CharField(
        label="Why", max_length=MOST_WORDS, help_text="A few words for the record; chairs read it."
    )


class AddConflictForm(WordForm):
    """Who is in conflict with which paper. A paper that the chair does not handle is none."""

    paper = forms.IntegerField(label="Number of the paper", min_value=1)
    person = forms.ModelChoiceField(
        label="Member of the committee", queryset=User.objects.none(), to_field_name="key"
    )
    field_order = ("paper", "person", "reason")

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        person = self.fields["person"]
        assert isinstance(person, forms.ModelChoiceField)
        person.queryset = committee_of(viewer.conference)

    def clean_paper(self) -> Submission:
        """The paper of that number."""
        handled = Submission.objects.handled_by(self.viewer).select_related("conference")
        paper = handled.filter(number=self.cleaned_data["paper"]).first()
        if paper is None:
            raise forms.ValidationError("You look after no paper of this number.")
        return paper
