"""What an editor reads of the letters before a release."""

from __future__ import annotations

import dataclasses

from effgenai.conferences.core.viewer import Viewer
from program.core.models import known_papers
from program.releases.letters import Letter, letters_on, why_no_letters
from program.releases.snapshot import snapshot
from submissions.core.models import Submission


@dataclasses.dataclass(frozen=True, slots=True)
class LettersToCome:
    """How many people get a mail each, one of the mails, and how many mails cannot be written.

    `why_none` says why no release writes to anybody, where that is so.
    """

    number: int
    sample: Letter | None
    faulty: int
    why_none: str | None


def letters_to_release(viewer: Viewer) -> LettersToCome:
    """The letters of the next release that tell only of papers which this editor may know."""
    papers = Submission.objects.filter(conference=viewer.conference)
    mine = papers.handled_by(viewer).values_list("number", flat=True)
    known = {*known_papers(viewer).values_list("number", flat=True), *mine}
    letters = letters_on(viewer.conference, snapshot(viewer.conference))
    shown = letters.known(known)
    return LettersToCome(
        number=len(shown),
        sample=shown[0] if shown else None,
        faulty=len(letters.faulty),
        why_none=why_no_letters(viewer.conference),
    )
