"""Tags as chairs type them."""

from __future__ import annotations

from typing import Any

from django import forms

from effgenai.ui.forms.asked import AskedForm, TextsField, one_of, words
from submissions.tags.rules import read_tags, why_not_tags

MAX_TYPED = 700


class TagsField(forms.CharField):
    """One or several tags with spaces or commas between them; cleans to a list of words."""

    def __init__(self, *, label: str = "Tags", required: bool = True) -> None:
        super().__init__(label=label, max_length=MAX_TYPED, required=required)

    def clean(self, value: Any) -> Any:
        """Raises ValidationError with the sentence that says which word cannot be a tag."""
        found = read_tags(super().clean(value))
        why_not = why_not_tags(found) if found or self.required else None
        if why_not:
            raise forms.ValidationError(why_not)
        return found


class TagsForm(forms.Form):
    """Tags to put on papers."""

    tags = TagsField()


class OneTagForm(forms.Form):
    """The word that takes the place of another one."""

    to = TagsField(label="New word")

    def clean_to(self) -> str:
        """Raises ValidationError for several words."""
        found: list[str] = self.cleaned_data["to"]
        if len(found) > 1:
            raise forms.ValidationError("Type one word; a hyphen can join two.")
        return found[0]


class TagChangeForm(AskedForm):
    """What the page of all tags, and the tags on the page of a paper, ask for."""

    word = words()
    do = one_of(["rename", "delete"])


class RemovedTagsForm(AskedForm):
    """The tags that are taken off papers."""

    remove = TextsField()
