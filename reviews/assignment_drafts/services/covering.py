"""The papers that a draft is made for."""

from __future__ import annotations

from collections.abc import Iterable

from reviews.assignment_drafts.models import AssignmentDraft, CoveredPaper
from reviews.assignment_drafts.queries.facts import Facts


def cover(draft: AssignmentDraft, facts: Facts, missing: Iterable[int] | None = None) -> None:
    """Note that the draft is for these papers and no others.

    `missing` says how many places of each of them stay empty; none, as long as nothing is proposed.
    """
    lacking = missing if missing is not None else [0] * len(facts.papers)
    draft.papers.all().delete()
    CoveredPaper.objects.bulk_create(
        CoveredPaper(draft=draft, submission=paper, missing=max(0, int(number)))
        for paper, number in zip(facts.papers, lacking, strict=True)
    )
