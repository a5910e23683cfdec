"""Files of papers from the browser; after the first press the page carries them along."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import Role
from effgenai.ui.forms.widgets import FileDropInput
from reviews.committee.forms import COMMITTEE_ROLES
from reviews.imports.files.committee import MemberFile, read_members
from reviews.imports.files.conflicts import ConflictFile, read_conflicts
from reviews.imports.files.reviews import ReviewFile, read_reviews
from submissions.imports.files import read_papers
from submissions.imports.imported import BadImport, PaperFile
from submissions.imports.words import Says

# As text in the page they must stay below what a form may hold.
MAX_BYTES = 6 * 1024**2
MAX_UNPACKED = 4 * MAX_BYTES
MAX_FILES = 10
MAX_PROBLEMS = 50
TOO_LARGE = "These files have more than 6 MB together. Leave out columns that are not needed."
ENCODINGS = [
    *(("", "as found"), ("utf-8", "UTF-8"), ("utf-16", "UTF-16"), ("windows-1252", "Windows-1252 (Western)")),
    *(("iso-8859-2", "ISO 8859-2 (Central European)"), ("windows-1251", "Windows-1251 (Cyrillic)")),
    *(("gb18030", "GB 18030 (Chinese)"), ("big5", "Big5 (Chinese)"), ("shift_jis", "Shift JIS (Japanese)")),
    ("euc-kr", "EUC-KR (Korean)"),
]
DELIMITERS = [("", "as found"), (",", "comma"), (";", "semicolon"), ("tab", "tab"), ("|", "bar")]


class PaperFilesInput(FileDropInput):
    """A place to drop the files of a conference on."""

    allow_multiple_selected = True


class PaperFilesField(forms.FileField):
    """Several files, as they were chosen."""

    widget = PaperFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """The files; raises ValidationError if they are too many or too large."""
        files = data if isinstance(data, list) else [data] if data else []
        if len(files) > MAX_FILES:
            raise ValidationError(f"These are {len(files)} files. Choose at most {MAX_FILES} at a time.")
        if sum(file.size or 0 for file in files) > MAX_BYTES:
            raise ValidationError(TOO_LARGE)
        return [super(PaperFilesField, self).clean(file, initial) for file in files]


class FilesForm(forms.Form):
    """Files and how they are to be read; after the first press the page carries them along.

    `contents` are the files, `options` what can still be changed once they are read.
    """

    uploads = PaperFilesField(
        label="Files",
        required=False,
        widget=PaperFilesInput(attrs={"accept": ".json,.csv,.tsv,.txt,.xlsx,.gz", "multiple": True}),
    )
    encoding = forms.ChoiceField(label="Encoding", required=False, choices=ENCODINGS)
    delimiter = forms.ChoiceField(label="Between cells", required=False, choices=DELIMITERS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contents: list[bytes] = []

    def clean(self) -> dict[str, Any]:
        """Read the files, or those that the page carried along."""
        data: dict[str, Any] = super().clean() or {}
        uploads = data.get("uploads") or []
        self.contents = [upload.read() for upload in uploads] or self._carried()
        if self.errors:
            return data
        if not self.contents:
            self.add_error("uploads", "Choose a file.")
            return data
        reading = {name: data[name] for name in ("encoding", "delimiter")}
        try:
            self.read(*self.contents, limit=MAX_UNPACKED, **reading)
        except BadImport as bad:
            self.refuse(bad)
        return data

    def read(self, *contents: bytes, limit: int, **reading: str) -> None:
        """Note what the files hold. Raises BadImport where they cannot be read."""
        raise NotImplementedError

    def refuse(self, bad: BadImport) -> None:
        """Tell why the files cannot be imported."""
        shown = bad.problems[:MAX_PROBLEMS]
        more = len(bad.problems) - len(shown)
        self.add_error(None, [*shown, *([f"and {more} more"] if more else [])])

    @property
    def options(self) -> list[forms.BoundField]:
        """The fields beside the files."""
        return [field for field in self if field.name != "uploads"]

    def _list(self, name: str) -> list[str]:
        return self.data.getlist(name) if isinstance(self.data, QueryDict) else []

    def _carried(self) -> list[bytes]:
        try:
            return [base64.b64decode(text, validate=True) for text in self._list("carried")]
        except (binascii.Error, ValueError):
            return []

    def carried(self) -> list[str]:
        """The files as text for the page."""
        return [base64.b64encode(content).decode() for content in self.contents]


class ImportForm(FilesForm):
    """Files of papers, how they are to be read, and what their decisions mean."""

    track = forms.ChoiceField(label="Track", required=False, help_text="For papers that name none.")
    without_scores = forms.BooleanField(
        label="Leave scores out",
        required=False,
        help_text="Where reviews come apart, with their texts: else each would count twice.",
    )
    field_order = ("uploads", "track", "without_scores", "encoding", "delimiter")

    found: PaperFile

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uploads"].help_text = (
            "Papers from HotCRP, OpenReview, CMT or EasyChair, or a table of your own with titles and "
            "authors. Authors, reviews and decisions may stand in files of their own: choose all at once."
        )
        names = list(conference.tracks.values_list("name", flat=True))
        track = self.fields["track"]
        assert isinstance(track, forms.ChoiceField)
        track.choices = [("", "the first"), *((name, name) for name in names)]
        if len(names) < 2:
            del self.fields["track"]

    def read(self, *contents: bytes, limit: int, **reading: str) -> None:
        """Note the papers. Raises BadImport where a row is wrong."""
        self.found = read_papers(*contents, limit=limit, **reading)

    def meanings(self) -> dict[Says, list[str]]:
        """What the chair said of words that were not known."""
        said: dict[Says, list[str]] = {Says.ACCEPT: [], Says.REJECT: [], Says.UNDECIDED: []}
        for word, meaning in zip(self._list("word"), self._list("means"), strict=False):
            if meaning in {says.value for says in said}:
                said[Says(meaning)].append(word)
        return said


class CommitteeImportForm(FilesForm):
    """Files of a committee, who its people are, and whether they have said yes."""

    how = forms.ChoiceField(
        label="They",
        widget=forms.RadioSelect,
        choices=[
            ("invite", "are to be invited: invitations are prepared, and you send them when you like"),
            ("join", "said yes elsewhere: they are members at once, and nobody is written to"),
        ],
        initial="invite",
    )
    role = forms.ChoiceField(
        label="Role",
        choices=COMMITTEE_ROLES,
        initial=Role.REVIEWER.value,
        help_text="Where the file names none.",
    )
    field_order = ("uploads", "how", "role", "encoding", "delimiter")

    found: MemberFile

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uploads"].help_text = (
            "Users of HotCRP or CMT, EasyChair’s committee.csv, the table of a committee here, or one of "
            "your own with names and addresses."
        )

    def read(self, *contents: bytes, limit: int, **reading: str) -> None:
        """Note the members. Raises BadImport where a file cannot be read."""
        self.found = read_members(*contents, limit=limit, **reading)


class ReviewsImportForm(FilesForm):
    """Files of reviews, and which question of the form each of their columns answers."""

    found: ReviewFile

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uploads"].help_text = (
            "Reviews of HotCRP (its table, JSON or offline forms as text) or CMT, EasyChair’s review.csv or "
            "workbook, official reviews of OpenReview, or the table of reviews here. The papers must be here "
            "already."
        )

    def read(self, *contents: bytes, limit: int, **reading: str) -> None:
        """Note the reviews. Raises BadImport where a file cannot be read."""
        self.found = read_reviews(*contents, limit=limit, **reading)

    def chosen(self) -> dict[str, str]:
        """The question that the chair chose for each column; empty for none."""
        return dict(zip(self._list("column"), self._list("question"), strict=False))


class ConflictsImportForm(FilesForm):
    """Files of who is in conflict with which paper."""

    found: ConflictFile

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        uploads = self.fields["uploads"]
        uploads.widget.attrs["accept"] = ".json,.csv,.tsv,.txt,.xml,.xlsx,.gz"
        uploads.help_text = (
            "Conflicts of HotCRP, CMT, EasyChair or OpenReview, or a table with a paper and a person in each "
            "row. Papers and committee must be here already."
        )

    def read(self, *contents: bytes, limit: int, **reading: str) -> None:
        """Note the conflicts. Raises BadImport where a file cannot be read."""
        self.found = read_conflicts(*contents, limit=limit, **reading)
