"""A review form made of the conference's questions, and the page where a paper is given back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from effgenai.ui.markdown import render_markdown
from effgenai.ui.widgets import AnchoredRadioSelect
from reviews.models import ReviewField
from reviews.states import FieldKind

LONGEST = 20_000
NOT_ANSWERED = "Please answer this question."


class ReviewForm(forms.Form):
    """The questions of a conference. In a draft nothing is missing yet, but wrong values are wrong."""

    prefix = "q"

    def __init__(
        self,
        questions: Sequence[ReviewField],
        readers: Mapping[str, str],
        *,
        data: Mapping[str, Any] | None = None,
        initial: dict[str, Any] | None = None,
        is_draft: bool = False,
    ) -> None:
        super().__init__(data=data, initial=initial)
        self.questions = questions
        for question in questions:
            field = _field(question)
            field.required = question.required and not is_draft and question.kind != FieldKind.TICK
            field.error_messages["required"] = NOT_ANSWERED
            field.audience = readers.get(question.audience, "")  # type: ignore[attr-defined]  # the renderer's
            self.fields[question.name] = field

    def typed(self) -> dict[str, Any]:
        """What was typed, as it is: nothing of it is lost because it is wrong or unfinished."""
        return {question.name: self._typed(question) for question in self.questions}

    def _typed(self, question: ReviewField) -> Any:
        value = self.data.get(self.add_prefix(question.name), "")
        if question.kind == FieldKind.TICK:
            return bool(value)
        return str(value).replace("\x00", "").replace("\r\n", "\n")

    def answers(self) -> dict[str, Any]:
        """The valid answers: text, number or truth by the name of the question."""
        return {question.name: self.cleaned_data[question.name] for question in self.questions}


def _field(question: ReviewField) -> forms.Field:
    texts: dict[str, Any] = {"label": question.label, "help_text": render_markdown(question.help)}
    if question.kind == FieldKind.TEXT:
        area = forms.Textarea(attrs={"rows": 6})
        return _Text(max_length=LONGEST, widget=area, **texts)
    if question.kind == FieldKind.TICK:
        return forms.BooleanField(**texts)
    anchors = [anchor(step, words) for step, words in question.anchors]
    return forms.TypedChoiceField(
        choices=[(str(step), label) for step, label, _ in anchors],
        coerce=int if question.kind == FieldKind.SCORE else str,
        empty_value=None,
        widget=AnchoredRadioSelect(anchors),
        **texts,
    )


class _Text(forms.CharField):
    """Text whose line ends are the same as in a draft, so that both can be compared."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


def anchor(step: Any, words: str) -> tuple[str, str, str]:
    """A step of a score as (value, label, meaning), from words such as "Weak: evidence is missing"."""
    label, _, meaning = str(words).partition(": ")
    return str(step), label, meaning[:1].upper() + meaning[1:]


class DeclineForm(forms.Form):
    """Why a reviewer gives a paper back."""

    reason = forms.CharField(
        label="Why?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One sentence is enough. It helps the chairs to find somebody else.",
    )
    is_conflict = forms.BooleanField(
        label="I have a conflict of interest with this paper",
        required=False,
        help_text="For example, you work with the people who wrote it. You will not see this paper again.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].audience = "Read by the chairs only."  # type: ignore[attr-defined]  # the renderer's
