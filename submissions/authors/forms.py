"""The author list as a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms

from effgenai.accounts.names.personal_names import NameField
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
