"""The form of a review, the page where a paper is given back, and the questions as chairs write them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from effgenai.conferences.web.forms import ModelForm
from effgenai.ui.forms.asked import AskedForm, SearchForm, TextsField, number, one_of, sorted_by, words
from effgenai.ui.forms.widgets import AnchoredRadioSelect
from effgenai.ui.text.markdown import render_markdown
from effgenai.ui.text.numbers import whole_numbers
from reviews.reviewing.models import ReviewField
from reviews.reviewing.queries.scores import SORTS
from reviews.reviewing.states import FieldKind

LONGEST = 20_000
NOT_ANSWERED = "Please answer this question."
LINE = re.compile(r"(?P<step>[^\s=]+)\s*=\s*(?P<words>.+)")
EXAMPLE = "1 = Flawed: a central claim is wrong."
STEPS_OF = (FieldKind.SCORE, FieldKind.CHOICE)


class ReviewForm(forms.Form):
    """The questions of a conference. In a draft nothing is missing yet, but wrong values are wrong.

    `readers` says once who reads most of them; a question that others read says so beside it.
    """

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
        usual = usual_audience(questions)
        self.readers = readers.get(usual, "")
        self.has_other_readers = any(question.audience != usual for question in questions)
        for question in questions:
            field = _field(question)
            field.required = question.required and not is_draft and question.kind != FieldKind.TICK
            field.error_messages["required"] = NOT_ANSWERED
            if question.audience != usual:
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


def usual_audience(questions: Sequence[ReviewField]) -> str:
    """The audience of most questions; nothing where there are none."""
    audiences = Counter(question.audience for question in questions)
    return audiences.most_common(1)[0][0] if audiences else ""


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


class DeclineAssignmentForm(forms.Form):
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
        numbers = whole_numbers(step for step, _ in steps)
        if len(numbers) < len(steps):
            self.add_error("anchors", "The steps of a score are whole numbers.")
            return []
        return [[number, words] for number, (_, words) in zip(numbers, steps, strict=True)]


class NewQuestionForm(QuestionForm):
    """A question to be added, with its kind and short name."""

    class Meta(QuestionForm.Meta):
        fields = ["label", "name", "kind", "help", "anchors", "audience", "required"]
        help_texts = {
            "name": "Used in exports and in addresses, for example “novelty”. It cannot be changed."
        }


class ReviewProgressForm(SearchForm):
    """What the table of reviews is searched and sorted by."""

    sort = sorted_by(SORTS, "number")


class FlagsForm(SearchForm):
    """What the list of flags is searched by."""


class MarkFlagsForm(AskedForm):
    """The flags to mark, by their keys: the ticked ones, or the one whose own button was pressed.

    `paper` is the number of the paper on whose page that was; `back` the list as it was filtered.
    """

    selected = TextsField()
    action = words()
    see = words()
    unsee = words()
    paper = number()
    back = words()

    @property
    def as_seen(self) -> bool:
        """Whether they are to be marked as seen, and not as unread."""
        return bool(self.asked("see") or (self.asked("action") == "see" and not self.asked("unsee")))

    @property
    def keys(self) -> list[str]:
        """The keys of the flags meant; empty if nothing was ticked."""
        single = self.asked("see") or self.asked("unsee")
        return [single] if single else list(self.asked("selected"))


class SaveForm(AskedForm):
    """How a review is saved: over which version, or over any, and whether only for later."""

    version = number(initial=0)
    force = one_of(["1"])

    @property
    def version_seen(self) -> int:
        """The save that the page began with; 0 before the first."""
        return int(self.asked("version"))

    @property
    def is_forced(self) -> bool:
        """Whether a newer save is to be written over."""
        return bool(self.asked("force"))

    @property
    def is_for_later(self) -> bool:
        """Whether the review is only saved, by the button `later`."""
        return "later" in self.data
