"""The whole of a HotCRP site as one object of JSON (`db.json`): people, papers, reviews, assignments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from submissions.imports.keys import REVIEW, key_of
from submissions.imports.values import Row, is_score, shown

PEOPLE = ("contacts", "users", "pc")
ASSIGNMENTS = re.compile(r"assignments?(?:_\d+)?")
NUMBERS = ("pid", "_id_", "paper", "number", "id")
ORDINAL = re.compile(r"#?(\d{1,9})[A-Z]*")
# What HotCRP notes beside the answers of a review.
NOTED = {
    *("object", "rid", "pid", "paper", "ordinal", "rtype", "round", "blind", "format", "version"),
    *("ready", "draft", "status", "submitted", "needs_submit", "editable", "my_review", "review_token"),
    *("submitted_at", "modified_at", "modified_at_text", "rating", "ratings", "user_rating", "visibility"),
    *("reviewer", "reviewer_name", "reviewer_email", "reviewer_first", "reviewer_last", "email", "fields"),
}
UNFINISHED = {"draft", "unsubmitted", "not ready", "notready", "outstanding", "in progress", "declined"}


def is_site(content: Any) -> bool:
    """Whether it is the JSON of a whole site: papers with people or assignments beside them."""
    return (
        isinstance(content, Mapping)
        and "papers" in content
        and any(name in PEOPLE or ASSIGNMENTS.fullmatch(str(name)) for name in content)
    )


def site_papers(content: Mapping[str, Any]) -> tuple[list[Any], list[str]]:
    """The papers with the scores of their reviews, and what else the file holds, which makes no paper."""
    papers = _values(content["papers"])
    apart = list(reviews_beside(content))
    rows = [_with_scores(row, apart) if isinstance(row, dict) else row for row in papers]
    rest = [key for key, value in content.items() if value and key not in {"papers", "reviews"}]
    return rows, [f"{shown(key)}, which tells nothing of papers" for key in rest]


def site_assignments(content: Mapping[str, Any]) -> list[str]:
    """The tables of assignments in it, each as the text of a CSV file."""
    return [
        text
        for name, text in content.items()
        if ASSIGNMENTS.fullmatch(str(name)) and isinstance(text, str) and text.strip()
    ]


def number_of_paper(row: Mapping[str, Any]) -> str:
    """The number of the paper that a row is, or is about; empty where it has none."""
    return next((str(row[name]) for name in NUMBERS if row.get(name) not in (None, "")), "")


def reviews_of(paper: Mapping[str, Any]) -> list[Any]:
    """The reviews that stand in a paper, in a list or by their ordinals."""
    return _values(paper.get("reviews"))


def reviews_beside(content: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The reviews that a file has beside its papers, each with the number of its paper."""
    listed = content.get("reviews")
    named = listed.items() if isinstance(listed, Mapping) else [("", one) for one in _values(listed)]
    for name, review in named:
        if isinstance(review, Mapping):
            found = ORDINAL.fullmatch(str(name))
            yield {**review, "pid": number_of_paper(review) or (found[1] if found else "")}


def answers_of(review: Mapping[str, Any]) -> Row:
    """What a review says, question by question, without what HotCRP notes beside it."""
    fields = review.get("fields")
    inside = dict(fields) if isinstance(fields, Mapping) else {}
    return {str(key): value for key, value in {**review, **inside}.items() if str(key) not in NOTED}


def is_unfinished(review: Mapping[str, Any]) -> bool:
    """Whether its reviewer had not submitted it."""
    ready = [review[name] for name in ("ready", "submitted") if name in review]
    status = str(review.get("status") or "").strip().lower()
    return (ready != [] and not any(ready)) or review.get("draft") is True or status in UNFINISHED


def _values(listed: Any) -> list[Any]:
    if isinstance(listed, Mapping):
        return list(listed.values())
    return listed if isinstance(listed, list) else []


def _with_scores(row: Row, apart: list[Mapping[str, Any]]) -> Row:
    """The paper with the scores of its reviews, wherever the file has these."""
    number = number_of_paper(row)
    reviews = [one for one in reviews_of(row) if isinstance(one, Mapping)]
    reviews += [one for one in apart if number_of_paper(one) == number]
    scores = [
        (_score(answers, "rating"), _score(answers, "confidence"))
        for review in reviews
        if not is_unfinished(review)
        for answers in [answers_of(review)]
    ]
    said = [(rating, confidence) for rating, confidence in scores if rating is not None]
    paper = {key: value for key, value in row.items() if key != "reviews"}
    if said:
        paper["ratings"] = [rating for rating, _ in said]
    if said and all(confidence is not None for _, confidence in said):
        paper["confidences"] = [confidence for _, confidence in said]
    return paper


def _score(answers: Row, name: str) -> Any:
    keys = {key_of(key): key for key in answers}
    there = [answers[keys[spelling]] for spelling in REVIEW[name] if spelling in keys]
    return next((value for value in there if is_score(value)), None)
