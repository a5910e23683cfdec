from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from effgenai.conferences.core.models import Conference, Topic
from effgenai.ui.forms.widgets import FileDropInput
from reviews.expertise.bibliography.listed import BadSource, Reading
from reviews.expertise.bibliography.sources import read_file, read_text
from reviews.expertise.rules import Availability, why_not_away

MEGABYTE = 1024 * 1024
MAX_FILES, MAX_MB, MAX_LIST_MB = 20, 20, 5
MAX_PASTED = 1_000_000
NO_TITLE = "No title was found in this text."


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AvailabilityForm(forms.Form):
    """When somebody cannot work, and whether they may be asked at short notice."""

    away_from = forms.DateField(
        label="Away from",
        required=False,
        widget=_day_input(),
        help_text="Empty if you are there until reviews are due.",
    )
    away_until = forms.DateField(label="Away until", required=False, widget=_day_input())
    takes_emergencies = forms.BooleanField(
        label="Ask me at short notice",
        required=False,
        help_text="Chairs look here first when somebody else cannot write a review after all.",
    )

    def clean(self) -> dict[str, Any]:
        """Both days away, or none."""
        data: dict[str, Any] = super().clean() or {}
        reason = why_not_away(data.get("away_from"), data.get("away_until"))
        if reason and not self.errors:
            self.add_error("away_until", reason)
        return data

    @property
    def availability(self) -> Availability:
        """What was said, once the form is valid."""
        return Availability(**{name: self.cleaned_data[name] for name in AvailabilityForm.base_fields})


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
        if len(files) > MAX_FILES:
            raise ValidationError(f"These are {len(files)} files. Choose at most {MAX_FILES} at a time.")
        return [super(SeveralFilesField, self).clean(file, initial) for file in files]


class PaperListForm(forms.Form):
    """Several papers at once, pasted or as files. What they are is told by their content."""

    papers = forms.CharField(
        label="Paste a list",
        required=False,
        max_length=MAX_PASTED,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text="One title a line, BibTeX, or an export of ORCID, DBLP or OpenReview.",
        error_messages={"max_length": "This is too long to paste. Choose it as a file instead."},
    )
    uploads = SeveralFilesField(
        label="Or choose files",
        required=False,
        widget=SeveralFilesInput(attrs={"accept": ".pdf,.bib,.json,.jsonl,.xml,.txt", "multiple": True}),
        help_text=f"PDFs of your papers, or such lists: at most {MAX_FILES} files of {MAX_MB} MB. "
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
    if (file.size or 0) > MAX_MB * MEGABYTE:
        raise BadSource(f"It is larger than {MAX_MB} MB. Paste its title and abstract instead.")
    content = file.read()
    if len(content) > MAX_LIST_MB * MEGABYTE and not content.startswith(b"%PDF-"):
        raise BadSource(f"A list of more than {MAX_LIST_MB} MB is not yours alone. Export your own papers.")
    return read_file(content)


class ExpertiseForm(forms.Form):
    """How much a reviewer takes and what they know best."""

    load = forms.IntegerField(label="How many papers at most", min_value=1, max_value=50)
    topics = forms.ModelMultipleChoiceField(
        label="Topics you know well",
        queryset=Topic.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Papers are matched to you by these and by what you wrote before.",
    )

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = self.fields["topics"]
        assert isinstance(topics, forms.ModelMultipleChoiceField)
        topics.queryset = conference.topics.all()


class ReviewerForm(AvailabilityForm, ExpertiseForm):
    """The same of somebody on the committee, with when they can work."""
