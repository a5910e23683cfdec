"""A form over a row of a conference. Django's own class is generic for type checkers only."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django import forms
from django.db.models import Model

Row = TypeVar("Row", bound=Model)

if TYPE_CHECKING:
    ModelForm = forms.ModelForm
else:

    class ModelForm(forms.ModelForm):
        """Django's form, which may be told its model in brackets."""

        def __class_getitem__(cls, model: type[Model]) -> type:
            """Return the class itself: the brackets are for type checkers."""
            return cls


class RowForm(ModelForm[Row]):
    """A form whose row carries its conference, though nobody types it: "one of a name" is checked with it."""

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # the stubs lack it
        return excluded - {"conference"}
