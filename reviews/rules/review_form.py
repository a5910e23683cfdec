"""What of a review form may still be changed: nobody's words may reach more people than was promised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reviews.models import ReviewField
from reviews.states import Audience

# Each audience includes those after it, so a later one is narrower.
WIDEST_FIRST = [Audience.AUTHORS, Audience.COMMITTEE, Audience.CHAIRS]

IN_USE = "Papers are with their reviewers, so {}."


def why_not_change_question(
    question: ReviewField, values: Mapping[str, Any], *, is_in_use: bool
) -> str | None:
    """Why these values may not be given to the question, if so."""
    if not is_in_use:
        return None
    if _differs(question, values, "kind") or _differs(question, values, "anchors"):
        return IN_USE.format("the kind and the steps of a question stay as they are")
    if _differs(question, values, "is_overall"):
        return IN_USE.format("the overall score stays what it is")
    audience = values.get("audience", question.audience)
    if WIDEST_FIRST.index(Audience(audience)) < WIDEST_FIRST.index(Audience(question.audience)):
        return IN_USE.format("an answer may not be shown to more people than its writer was told")
    return None


def why_not_remove_question(question: ReviewField, *, is_in_use: bool) -> str | None:
    """Why the question has to stay on the form, if so."""
    if question.is_overall:
        return "The overall score is what tables and decisions are sorted by; it stays on the form."
    return IN_USE.format("questions stay on the form") if is_in_use else None


def _differs(question: ReviewField, values: Mapping[str, Any], name: str) -> bool:
    return name in values and values[name] != getattr(question, name)
