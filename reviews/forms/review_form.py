"""A question of the review form as chairs write it: the steps of a score are lines."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from effgenai.conferences.forms.base import ModelForm
from reviews.models import ReviewField
from reviews.states import FieldKind

LINE = re.compile(r"(?P<step>[^\s=]+)\s*=\s*(?P<words>.+)")
EXAMPLE = "1 = Flawed: a central claim is wrong."
STEPS_OF = (FieldKind.SCORE, FieldKind.CHOICE)


class StepsField(forms.CharField):
    """Steps of a score or choice, one a line: the value, an equals sign, what it means."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        """Steps as lines."""
        if isinstance(value, list):
            return "\n".join(f"{step} = {words}" for step, words in value)
        return value

    def clean(self, value: Any) -> Any:
        """Lines as steps, [[value, words], ...]."""
        text = super().clean(value)
        return [_step(line.strip()) for line in text.splitlines() if line.strip()]


def _step(line: str) -> list[str]:
    match = LINE.fullmatch(line)
    if match is None:
        raise forms.ValidationError(f"“{line}” is not a step. Write it like this: {EXAMPLE}")
    return [match["step"], match["words"].strip()]


class QuestionForm(ModelForm[ReviewField]):
    """A question that is on the form; its kind was chosen when it was added."""

    anchors = StepsField(label="Steps", required=False, help_text=f"One a line, for example: {EXAMPLE}")

    class Meta:
        model = ReviewField
        fields = ["label", "help", "anchors", "audience", "required"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.kind not in STEPS_OF:
            del self.fields["anchors"]

    def clean(self) -> dict[str, Any]:
        """Check that the steps fit the kind of the question."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind = cleaned.get("kind", self.instance.kind)
        if "anchors" in cleaned:
            cleaned["anchors"] = self._steps(kind, cleaned["anchors"])
        return cleaned

    def _steps(self, kind: str, steps: list[list[str]]) -> list[list[Any]]:
        if kind not in STEPS_OF:
            return []
        if len(steps) < 2 or len({step for step, _ in steps}) < len(steps):
            self.add_error("anchors", "Give at least two steps, each with a value of its own.")
        if kind != FieldKind.SCORE:
            return [list(step) for step in steps]
        if not all(step.isascii() and step.isdigit() for step, _ in steps):
            self.add_error("anchors", "The steps of a score are whole numbers.")
            return []
        return [[int(step), words] for step, words in steps]


class NewQuestionForm(QuestionForm):
    """A question to be added, with its kind and short name."""

    class Meta(QuestionForm.Meta):
        fields = ["label", "name", "kind", "help", "anchors", "audience", "required"]
        help_texts = {
            "name": "Used in exports and in addresses, for example “novelty”. It cannot be changed."
        }
