"""What is asked of people who declare a conflict, or decide on one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import TextChoices

from effgenai.accounts.models import User
from effgenai.conferences.core.viewer import Viewer
from effgenai.ui.forms.asked import AskedForm, SearchForm, TextsField, sorted_by, words
from effgenai.ui.text.numbers import whole_numbers
from submissions.conflicts.queries.overview import SORTS
from submissions.conflicts.rules import committee_of
from submissions.conflicts.services.naming import NamedFacts, offered_members
from submissions.conflicts.states import NamedKind
from submissions.core.models import Submission

MAX_WORDS = 300


class WordForm(forms.Form):
    """Why, for the record."""

    reason = forms.CharField(
        label="Why", max_length=MAX_WORDS, help_text="A few words for the record; chairs read it."
    )


class Ruling(TextChoices):
    """Buttons that decide whether conflicts hold."""

    CONFIRM = "confirm"
    DISMISS = "dismiss"


class DecideConflictsForm(AskedForm):
    """Which conflicts of the list are decided on, and why so."""

    selected = TextsField()
    reason = words()

    @property
    def chosen(self) -> set[int]:
        """The ticked rows; a box stands for several, with strokes between."""
        return set(whole_numbers("-".join(self.asked("selected")).split("-")))

    @property
    def reason_given(self) -> str:
        """Why, as far as the record has room for it."""
        return str(self.asked("reason"))[:MAX_WORDS]


class OverviewForm(SearchForm):
    """What the overview is searched and sorted by."""

    sort = sorted_by(SORTS, "")


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


class NameForm(forms.Form):
    """Whom the authors are in conflict with: somebody of the committee, or whom they write down."""

    user = forms.ModelChoiceField(
        label="Member of the committee",
        queryset=User.objects.none(),
        to_field_name="key",
        required=False,
        empty_label="Nobody of these",
    )
    text = forms.CharField(
        label="Or somebody else, or an institution",
        max_length=200,
        required=False,
        help_text="Somebody may join the committee later.",
    )
    kind = forms.ChoiceField(label="Why", choices=NamedKind.choices)
    word = forms.CharField(
        label="In a few words",
        max_length=100,
        required=False,
        help_text="Needed for “something else”.",
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        member = self.fields["user"]
        assert isinstance(member, forms.ModelChoiceField)
        member.queryset = offered_members(viewer)

    def clean(self) -> dict[str, Any]:
        """One of the two is given, and a word where the kind says nothing."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if bool(cleaned["user"]) == bool(cleaned["text"]):
            self.add_error("user", "Choose a member of the committee, or write down whom you mean.")
        if cleaned["kind"] == NamedKind.OTHER and not cleaned["word"]:
            self.add_error("word", "Say in a few words what it is.")
        return cleaned

    def facts(self) -> NamedFacts:
        """What was said, for the service; only of a valid form."""
        return NamedFacts(**self.cleaned_data)


class AdvanceForm(forms.Form):
    """Whose papers a judge should not get."""

    text = forms.CharField(
        label="Person or institution",
        max_length=200,
        help_text="The full name or an e-mail address of a person, or the name of an institution.",
    )
    word = forms.CharField(label="Why", max_length=100, help_text="For example “my advisor until 2022”.")
