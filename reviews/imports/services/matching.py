"""Which column of a file of reviews answers which question of the review form."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from reviews.imports.files.offline import FROM_AUTHORS
from reviews.reviewing.models import ReviewField
from reviews.reviewing.states import Audience, FieldKind
from submissions.imports.keys import REVIEW, key_of

NOT_TAKEN = ""
# What questions of the usual form are called elsewhere, spelled as `key_of` does.
CALLED: Mapping[str, Sequence[str]] = {
    "summary": (
        *("summary", "paper summary", "pap sum", "summary of the paper", "brief summary"),
        "summary of paper",
    ),
    "strengths": ("strengths", "strong points", "pros", "paper strengths", "reasons to accept"),
    "weaknesses": ("weaknesses", "weak points", "cons", "paper weaknesses", "reasons to reject"),
    "soundness": ("soundness", "technical soundness", "correctness"),
    "confidence": REVIEW["confidence"],
    "committee_note": (
        "comments for pc",
        "com pc",
        "comments to pc",
        "comments for the pc",
        "comments for pc hidden from authors",
    ),
    "chair_comments": (
        *("confidential remarks", "confidential comments", "comments to chairs", "comments for chairs"),
        *("confidential remarks for the program committee", "confidential comments to chairs"),
    ),
}
# Whole reviews in one text go where authors read them first.
MAIN = (
    *("text", "review", "comments for author", "comments for authors", "comments to authors", "com aut"),
    "main review",
)
CONFIDENTIAL = re.compile(r"confidential|\bpc\b|chair|committee|hidden|private|internal|meta")
IN_BRACKETS = re.compile(r"q\d+ \((.+?)(?: value)?\)")  # CMT: “Q3 (Paper strengths)”


def matched(
    columns: Iterable[str], questions: Sequence[ReviewField], chosen: Mapping[str, str]
) -> dict[str, str]:
    """The short name of the question that each column answers; empty where it is not taken.

    What a chair has chosen counts first, then names. What may be confidential never goes by itself to a
    question that authors read. A score takes one column, a text several.
    """
    names = {question.name for question in questions}
    found: dict[str, str] = {}
    taken: set[str] = set()
    for column in columns:
        name = chosen.get(column)
        if name is None or name not in names | {NOT_TAKEN}:
            name = _by_name(column, questions, taken)
        found[column] = name
        taken.add(name)
    return _without_second_scores(found, questions)


def _by_name(column: str, questions: Sequence[ReviewField], taken: Collection[str]) -> str:
    key = key_of(column)
    in_brackets = IN_BRACKETS.fullmatch(key)
    key = in_brackets[1] if in_brackets else key
    open_to = [
        one for one in questions if not (CONFIDENTIAL.search(key) and one.audience == Audience.AUTHORS)
    ]
    key = key.removesuffix(f" {key_of(FROM_AUTHORS)}")
    for question in open_to:
        if key in {key_of(question.label), key_of(question.name)}:
            return question.name
    for question in open_to:
        if key in CALLED.get(question.name, ()) or (question.is_overall and key in REVIEW["rating"]):
            return question.name
    if key in MAIN:
        texts = [
            one.name for one in open_to if one.kind == FieldKind.TEXT and one.audience == Audience.AUTHORS
        ]
        return next((name for name in texts if name not in taken), NOT_TAKEN)
    return NOT_TAKEN


def _without_second_scores(found: dict[str, str], questions: Sequence[ReviewField]) -> dict[str, str]:
    """Of several columns for what is no text the one counts that is spelled first among its names."""
    one_only = {question.name: question for question in questions if question.kind != FieldKind.TEXT}
    best: dict[str, str] = {}
    for column, name in found.items():
        if name in one_only:
            best[name] = min(best.get(name, column), column, key=lambda each: _rank(each, one_only[name]))
    return {
        column: NOT_TAKEN if name in one_only and best[name] != column else name
        for column, name in found.items()
    }


def _rank(column: str, question: ReviewField) -> int:
    key = key_of(column)
    if key in {key_of(question.label), key_of(question.name)}:
        return -1
    names = REVIEW["rating"] if question.is_overall else CALLED.get(question.name, ())
    return list(names).index(key) if key in names else len(names)
