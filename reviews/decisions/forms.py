"""Decision classes with their letters, and notes to authors."""

from __future__ import annotations

from typing import Any

from django import forms

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import AcceptedShown, ReviewsShown
from effgenai.conferences.web.forms import ModelForm
from effgenai.ui.forms.asked import (
    AskedForm,
    NumbersField,
    SearchForm,
    TextsField,
    sorted_by,
    words,
)
from effgenai.ui.forms.fields import ZonedDateTimeField
from effgenai.ui.text.numbers import whole
from reviews.decisions.emails import PLACEHOLDERS, unknown_placeholders
from reviews.decisions.models import DecisionClass
from reviews.reviewing.queries.scores import SORTS

NOTE_READERS = "Read by the authors and the paper's reviewers, once the decision is released."
REASON_READERS = "Read by chairs, here and in the record."
TAKE_BACK = "none"
KNOWN = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)


class DecisionsForm(SearchForm):
    """What the table of decisions is searched and sorted by."""

    sort = sorted_by(SORTS, "-mean")


class SelectedPapersForm(AskedForm):
    """The ticked papers, by their numbers."""

    selected = NumbersField()

    @property
    def numbers(self) -> list[int]:
        """Empty if nothing was ticked."""
        return list(self.asked("selected"))


class DecideForm(SelectedPapersForm):
    """What is decided on the ticked papers; `saw` has what stood there before, as `NUMBER-CLASS`."""

    action = words()
    outcome = words()
    saw = TextsField()
    back = words()

    @property
    def leads_to_release(self) -> bool:
        """Whether nothing is decided, and just the ticked papers are to be released."""
        return bool(self.asked("action") == "release")

    @property
    def takes_back(self) -> bool:
        """Whether no decision shall stand."""
        return bool(self.asked("outcome") == TAKE_BACK)

    @property
    def outcome_id(self) -> int | None:
        """The primary key of the class; None if none was named."""
        return whole(self.asked("outcome"))

    @property
    def seen(self) -> dict[int, int | None]:
        """What stood on the page: the decision on each paper, by its number; 0 is none."""
        pairs = [word.partition("-") for words in self.asked("saw") for word in words.split()]
        found = {whole(number): whole(outcome) or None for number, _, outcome in pairs}
        return {number: outcome for number, outcome in found.items() if number is not None}


class DecideTickedForm(forms.Form):
    """What is decided on papers that were ticked in another list."""

    choice = forms.ChoiceField(label="Decision", widget=forms.RadioSelect)

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.classes = {str(each.pk): each for each in conference.decision_classes.all()}
        kinds = [(pk, each.name) for pk, each in self.classes.items()]
        self.fields["choice"].choices = [*kinds, (TAKE_BACK, "Take back")]  # type: ignore[attr-defined]  # a choice

    @property
    def outcome(self) -> DecisionClass | None:
        """The class that was chosen; None where decisions are taken back."""
        return self.classes.get(self.cleaned_data["choice"])


class SeenChangesForm(AskedForm):
    """How often the decision on each paper had been changed when the page was made, as `NUMBER-TIMES`."""

    saw = TextsField()

    @property
    def seen(self) -> dict[int, int]:
        """The number of changes by the number of the paper; empty if nothing was sent."""
        pairs = [word.partition("-") for words in self.asked("saw") for word in words.split()]
        found = {whole(number): whole(times) or 0 for number, _, times in pairs}
        return {number: times for number, times in found.items() if number is not None}


class DecisionClassForm(ModelForm[DecisionClass]):
    """A kind of decision and the letter that goes with it."""

    class Meta:
        model = DecisionClass
        fields = ["name", "accepts", "waits", "presentation", "capacity", "mail_subject", "mail_body"]
        widgets = {"mail_body": forms.Textarea(attrs={"rows": 18, "class": "mono"})}
        help_texts = {
            "accepts": "Papers of this class are listed as accepted and can be put on the programme.",
            "waits": "Its authors know that it may still be accepted; nobody else does, reviewers neither. "
            "You move it up, alone or with others, with another letter.",
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


class ChangeForm(NoteForm):
    """Another decision on a paper whose authors know the one that stands, and why."""

    outcome = forms.ModelChoiceField(
        label="The decision from now on",
        queryset=DecisionClass.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    reason = forms.CharField(
        label="Why it changes", max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    field_order = ("outcome", "reason", "note", "seen")

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].queryset = conference.decision_classes.all()  # type: ignore[attr-defined]
        self.fields["reason"].audience = REASON_READERS  # type: ignore[attr-defined]  # the renderer's


class MoveUpForm(forms.Form):
    """What becomes of papers of the waiting list, and why."""

    outcome = forms.ModelChoiceField(
        label="The decision from now on",
        queryset=DecisionClass.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    reason = forms.CharField(label="Why they move", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = conference.decision_classes.filter(waits=False)
        self.fields["outcome"].queryset = kinds  # type: ignore[attr-defined]
        self.fields["reason"].audience = REASON_READERS  # type: ignore[attr-defined]  # the renderer's


class WhenForm(forms.Form):
    """Something that is done now or at a time, in the zone in which it was typed."""

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["when"] = ZonedDateTimeField(
            label="From when on",
            venue_zone=conference.time_zone,
            required=False,
            help_text="Empty: now. At a time: done by itself, and you get a mail about it.",
        )


class ReleaseDecisionsForm(WhenForm):
    """Whether accepted papers and reviews wait when decisions are released, and until when these do."""

    hold_accepted = forms.BooleanField(
        label="Keep the list of accepted papers back for now",
        required=False,
        help_text="Otherwise accepted papers are public as soon as their authors know.",
    )
    hold_reviews = forms.BooleanField(
        label="Keep the reviews back for now",
        required=False,
        help_text="Otherwise authors read them with the decision. In letters, {reviews} says what holds.",
    )

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, conference=conference, **kwargs)
        self.conference = conference
        self.initial["hold_accepted"] = conference.accepted_shown == AcceptedShown.NOBODY
        self.initial["hold_reviews"] = conference.reviews_shown == ReviewsShown.NOBODY

    @property
    def accepted_shown(self) -> AcceptedShown:
        """To whom accepted papers are shown from the release on."""
        return AcceptedShown.NOBODY if self.cleaned_data["hold_accepted"] else AcceptedShown.EVERYONE

    @property
    def reviews_shown(self) -> ReviewsShown:
        """To whom reviews are shown from the release on; what goes further already stays."""
        if self.cleaned_data["hold_reviews"]:
            return ReviewsShown.NOBODY
        is_all = self.conference.reviews_shown == ReviewsShown.ALL
        return ReviewsShown.ALL if is_all else ReviewsShown.DECIDED


class ShowAcceptedForm(WhenForm):
    """Who sees the list of accepted papers."""

    shown = forms.TypedChoiceField(
        label="Accepted papers are shown to",
        choices=AcceptedShown.choices,
        coerce=AcceptedShown,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, conference=conference, prefix="accepted", **kwargs)
        self.initial["shown"] = conference.accepted_shown


class ShowReviewsForm(WhenForm):
    """Whose authors read the reviews."""

    shown = forms.TypedChoiceField(
        label="Reviews are shown to",
        choices=ReviewsShown.choices,
        coerce=ReviewsShown,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, conference=conference, prefix="reviews", **kwargs)
        self.initial["shown"] = conference.reviews_shown
