"""Reviews with their texts: tables and forms of HotCRP, EasyChair, CMT and our own, notes of OpenReview."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from reviews.imports.files.offline import READY, offline_forms
from reviews.imports.files.rows import FileRow, Forms, listed, read_rows
from submissions.imports.authors import name_of
from submissions.imports.hotcrp import answers_of, is_unfinished, number_of_paper, reviews_beside, reviews_of
from submissions.imports.keys import NUMBER, Names, key_of, knows
from submissions.imports.rows import NO, moment_of
from submissions.imports.systems import is_note, value_of
from submissions.imports.values import BadValue, Row, line_of, shown, text_of

LONGEST = 20_000
ROW: Names = {
    "number": ("submission #", *NUMBER, "submission", "submission id"),
    "forum": ("forum",),
    "title": ("title", "paper title", "submission title"),
    "name": ("reviewer", "reviewername", "reviewer name", "member name", "name"),
    "given": ("reviewer first name", "first", "first name", "given name"),
    "family": ("reviewer last name", "last", "last name", "family name"),
    "email": ("e mail", "email", "reviewer email", "revieweremail", "member email"),
    "known as": ("known as",),
    "submitted": ("submitted",),
}
SCORES = re.compile(r"\s*([^:\n]{1,80}):\s*([-+]?\d[^\n]*)")  # EasyChair has all of them in one cell
HOTCRP_ID = re.compile(r"\d+(?:[A-Z]+|-\d+)")  # 1A: the first review of paper 1
PAPER_IN_INVITATION = re.compile(r"/(?:Submission|Paper)(\d{1,9})/")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ImportedReview:
    """A review as the file has it: of a paper by number or by the id of another system, answers by column."""

    place: str
    paper: str
    name: str
    email: str
    known_as: str
    submitted_at: dt.datetime | None
    answers: dict[str, str]


@dataclasses.dataclass(frozen=True, slots=True)
class ReviewFile:
    """The reviews of files; `columns` are those that hold answers, with how often each says something."""

    reviews: list[ImportedReview]
    forms: tuple[str, ...]
    problems: list[str]
    left_out: Counter[str]
    columns: Counter[str]


def read_reviews(*contents: bytes, **reading: Any) -> ReviewFile:
    """The reviews of files. Raises BadImport where a file cannot be read."""
    forms = Forms(listed=_listed, texts=offline_forms)
    rows = read_rows(*contents, wanted=_tells_of_reviews, forms=forms, **reading)
    left_out = Counter(rows.left_out)
    problems = list(rows.problems)
    found: list[ImportedReview] = []
    columns: Counter[str] = Counter()
    for row in (each for one in rows.rows for each in _reviews_in(one, left_out)):
        try:
            review = _review(row)
        except BadValue as bad:
            problems.append(f"{row.place}: {bad}")
            continue
        found.append(review)
        columns.update(review.answers.keys())
    return ReviewFile(found, rows.forms, problems, left_out, columns)


def _tells_of_reviews(columns: set[str]) -> bool:
    there = knows(columns, ROW)
    return bool(there & {"number", "forum"}) and len(columns) > len(there)


def _reviews_in(row: FileRow, left_out: Counter[str]) -> Iterator[FileRow]:
    """The row, or the reviews in a paper of HotCRP, or those among a note of OpenReview and its replies."""
    if is_note(row.cells):
        yield from _reviews_among_notes(row, left_out)
    elif _is_paper(row.cells):
        found = [one for one in reviews_of(row.cells) if isinstance(one, Mapping)]
        left_out["papers without reviews"] += not found
        for place, one in enumerate(found, start=1):
            number = number_of_paper(row.cells)
            yield FileRow(f"{row.place}, review {place}", _of_hotcrp({**one, "pid": number}))
    elif "pid" in row.cells:
        yield FileRow(row.place, _of_hotcrp(row.cells))
    else:
        yield row


def _is_paper(cells: Mapping[str, Any]) -> bool:
    """Whether a JSON file has it as a paper: cells of tables are texts."""
    return any(isinstance(cells.get(name), list | dict) for name in ("authors", "reviews"))


def _listed(content: Any) -> list[Any]:
    """The reviews that a HotCRP site has beside its papers with the papers, or else the list of the file."""
    if not isinstance(content, Mapping) or "papers" not in content:
        return listed(content)
    papers = content["papers"]
    return [*reviews_beside(content), *(papers.values() if isinstance(papers, Mapping) else listed(papers))]


def _of_hotcrp(review: Mapping[str, Any]) -> dict[str, Any]:
    """A review of HotCRP’s JSON as a row."""
    writer = review.get("reviewer")
    named = writer if isinstance(writer, Mapping) else {"name": writer or review.get("reviewer_name")}
    parts = (review.get(f"reviewer_{part}") or named.get(part) for part in ("first", "last"))
    return {
        "paper": number_of_paper(review),
        "reviewer": named.get("name") or " ".join(str(part) for part in parts if part),
        "email": review.get("reviewer_email") or named.get("email") or review.get("email"),
        "submitted": review.get("submitted_at") or review.get("modified_at"),
        READY: "no" if is_unfinished(review) else "",
        **answers_of(review),
    }


def _reviews_among_notes(row: FileRow, left_out: Counter[str]) -> Iterator[FileRow]:
    details = row.cells.get("details")
    replies = details.get("replies") or details.get("directReplies") if isinstance(details, Mapping) else None
    notes = [row.cells, *(replies if isinstance(replies, list) else [])]
    for place, note in enumerate(notes):
        if not isinstance(note, Mapping) or not is_note(note):
            left_out["replies that are no notes"] += 1
        elif _is_review(note):
            at = f"{row.place}, reply {place}" if place else row.place
            yield FileRow(at, _of_note({"forum": row.cells.get("forum") or row.cells.get("id"), **note}))
        elif note is not row.cells:
            left_out["replies that are no reviews"] += 1


def _invitations(note: Mapping[str, Any]) -> list[str]:
    listed = note.get("invitations")
    return [
        str(one) for one in [note.get("invitation"), *(listed if isinstance(listed, list) else [])] if one
    ]


def _is_review(note: Mapping[str, Any]) -> bool:
    named = _invitations(note)
    if named:
        return any(one.rsplit("/", 1)[-1] in {"Official_Review", "Review"} for one in named)
    return "rating" in note["content"] or "recommendation" in note["content"]


def _of_note(note: Mapping[str, Any]) -> dict[str, Any]:
    """A review of OpenReview as a row: its writer is known by a signature, such as Reviewer_aB3d."""
    paper = next((found[1] for one in _invitations(note) if (found := PAPER_IN_INVITATION.search(one))), "")
    signatures = note.get("signatures")
    signed = str(signatures[0]) if isinstance(signatures, list) and signatures else ""
    content = {str(key): value_of(value) for key, value in note["content"].items()}
    content.pop("title", None)
    words = {
        key: "; ".join(map(str, value)) if isinstance(value, list) else value
        for key, value in content.items()
    }
    writer = {"reviewer": signed.rsplit("/", 1)[-1].strip("~").replace("_", " ")}
    return {"forum": note.get("forum") or "", "number": paper, **writer, **words}


def _review(row: FileRow) -> ImportedReview:
    """The review of a row. Raises BadValue with why it is none."""
    if str(row.cells.get(READY)).strip().lower() in NO:
        raise BadValue("it was not submitted: its reviewer had not marked it as ready.")
    own, answers = _parted({name: cell for name, cell in row.cells.items() if name != READY})
    paper = str(own.get("number") or own.get("forum") or "").strip().lstrip("#").removesuffix(".0")
    if not paper:
        raise BadValue("it names no paper.")
    if not answers:
        raise BadValue("it says nothing.")
    return ImportedReview(
        place=row.place,
        paper=paper if own.get("number") or not own.get("forum") else str(own["forum"]),
        name=name_of(own),
        email=_address(str(own.get("email") or "").strip().lower()),
        known_as=line_of(own, "known as", 40),
        submitted_at=moment_of(own.get("submitted")),
        answers=answers,
    )


def _parted(cells: Mapping[str, Any]) -> tuple[Row, dict[str, str]]:
    """What says of whom and on what the review is, and its answers by column."""
    ours = {spelling: name for name, spellings in ROW.items() for spelling in spellings}
    own: Row = {}
    answers: dict[str, str] = {}
    for column, cell in cells.items():
        key = key_of(str(column))
        if key == "review" and HOTCRP_ID.fullmatch(str(cell)):
            continue
        if key in ours:
            own[ours[key]] = own.get(ours[key]) or cell
        elif key == "scores" and (scores := SCORES.findall(str(cell))):
            answers |= {name.strip(): score.strip() for name, score in scores}
        elif text := _text(column, cell):
            answers[str(column)] = text
    return own, answers


def _text(column: Any, cell: Any) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else ""
    said = "" if cell is None else str(cell)
    return text_of({str(column): said}, str(column), LONGEST).replace("\r\n", "\n").replace("\r", "\n")


def _address(email: str) -> str:
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise BadValue(f"“{shown(email)}” is no address.") from error
    return email
