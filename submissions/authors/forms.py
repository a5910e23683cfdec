"""The author list as a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.http import QueryDict

from effgenai.accounts.names.personal_names import NameField
from effgenai.conferences.unfinished.forms import typed_values
from effgenai.ui.text.numbers import whole
from submissions.authors.services import AuthorLine
from submissions.core.models import Submission


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
    saved = [{name: getattr(row, name) for name in names} for row in submission.authorships.all()]
    return AuthorFormSet(initial=saved, prefix=PREFIX)


def begun_list(typed: BaseAuthorFormSet) -> BaseAuthorFormSet:
    """The typed list as one to go on with, in which nothing is called wrong yet."""
    return AuthorFormSet(initial=[typed_values(form) for form in typed.forms], prefix=PREFIX)


def is_about_authors(action: str) -> bool:
    """Whether a button of the form concerns the author list."""
    return action.startswith("author-")


def rearranged(typed: QueryDict, action: str) -> tuple[QueryDict, str]:
    """What was typed after one of the list's buttons, and where on the page the line is that it was about.

    The buttons are `author-add`, `author-up-2`, `author-down-2`, `author-remove-2`.
    """
    rows = _rows(typed)
    verb, _, place = action.removeprefix("author-").partition("-")
    number = whole(place)
    if verb == "add":
        number = len(rows)
        rows.append({})
    elif number is None or number >= len(rows):
        return typed, "authors"
    elif verb == "remove":
        rows.pop(number)
        number = min(number, len(rows) - 1)
    else:
        target = min(max(number + (-1 if verb == "up" else 1), 0), len(rows) - 1)
        rows.insert(target, rows.pop(number))
        number = target
    return _with_rows(typed, rows), f"author-{number + 1}" if rows else "authors"


def _rows(typed: QueryDict) -> list[dict[str, str]]:
    """The lines as they were sent, each with the names of its fields."""
    forms = AuthorFormSet(typed, prefix=PREFIX).forms
    sent = [{name: form.add_prefix(name) for name in form.fields} for form in forms]
    return [{name: str(typed[key]) for name, key in keys.items() if key in typed} for keys in sent]


def _with_rows(typed: QueryDict, rows: list[dict[str, str]]) -> QueryDict:
    said = typed.copy()
    for key in [key for key in said if key.startswith(f"{PREFIX}-")]:
        del said[key]
    said[f"{PREFIX}-TOTAL_FORMS"] = str(len(rows))
    said[f"{PREFIX}-INITIAL_FORMS"] = "0"
    for number, row in enumerate(rows):
        for name, value in row.items():
            said[f"{PREFIX}-{number}-{name}"] = value
    return said
