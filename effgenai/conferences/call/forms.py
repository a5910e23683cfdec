"""Files and policies of the call as forms."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.forms import BoundField

from effgenai.conferences.call.models import CallFile, Policy
from effgenai.conferences.call.policies import OPTIONS, ChosenPolicy, is_ready_wording, wording
from effgenai.conferences.call.states import PolicyKind
from effgenai.conferences.call.uploads import (
    ENDINGS,
    MAX_BYTES,
    BadCallFile,
    CheckedFile,
    check_call_file,
    too_large,
)
from effgenai.conferences.web.forms import RowForm
from effgenai.ui.forms.widgets import AnchoredRadioSelect, FileDropInput


class CallFileForm(RowForm[CallFile]):
    """A file to download, or where on the web it is; one of the two."""

    file = forms.FileField(
        label="File",
        required=False,
        allow_empty_file=True,
        widget=FileDropInput,
        help_text=f"At most {MAX_BYTES // 1024**2} MB: {ENDINGS}.",
    )
    address = forms.URLField(
        label="Or its address elsewhere",
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https"])],
        error_messages={"invalid": "Write an address that begins with https://."},
        help_text="For example a template on Overleaf, or the style files of the host conference.",
    )
    field_order = ["label", "file", "address", "track"]

    class Meta:
        model = CallFile
        fields = ["label", "address", "track"]
        labels = {"track": "For the track"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        track = self.fields["track"]
        assert isinstance(track, forms.ModelChoiceField)
        track.queryset = self.instance.conference.tracks.all()
        track.empty_label = "All tracks"
        if self.instance.path:
            self.fields[
                "file"
            ].help_text = (
                f"Now: {self.instance.name}. A new file takes its place. {self.fields['file'].help_text}"
            )

    def clean_file(self) -> CheckedFile | None:
        """The upload as it may be offered, or None; what may not be says why."""
        upload: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if not upload:
            return None
        if (upload.size or 0) > MAX_BYTES:
            raise ValidationError(too_large(upload.size or 0))
        try:
            return check_call_file(upload.name or "", upload.read())
        except BadCallFile as problem:
            raise ValidationError(str(problem)) from problem

    def clean(self) -> dict[str, Any]:
        """Exactly one of file and address; a file that is there already counts."""
        cleaned = super().clean() or {}
        if {"file", "address"} & self.errors.keys():
            return cleaned
        file, address = cleaned.get("file"), cleaned.get("address")
        if file and address:
            self.add_error("address", "Give either a file or an address, not both.")
        if not file and not address and not self.instance.path:
            self.add_error("file", "Choose a file, or give an address below.")
        return cleaned


SILENT = ""
OWN = "own"
MAX_CHARACTERS = 6000
QUIET_BUT_WRITTEN = (
    "You chose to say nothing, but there is a text of your own here. Empty the box, or choose “In our own "
    "words”."
)


class WordedRadioSelect(AnchoredRadioSelect):
    """A choice between ready texts, each shown in full under its name."""

    template_name = "conferences/call/widgets/worded_radio.html"


@dataclasses.dataclass(frozen=True, slots=True)
class PolicyPart:
    """One kind on the page: its radio with the ready wordings in full, and the box."""

    kind: PolicyKind
    option: BoundField
    text: BoundField


class PoliciesForm(forms.Form):
    """All policies at once. An edited text wins over a ready wording, and none that was typed is dropped."""

    def __init__(self, *args: Any, policies: Iterable[Policy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {policy.kind: policy for policy in policies}
        for kind in PolicyKind:
            self._add_fields(kind, known.get(kind))

    def _add_fields(self, kind: PolicyKind, policy: Policy | None) -> None:
        chosen = (policy.option or OWN) if policy else SILENT
        ready = [(option.key, option.label, option.text) for option in OPTIONS[kind]]
        anchors = [*ready, (OWN, "In our own words", ""), (SILENT, "Say nothing about it", "")]
        self.fields[f"{kind}_option"] = forms.ChoiceField(
            label=kind.label,
            choices=[(key, label) for key, label, _ in anchors],
            widget=WordedRadioSelect(anchors),
            initial=chosen,
            required=False,
        )
        self.fields[f"{kind}_text"] = forms.CharField(
            label=f"{kind.label}: the text",
            widget=forms.Textarea(attrs={"rows": 4}),
            initial=policy.text if policy else "",
            required=False,
            max_length=MAX_CHARACTERS,
            help_text="Markdown. What you write here wins; empty it to take the wording of your choice.",
        )

    def parts(self) -> list[PolicyPart]:
        """The kinds in the order in which the call says them."""
        return [PolicyPart(kind, self[f"{kind}_option"], self[f"{kind}_text"]) for kind in PolicyKind]

    def clean(self) -> dict[str, Any]:
        """Refuse what would lose a text, or say nothing in the chairs' own words."""
        cleaned = super().clean() or {}
        for kind in PolicyKind:
            self._check(kind, cleaned)
        return cleaned

    def _check(self, kind: PolicyKind, cleaned: Mapping[str, Any]) -> None:
        option, text = cleaned.get(f"{kind}_option"), cleaned.get(f"{kind}_text")
        if option is None or text is None:
            return
        if option == SILENT and text and not is_ready_wording(kind, text):
            self.add_error(f"{kind}_text", QUIET_BUT_WRITTEN)
        if option == OWN and not text:
            self.add_error(f"{kind}_text", "Write the text, or choose one of the others.")

    def chosen(self) -> dict[PolicyKind, ChosenPolicy | None]:
        """For each kind the policy, or None for silence; only of a valid form."""
        return {kind: self._chosen(kind) for kind in PolicyKind}

    def _chosen(self, kind: PolicyKind) -> ChosenPolicy | None:
        option = self.cleaned_data[f"{kind}_option"]
        text = "\n".join(self.cleaned_data[f"{kind}_text"].splitlines())
        if option == SILENT:
            return None
        if option == OWN:
            return ChosenPolicy("", text)
        ready = not text or is_ready_wording(kind, text)
        return ChosenPolicy(option, wording(kind, option) if ready else text)

    def texts_in_force(self) -> list[str]:
        """The kinds whose option was changed while a text of the chairs' own stays in force."""
        chosen = self.chosen()
        return [
            kind.label
            for kind, policy in chosen.items()
            if policy and f"{kind}_option" in self.changed_data and policy.option
            if policy.text != wording(kind, policy.option)
        ]
