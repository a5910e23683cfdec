from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from effgenai.conferences.states import Role
from effgenai.ui.widgets import FileDropInput
from reviews.interchange import BadFile, Listed, read_assignments

MOST_BYTES = 2_000_000
NOT_TEXT = "This is no text. Choose a CSV file, or CMT’s XML."


class DraftFileForm(forms.Form):
    """A file with an assignment, or its text; on the second press the text alone."""

    role = forms.ChoiceField(
        label="Assigns", choices=[(Role.REVIEWER, "Reviewers"), (Role.AREA_CHAIR, "Area chairs")]
    )
    name = forms.CharField(
        label="Name of the draft", max_length=80, required=False, help_text="Empty: where it comes from."
    )
    upload = forms.FileField(
        label="File",
        required=False,
        widget=FileDropInput(attrs={"accept": ".csv,.tsv,.txt,.xml"}),
        help_text="HotCRP’s bulk assignment (paper, action, email), OpenReview’s edges (head, tail, weight), "
        "CMT’s XML, or any table with the columns paper and email.",
    )
    text = forms.CharField(
        label="Or paste it", required=False, widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"})
    )

    listed: Listed

    def clean(self) -> dict[str, Any]:
        """Read the file, or what was pasted."""
        data: dict[str, Any] = super().clean() or {}
        upload = data.get("upload")
        if upload is not None:
            data["text"] = self._decoded(upload.read(MOST_BYTES + 1))
        text = data.get("text", "")
        if not self.errors:
            self._read(text, "upload" if upload is not None else "text")
        return data

    def _decoded(self, content: bytes) -> str:
        if len(content) > MOST_BYTES:
            self.add_error("upload", "This file is larger than 2 MB. Leave out columns that are not needed.")
            return ""
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("upload", ValidationError(NOT_TEXT))
            return ""

    def _read(self, text: str, field: str) -> None:
        if not text.strip():
            self.add_error("upload", "Choose a file, or paste what it holds.")
            return
        try:
            self.listed = read_assignments(text)
        except BadFile as error:
            self.add_error(field, str(error))
