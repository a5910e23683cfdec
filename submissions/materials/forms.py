"""What is asked for beside an accepted paper, and of an award."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms.boundfield import BoundField

from effgenai.files.models import StoredFile
from effgenai.ui.forms.widgets import FileDropInput
from submissions.core.models import Submission
from submissions.materials.models import Material
from submissions.materials.services import MaterialFacts
from submissions.materials.states import FILE_KINDS, LINK_KINDS, MaterialKind

BAD_ADDRESS = "Write a whole address that begins with https://, such as https://example.org/paper."
CHANGED = "Somebody changed the files or links since you opened this page. Compare, then save again."
_SAFE = URLValidator(schemes=["https"], message=BAD_ADDRESS)
_DOI = re.compile(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_ARXIV = re.compile(
    r"(?:arxiv:\s*|https?://arxiv\.org/(?:abs|pdf)/)(\d{4}\.\d{4,5}(?:v\d+)?)(?:\.pdf)?", re.IGNORECASE
)
HELP = {
    MaterialKind.PAPER: "The version with names that readers should cite.",
    MaterialKind.POSTER: "As PDF; a picture of it exported as PDF is fine.",
    MaterialKind.SLIDES: "As PDF.",
    MaterialKind.VIDEO: "A recording, wherever it is shown.",
    MaterialKind.CODE: "",
    MaterialKind.PROJECT: "",
    MaterialKind.DATA: "",
    MaterialKind.PREPRINT: "An address, a DOI or an arXiv number such as arXiv:2401.01234.",
}


class SafeLink(forms.CharField):
    """An address of the web that is safe to follow: https, a host, no password in it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"inputmode": "url", "autocomplete": "off", "spellcheck": "false"})
        super().__init__(max_length=500, required=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        """The address; a DOI or arXiv number becomes one."""
        text = as_address(str(super().clean(value)))
        if text:
            _SAFE(text)
        if "@" in text.removeprefix("https://").partition("/")[0]:
            raise ValidationError("Leave out the name or password before the @.")
        return text


def as_address(text: str) -> str:
    """Where a DOI or an arXiv number leads; anything else as it was typed."""
    doi, arxiv = _DOI.fullmatch(text), _ARXIV.fullmatch(text)
    if doi:
        return f"https://doi.org/{doi[1]}"
    return f"https://arxiv.org/abs/{arxiv[1]}" if arxiv else text


class MaterialsForm(forms.Form):
    """A file for each kind of file with the authors' word on showing it, an address for each kind of link.

    `seen` is what its writer saw; if others changed something since, only new files are taken.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        self.current: dict[str, Material] = {
            material.kind: material for material in submission.materials.current().select_related("file")
        }
        super().__init__(*args, **kwargs)
        for kind in FILE_KINDS:
            self.fields[kind.value] = forms.FileField(
                label=kind.label,
                required=False,
                allow_empty_file=True,
                widget=FileDropInput,
                help_text=HELP[kind],
            )
            saved = self.current.get(kind)
            self.fields[public_name(kind)] = forms.BooleanField(
                label="May be shown publicly", required=False, initial=bool(saved and saved.is_public)
            )
        for kind in LINK_KINDS:
            saved = self.current.get(kind)
            self.fields[kind.value] = SafeLink(
                label=kind.label, help_text=HELP[kind], initial=saved.address if saved else ""
            )

    def clean(self) -> dict[str, Any]:
        """Say so if somebody else was quicker."""
        cleaned = super().clean() or {}
        if cleaned.get("seen") != state_of(self.current.values()):
            self.add_error(None, CHANGED)
        return cleaned

    def facts(self, files: dict[str, StoredFile]) -> list[MaterialFacts]:
        """What was said of every kind that was said rightly, for the service."""
        is_late = bool(self.non_field_errors())
        kinds = [kind for kind in FILE_KINDS if kind in files or not is_late]
        links = [kind for kind in LINK_KINDS if kind not in self.errors and not is_late]
        return [
            *(MaterialFacts(kind=kind, file=files.get(kind), is_public=self._agreed(kind)) for kind in kinds),
            *(MaterialFacts(kind=kind, address=self.cleaned_data[kind], is_public=True) for kind in links),
        ]

    def _agreed(self, kind: str) -> bool:
        return bool(self.cleaned_data[public_name(kind)])


def state_of(materials: Iterable[Material]) -> str:
    """What is there, as a word to compare."""
    return "-".join(sorted(f"{row.pk}{'p' * row.is_public}" for row in materials))


def public_name(kind: str) -> str:
    """The name of the tick by which authors agree that everyone may see the file."""
    return f"{kind}_public"


class AwardForm(forms.Form):
    """An award and what it was given for."""

    name = forms.CharField(label="Award", max_length=80, help_text="For example “Best paper”.")
    text = forms.CharField(
        label="What it was given for (optional)",
        max_length=300,
        required=False,
        help_text="One sentence, public.",
    )


@dataclasses.dataclass(frozen=True, slots=True)
class MaterialRow:
    """A kind of material on its page: the one there is, its field, and for files the tick beside it.

    `is_over`: its date has passed, so that a field stands there only to say why a file was not taken.
    """

    kind: MaterialKind
    material: Material | None
    field: BoundField
    tick: BoundField | None
    is_over: bool

    @property
    def takes_file(self) -> bool:
        """Whether a file is asked for, or was refused just now."""
        return not self.is_over or bool(self.field.errors)


def material_rows(paper: Submission, form: MaterialsForm, *, is_over: bool) -> list[MaterialRow]:
    """The kinds in their order, with what there is of them; one query. `is_over`: that of the final PDF."""
    current = {row.kind: row for row in paper.materials.current().select_related("file")}
    return [
        MaterialRow(
            kind=kind,
            material=current.get(kind),
            field=form[kind],
            tick=form[public_name(kind)] if kind in FILE_KINDS else None,
            is_over=is_over and kind == MaterialKind.PAPER,
        )
        for kind in (*FILE_KINDS, *LINK_KINDS)
    ]
