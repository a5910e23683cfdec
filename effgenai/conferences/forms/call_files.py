from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator

from effgenai.conferences.call_uploads import (
    ENDINGS,
    MAX_BYTES,
    BadCallFile,
    CheckedFile,
    check_call_file,
    too_large,
)
from effgenai.conferences.forms.base import RowForm
from effgenai.conferences.models import CallFile
from effgenai.ui.widgets import FileDropInput


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
