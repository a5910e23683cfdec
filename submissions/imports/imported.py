"""What a file of papers tells, as plain values."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

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


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ImportedPaper:
    """A paper as the file tells it; `place` is where in the file, `external_id` its name there for ever.

    `status` and `decision` are the words of the file, `outcome` is what they mean once that is settled.
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
    outcome: Outcome = NOTHING_SAID

    @property
    def state(self) -> SubmissionState:
        """The state in which the paper arrives; decisions are released later."""
        return self.outcome.state

    @property
    def is_withheld(self) -> bool:
        """Whether the file tells neither its authors nor what it says."""
        return not self.authors and self.state != SubmissionState.DRAFT
