"""What addresses and buttons ask for, read through forms that refuse nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime

from effgenai.ui.text.numbers import read_ranges, whole, whole_numbers

# What a column of numbers holds has at most ten digits.
MAX_NUMBER = 999_999_999


class AskedForm(forms.Form):
    """What an address or a button says. A value that makes no sense counts as none: its field's `initial`."""

    # Names in the address that are not those of the fields, such as words of Python's own.
    named: ClassVar[Mapping[str, str]] = {}

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.full_clean()

    def add_prefix(self, field_name: str) -> str:
        """The name of the field in the address."""
        return self.named.get(field_name, field_name)

    def asked(self, name: str) -> Any:
        """The value of a field; its `initial` if nothing was said, or nothing that makes sense."""
        value, field = self.cleaned_data.get(name), self.fields[name]
        return field.initial if value in field.empty_values else value


class RowField(forms.Field):
    """The number of a row to filter by; 0, which no row has, for one that is too large."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> int | None:
        """None for what is no number."""
        text = str(value or "").strip()
        return (whole(text) or 0) if text.isdecimal() else None


def words() -> forms.CharField:
    """A field of words to search for, or of a key."""
    return forms.CharField(required=False, initial="")


def number(initial: int | None = None) -> forms.IntegerField:
    """A field of a whole number such as those of rows and versions; the bounds are those of columns."""
    return forms.IntegerField(required=False, initial=initial, min_value=0, max_value=MAX_NUMBER)


def one_of(values: Iterable[str], initial: str = "") -> forms.ChoiceField:
    """A field of one of the values."""
    return forms.ChoiceField(required=False, initial=initial, choices=[(value, value) for value in values])


def sorted_by(names: Iterable[str], initial: str) -> forms.ChoiceField:
    """A field of the column that a table is sorted by; with a minus before it from the other end."""
    return one_of([sign + name for name in names for sign in ("", "-")], initial)


class NumbersField(forms.Field):
    """The whole numbers among the values of one name, such as those of ticked boxes."""

    widget = forms.MultipleHiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, initial=())

    def to_python(self, value: Any) -> list[int]:
        """Leave out what is no number."""
        return whole_numbers(value or ())


class RangesField(forms.Field):
    """Many whole numbers in one short value, such as `1-20,25`; None for what names none."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> frozenset[int] | None:
        """Leave out what is no number."""
        return read_ranges(str(value or "")) or None


class TextsField(forms.Field):
    """The values of one name, such as those of ticked boxes."""

    widget = forms.MultipleHiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, initial=())

    def to_python(self, value: Any) -> list[str]:
        """All of them as they are."""
        return list(value or ())


class InstantField(forms.Field):
    """A moment as `isoformat` writes it, with its zone."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> datetime | None:
        """Raises ValidationError for days that no calendar has, and for times without a zone."""
        if not value:
            return None
        try:
            moment = parse_datetime(value)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise ValidationError("This is no moment.")
        return moment


class SearchForm(AskedForm):
    """The search box above a table."""

    q = words()

    @property
    def text(self) -> str:
        """What is searched for; empty for everything."""
        return str(self.asked("q"))


class TableForm(SearchForm):
    """The search box above a table that is also to be had as a file."""

    format = one_of(["csv"])

    @property
    def as_csv(self) -> bool:
        """Whether the file is asked for."""
        return bool(self.asked("format") == "csv")
