from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from effgenai.ui.widgets import FileDropInput
from reviews.bibliography import BadSource, Reading, read_file, read_text
from reviews.forms.invitations import ExpertiseForm

__all__ = ["ExpertiseForm", "PaperListForm", "PastPaperForm"]

MEGABYTE = 1024 * 1024
MOST_FILES, MOST_MB, MOST_LIST_MB = 20, 20, 5
MOST_PASTED = 1_000_000
NO_TITLE = "No title was found in this text."


class PastPaperForm(forms.Form):
    """One paper a reviewer wrote before."""

    title = forms.CharField(label="Title", max_length=300)
    abstract = forms.CharField(
        label="Abstract",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The more words, the better the match.",
    )
    year = forms.IntegerField(
        label="Year",
        required=False,
        min_value=1900,
        max_value=2100,
        error_messages=dict.fromkeys(
            ("min_value", "max_value"), "Write the year as it is printed, such as 2024."
        ),
    )


class SeveralFilesInput(FileDropInput):
    """A place to drop several files on."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Several files, each checked like one."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """The files, not too many and none too large."""
        files = data if isinstance(data, list) else [data] if data else []
        if len(files) > MOST_FILES:
            raise ValidationError(f"These are {len(files)} files. Choose at most {MOST_FILES} at a time.")
        return [super(SeveralFilesField, self).clean(file, initial) for file in files]


class PaperListForm(forms.Form):
    """Several papers at once, pasted or as files. What they are is told by their content."""

    papers = forms.CharField(
        label="Paste a list",
        required=False,
        max_length=MOST_PASTED,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text="One title a line, BibTeX, or an export of ORCID, DBLP or OpenReview.",
        error_messages={"max_length": "This is too long to paste. Choose it as a file instead."},
    )
    uploads = SeveralFilesField(
        label="Or choose files",
        required=False,
        widget=SeveralFilesInput(attrs={"accept": ".pdf,.bib,.json,.jsonl,.xml,.txt", "multiple": True}),
        help_text=f"PDFs of your papers, or such lists: at most {MOST_FILES} files of {MOST_MB} MB. "
        "PDFs are not kept, only title and abstract.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reading = Reading()

    def clean(self) -> dict[str, Any]:
        """Read everything. A form is wrong only if nothing at all was understood."""
        data: dict[str, Any] = super().clean() or {}
        text = data.get("papers", "")
        problems = [("papers", self._read(partial(read_text, text)))] if text.strip() else []
        uploads = data.get("uploads", [])
        problems += [("uploads", self._read(partial(_of_file, file), file.name)) for file in uploads]
        if not (self.reading.papers or self.errors):
            self._tell(problems)
        self.reading = self.reading.once()
        return data

    def _read(self, read: Callable[[], Reading], name: str | None = None) -> str:
        """Take over what a source holds; the reason if it holds nothing."""
        before = f"{name}: " if name else ""
        try:
            found = read()
        except BadSource as error:
            found = Reading([], [str(error)])
        if not (found.papers or found.problems):
            found.problems.append(NO_TITLE)
        self.reading += Reading(found.papers, [before + problem for problem in found.problems])
        return "" if found.papers else before + " ".join(found.problems[:3])

    def _tell(self, problems: list[tuple[str, str]]) -> None:
        for name, problem in problems or [("papers", "Paste at least one title, or choose a file.")]:
            self.add_error(name, problem)


def _of_file(file: UploadedFile[Any]) -> Reading:
    if (file.size or 0) > MOST_MB * MEGABYTE:
        raise BadSource(f"It is larger than {MOST_MB} MB. Paste its title and abstract instead.")
    content = file.read()
    if len(content) > MOST_LIST_MB * MEGABYTE and not content.startswith(b"%PDF-"):
        raise BadSource(f"A list of more than {MOST_LIST_MB} MB is not yours alone. Export your own papers.")
    return read_file(content)
