"""What a file of papers tells, as plain values."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from submissions.core.states import SubmissionState
from submissions.imports.words import NOTHING_SAID, Outcome


class BadImport(Exception):  # noqa: N818 - it is an answer to the person who imports, not a fault
    """The file cannot be imported; `problems` name every bad row with its reason."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


@dataclasses.dataclass(frozen=True, slots=True)
class ImportedAuthor:
    """An author as the file names them; an address that it lacks is made up."""

    name: str
    email: str
    affiliation: str = ""
    is_contact: bool = dataclasses.field(default=False, compare=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ImportedPaper:
    """A paper as the file tells it; `place` is where in the file, `external_id` its name there for ever.

    `status` and `decision` are the words of the file, `outcome` is what they mean once that is settled,
    `note` what their authors are told with it.
    `conflicts` are the addresses of those whom its authors named, each with how they know them.
    """

    place: str
    external_id: str
    number: int | None
    title: str
    abstract: str
    track: str
    topics: tuple[str, ...]
    authors: tuple[ImportedAuthor, ...]
    ratings: tuple[int, ...]
    confidences: tuple[int, ...]
    status: str
    decision: str
    note: str = ""
    conflicts: tuple[tuple[str, str], ...] = ()
    submitted_at: dt.datetime | None = None
    outcome: Outcome = NOTHING_SAID

    @property
    def state(self) -> SubmissionState:
        """The state in which the paper arrives; decisions are released later."""
        return self.outcome.state

    @property
    def is_withheld(self) -> bool:
        """Whether the file tells neither its authors nor what it says."""
        return not self.authors and self.state != SubmissionState.DRAFT


@dataclasses.dataclass(frozen=True, slots=True)
class PaperFile:
    """The papers of one or more files of the same conference, and how they were read.

    `system` is whose files they seem to be, `forms` tell of encodings and delimiters, `taken` says
    as what columns and keys were understood, `left_out` counts those that were not, `notes` are sentences
    about what was changed.
    """

    papers: list[ImportedPaper]
    system: str = ""
    forms: tuple[str, ...] = ()
    left_out: Counter[str] = dataclasses.field(default_factory=Counter)
    taken: dict[str, str] = dataclasses.field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[ImportedPaper]:
        """Its papers, in their order."""
        return iter(self.papers)

    def __len__(self) -> int:
        return len(self.papers)
