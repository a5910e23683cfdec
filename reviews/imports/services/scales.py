"""Questions of the review form take the scores of a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from effgenai.accounts.models import User
from effgenai.conferences.core.records import record
from reviews.reviewing.models import Review, ReviewField
from submissions.imports.imported import BadImport

Placed = Sequence[tuple[str, Sequence[int]]]  # where in the file, and the scores there


def fit_questions(
    said: Sequence[tuple[ReviewField, Placed]], by: User | None, at: dt.datetime
) -> list[ReviewField]:
    """Give scores steps for every value of a file, each with its place; the questions that had to change.

    Raises BadImport where reviews were written on other steps.
    """
    changed = [question for question, values in said if _fit(question, values)]
    for question in changed:
        record(
            action="review_form.change",
            by=by,
            at=at,
            conference=question.conference,
            summary=question.label,
            name=question.name,
        )
    return changed


def _fit(question: ReviewField, values: Placed) -> bool:
    """Let the question's steps hold the file's values, unless reviews were written on the present ones."""
    known = {step for step, _ in question.anchors}
    strange = [(place, value) for place, said in values for value in said if value not in known]
    if not strange:
        return False
    if Review.objects.submitted().filter(assignment__submission__conference=question.conference).exists():
        steps = f"“{question.label}” goes from {min(known)} to {max(known)}"
        raise BadImport(
            [f"{place}: {steps}, and reviews were written: {value} is none." for place, value in strange]
        )
    question.anchors = _steps(question, {value for _, value in strange})
    question.save(update_fields=["anchors"])
    return True


def _steps(question: ReviewField, more: Collection[int]) -> list[list[int | str]]:
    """The steps with others added. A scale that reaches higher is another one: the old words are dropped."""
    highest = max(step for step, _ in question.anchors)
    if max(more) > highest:
        return [[step, f"{step} of {max(more)}"] for step in range(min(1, *more), max(more) + 1)]
    added: list[list[int | str]] = [[step, f"{step}: as imported"] for step in more]
    return sorted([*question.anchors, *added], key=lambda anchor: int(anchor[0]))
