from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict

from effgenai.accounts.personal_names import NameField
from effgenai.conferences.models import Conference, Topic, Track
from effgenai.files.models import StoredFile
from effgenai.ui.numbers import whole
from effgenai.ui.widgets import FileDropInput
from submissions.models import Submission
from submissions.services.authors import AuthorLine
from submissions.services.drafts import PaperFacts
from submissions.states import SubmissionState


def typed(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, an empty one too; None if nothing was sent."""
    return request.POST if request.method == "POST" else None


class StartForm(forms.Form):
    """What is asked before a draft exists."""

    title = forms.CharField(
        label="Working title", max_length=300, help_text="You can change it until the deadline."
    )
    track = forms.ModelChoiceField(
        label="Track", queryset=Track.objects.none(), empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tracks = conference.tracks.all()
        _choices(self, "track").queryset = tracks
        self.initial.setdefault("track", tracks.first())


class PaperForm(forms.Form):
    """What the authors say. A draft may lack anything; a submitted paper keeps title and abstract."""

    title = forms.CharField(label="Title", max_length=300, required=False)
    abstract = forms.CharField(
        label="Abstract",
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 10}),
        help_text="Markdown, with formulas between dollar signs: $O(n \\log n)$.",
    )
    track = forms.ModelChoiceField(label="Track", queryset=Track.objects.none(), empty_label=None)
    topics = forms.ModelMultipleChoiceField(
        label="Topics", queryset=Topic.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    manuscript = forms.FileField(
        label="Manuscript (PDF)", required=False, allow_empty_file=True, widget=FileDropInput
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    force = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(submission))
        super().__init__(*args, **kwargs)
        conference = submission.conference
        _choices(self, "track").queryset = _tracks_for(submission)
        _choices(self, "topics").queryset = conference.topics.all()
        if len(_choices(self, "track").queryset or []) == 1:
            self.fields["track"].widget = forms.HiddenInput()
        if submission.state != SubmissionState.DRAFT:
            self.fields["title"].required = self.fields["abstract"].required = True

    def facts(self, authors: Sequence[AuthorLine] | None, manuscript: StoredFile | None = None) -> PaperFacts:
        """What was typed, for the service; only of a form whose text is valid."""
        said = {name: self.cleaned_data[name] for name in ("title", "abstract", "track", "topics")}
        return PaperFacts(**said, authors=authors, manuscript=manuscript)


def _initial(submission: Submission) -> dict[str, Any]:
    return {
        "title": submission.title,
        "abstract": submission.abstract,
        "track": submission.track_id,
        "topics": [topic.pk for topic in submission.topics.all()],
        "version": submission.version,
    }


def _tracks_for(submission: Submission) -> QuerySet[Track]:
    """The tracks of the conference, and that of the paper should it have been removed."""
    mine = Q(pk=submission.track_id, conference=submission.conference)
    offered = Q(pk__in=submission.conference.tracks.values("pk"))
    return Track.with_removed.filter(mine | offered)


def _choices(form: forms.Form, name: str) -> forms.ModelChoiceField[Any]:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    return field


class AuthorForm(forms.Form):
    """One line of the author list; a line without name and address is left out."""

    name = NameField(label="Name", max_length=200, required=False)
    email = forms.EmailField(label="E-mail address", required=False)
    affiliation = forms.CharField(label="Affiliation", max_length=200, required=False)
    is_contact = forms.BooleanField(label="Contact author", required=False)
    is_presenter = forms.BooleanField(label="Presents", required=False)

    def clean(self) -> dict[str, Any]:
        """A line that was begun needs both name and address."""
        cleaned = super().clean() or {}
        if self.is_blank(cleaned):
            return cleaned
        for name, word in (("name", "a name"), ("email", "an e-mail address")):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, f"This author needs {word}.")
        return cleaned

    @staticmethod
    def is_blank(cleaned: dict[str, Any]) -> bool:
        """Whether nothing was typed that names anybody."""
        return not any(cleaned.get(name) for name in ("name", "email", "affiliation"))

    def line(self) -> AuthorLine:
        """The line for the service; only of a valid form."""
        return AuthorLine(**self.cleaned_data)


if TYPE_CHECKING:
    AuthorForms = forms.BaseFormSet[AuthorForm]
else:
    AuthorForms = forms.BaseFormSet  # Django's own class takes no parameters at run time


class BaseAuthorFormSet(AuthorForms):
    """The author list in its order. No address stands in it twice."""

    def clean(self) -> None:
        """Say at the second line that its address was there before."""
        seen: set[str] = set()
        for form in self.forms:
            email = (form.cleaned_data.get("email") or "").lower() if form.is_valid() else ""
            if email and email in seen:
                form.add_error("email", "This address is already on the author list.")
                raise forms.ValidationError("The same address stands on the author list twice.")
            seen.add(email)

    def lines(self) -> list[AuthorLine]:
        """The authors in order; only of a valid list."""
        return [form.line() for form in self.forms if not form.is_blank(form.cleaned_data)]


AuthorFormSet = cast(
    "type[BaseAuthorFormSet]",
    forms.formset_factory(AuthorForm, formset=BaseAuthorFormSet, extra=0, max_num=100),
)
PREFIX = "authors"


def author_list(data: Any, submission: Submission) -> BaseAuthorFormSet:
    """The list as it was typed, or as it is kept when nothing was typed yet."""
    if data is not None:
        # With initial values Django would take a line that says the same for one left empty.
        return AuthorFormSet(data, prefix=PREFIX)
    names = ("name", "email", "affiliation", "is_contact", "is_presenter")
    kept = [{name: getattr(row, name) for name in names} for row in submission.authorships.all()]
    return AuthorFormSet(initial=kept, prefix=PREFIX)


def rearranged(formset: BaseAuthorFormSet, action: str) -> BaseAuthorFormSet:
    """The typed list after one of its buttons: `author-add`, `author-up-2`, `author-remove-2`."""
    rows = [{name: form[name].value() for name in form.fields} for form in formset.forms]
    verb, _, place = action.removeprefix("author-").partition("-")
    number = whole(place)
    if number is not None and number >= len(rows):
        number = None
    if verb == "add":
        rows.append({})
    elif verb == "remove" and number is not None:
        rows.pop(number)
    elif number is not None:
        target = min(max(number + (-1 if verb == "up" else 1), 0), len(rows) - 1)
        rows.insert(target, rows.pop(number))
    return AuthorFormSet(initial=rows, prefix=PREFIX)


class ReasonForm(forms.Form):
    """Why a chair does something to a paper."""

    reason = forms.CharField(label="Reason", widget=forms.Textarea({"rows": 3}), max_length=2000)


class WithdrawForm(forms.Form):
    """Why the authors withdraw; they need not say."""

    reason = forms.CharField(
        label="Reason (optional)", widget=forms.Textarea({"rows": 3}), max_length=2000, required=False
    )
