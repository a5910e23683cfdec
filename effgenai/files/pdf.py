"""What the product needs of a PDF, asked of a limited process: pages, reviewers' copy, how it begins."""

from __future__ import annotations

import dataclasses
from typing import IO

from effgenai.resilience.limited.answers import Declined, WorkResult
from effgenai.resilience.limited.running import LimitMet, run_limited

TOO_MUCH = (
    "This PDF is too much work to open: it needs more time or memory than any paper should, or it is "
    "damaged. Print it to a new PDF, or export it with simpler figures, and choose that file."
)


class BadUpload(Exception):  # noqa: N818 - it is an answer to the person who uploaded, not a fault
    """The file cannot be taken; the text says why and what to do."""


class HeavyUpload(BadUpload):
    """The file may be a fine PDF, but opening it met a limit: whoever sent it keeps it."""


@dataclasses.dataclass(frozen=True, slots=True)
class ReadPdf:
    """A PDF that can be opened: its pages, its copy for reviewers, what its author should know of that."""

    pages: int
    copy: bytes
    findings: list[str]


@dataclasses.dataclass(frozen=True, slots=True)
class Opening:
    """Title and abstract, empty where none was found."""

    title: str
    abstract: str


def read_pdf(content: bytes | IO[bytes]) -> ReadPdf:
    """Open an uploaded PDF and make the copy for reviewers; raises BadUpload with a sentence for people."""
    answer = _ask("read_pdf", content)
    return ReadPdf(answer.facts["pages"], answer.parts[0], answer.facts["findings"])


def opening_of(content: bytes) -> Opening:
    """How a PDF begins; raises BadUpload if it cannot be read."""
    return Opening(**_ask("read_opening", content).facts)


def _ask(task: str, content: bytes | IO[bytes]) -> WorkResult:
    try:
        return run_limited(f"effgenai.files.checking:{task}", content)
    except Declined as declined:
        raise BadUpload(str(declined)) from declined
    except LimitMet as met:
        raise HeavyUpload(TOO_MUCH) from met
