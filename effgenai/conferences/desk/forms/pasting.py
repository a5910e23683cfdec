from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from effgenai.conferences.desk.lists import RowList
from effgenai.ui.text.reading.lists import read_list

MAX_SIGNS = 60_000


class PasteForm(forms.Form):
    """A list as people have it, a line a row, and what all of its rows have in common."""

    text = forms.CharField(
        label="The list", max_length=MAX_SIGNS, strip=False, widget=forms.Textarea({"rows": 12})
    )

    def __init__(self, *args: Any, rows: RowList, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for name in rows.shared:
            self.fields[name] = rows.form.base_fields[name]
        self.order_fields([*rows.shared, "text"])
        first, *others = (name.replace("_", " ") for name in rows.pasted)
        self.fields["text"].help_text = (
            f"A line for each: the {first}, then {', '.join(others)} if you have them, between tabs, "
            f"semicolons or bars (|). Rows copied from a spreadsheet will do. You see what is understood "
            f"before anything is added."
        )

    def clean_text(self) -> list[dict[str, str]]:
        """The rows that the text is read as."""
        try:
            found = read_list(
                self.cleaned_data["text"], self.rows.pasted, commas="affiliation" in self.rows.pasted
            )
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if not found:
            raise ValidationError("There is no line with anything in it.")
        return found
