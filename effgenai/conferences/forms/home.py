from __future__ import annotations

import dataclasses
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from effgenai.conferences.blocks import (
    HEADINGS,
    MAX_HEADING,
    TEXT,
    Block,
    HomeContent,
    kind_of,
    plain_lines,
    problems_of,
    read_blocks,
)

# The texts that belong to a block that draws from the conference itself.
TEXTS_OF = {"abstract": ("summary", "abstract"), "aims": ("aims",), "questions": ("questions",)}


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """A block in the editor, with its fields."""

    block: Block
    shown: BoundField
    fields: list[BoundField]

    @property
    def has_errors(self) -> bool:
        """True if something typed here has to be looked at."""
        return any(field.errors for field in self.fields)

    @property
    def is_free(self) -> bool:
        """True for a free text, which can be removed; other blocks are hidden."""
        return self.block.kind == TEXT


class HomeForm(forms.Form):
    """The home page as it is being written. `version` tells two writers of each other."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    summary = forms.CharField(
        label="In one sentence",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Set large on the home page and shown by search engines.",
    )
    abstract = forms.CharField(
        label="Text",
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Markdown with $formulas$.",
    )
    aims = forms.CharField(
        label="Text",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Markdown with $formulas$. What the day is to achieve.",
    )
    questions = forms.CharField(
        label="Questions",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="One a line; the page sets them large and numbers them.",
    )

    def __init__(self, data: QueryDict | None = None, *, content: HomeContent, version: str) -> None:
        self.content = typed_home(data, content) if data is not None else content
        super().__init__(_as_typed(self.content, version) if data is not None else None)
        self.initial = _as_typed(self.content, version)
        for block in self.content.blocks:
            self.fields.update(_fields_of(block))

    def clean(self) -> dict[str, Any]:
        """Say beside each field what stands against publishing it."""
        for name, sentence in problems_of(self.content):
            self.add_error(name, sentence)
        return self.cleaned_data

    @property
    def cards(self) -> list[Card]:
        """The blocks in their order."""
        return [self._card(block) for block in self.content.blocks]

    def _card(self, block: Block) -> Card:
        names = [f"heading-{block.key}", *TEXTS_OF.get(block.kind, ())]
        if block.kind == TEXT:
            names.append(f"body-{block.key}")
        return Card(block, self[f"shown-{block.key}"], [self[name] for name in names])


def _fields_of(block: Block) -> dict[str, forms.Field]:
    usual = HEADINGS.get(block.kind, "")
    fields: dict[str, forms.Field] = {
        f"shown-{block.key}": forms.BooleanField(label=f"Show “{block.name}”", required=False),
        f"heading-{block.key}": forms.CharField(
            label="Heading",
            required=False,
            widget=forms.TextInput(attrs={"placeholder": usual, "maxlength": MAX_HEADING}),
        ),
    }
    if block.kind == TEXT:
        area = forms.Textarea(attrs={"rows": 8})
        help_text = "Markdown with $formulas$. Without a text the block is left out."
        fields[f"body-{block.key}"] = forms.CharField(
            label="Text", required=False, widget=area, help_text=help_text
        )
    return fields


def typed_home(data: QueryDict, content: HomeContent) -> HomeContent:
    """The home page that was typed; what is missing from the data stays as it is in `content`."""
    questions = _lines(data.get("questions", "")) if "questions" in data else content.questions
    return HomeContent(
        summary=" ".join(data.get("summary", content.summary).split()),
        abstract=_text(data, "abstract", content.abstract),
        aims=_text(data, "aims", content.aims),
        questions=questions,
        blocks=_typed_blocks(data) if "block" in data else content.blocks,
    )


def _typed_blocks(data: QueryDict) -> tuple[Block, ...]:
    return read_blocks(
        [
            {
                "key": key,
                "heading": " ".join(data.get(f"heading-{key}", "").split()),
                "shown": f"shown-{key}" in data,
                "text": _text(data, f"body-{key}", ""),
            }
            for key in data.getlist("block")
            if kind_of(key)
        ]
    )


def _text(data: QueryDict, name: str, default: str) -> str:
    return plain_lines(data.get(name, default))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.replace("\x00", "").splitlines() if line.strip())


def _as_typed(content: HomeContent, version: str) -> dict[str, Any]:
    """The content by the names of its fields."""
    values: dict[str, Any] = {
        "version": version,
        "summary": content.summary,
        "abstract": content.abstract,
        "aims": content.aims,
        "questions": "\n".join(content.questions),
    }
    for block in content.blocks:
        values[f"heading-{block.key}"] = block.heading
        values[f"body-{block.key}"] = block.text
        values[f"shown-{block.key}"] = block.shown
    return values
