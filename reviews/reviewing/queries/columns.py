"""Reviewers, reviews and scores of each paper, as columns of the chairs' list of papers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import CharField, Count, F, Q
from django.db.models import Value as Constant
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, NullIf

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from reviews.assignment.models import Assignment
from reviews.reviewing.models import ReviewField
from reviews.reviewing.states import FieldKind, ReviewState
from submissions.core.models import Submission
from submissions.core.states import UNDER_REVIEW
from submissions.papers.columns import Look, PaperColumn, PaperColumns, Value

PART, OF_FORM = "Reviews", "Answers of the reviews"
ANSWER = "answer-"
COLUMNS = (
    PaperColumn("reviews", "Reviews", Look.SHARE, PART, phone=True),
    PaperColumn("missing", "Missing reviews", Look.NUMBER, PART),
    PaperColumn("scores", "Scores", Look.NUMBERS, PART),
    PaperColumn("mean", "Mean score", Look.NUMBER, PART, phone=True),
    PaperColumn("spread", "Spread", Look.NUMBER, PART),
    PaperColumn("reviewers", "Reviewers", Look.NAMES, PART),
    PaperColumn("area-chairs", "Area chairs", Look.NAMES, PART, groups=True),
)
LOOKS = {FieldKind.SCORE: Look.NUMBERS, FieldKind.CHOICE: Look.NAMES, FieldKind.TICK: Look.NUMBER}

IS_REVIEWER = Q(role=Role.REVIEWER)
IS_IN = IS_REVIEWER & Q(review__state=ReviewState.SUBMITTED)
NAME = Coalesce(NullIf("reviewer__name", Constant("")), "reviewer__email", output_field=CharField())


def _counts() -> dict[str, Any]:
    return {"asked": Count("pk", filter=IS_REVIEWER), "done": Count("pk", filter=IS_IN)}


def _scores() -> dict[str, Any]:
    has_score = IS_IN & Q(review__overall__isnull=False)
    return {"overall": ArrayAgg("review__overall", filter=has_score, order_by="pk")}


def _people(role: Role) -> dict[str, Any]:
    return {f"names_{role}": ArrayAgg(NAME, filter=Q(role=role), order_by=(NAME, F("reviewer")))}


Row = Mapping[str, Any]


def _share(row: Row) -> Value:
    """How many reviews are in of how many that are asked for; of a decided paper those that are in."""
    asked = row["asked"] if row["submission__state"] in UNDER_REVIEW else row["done"]
    return (row["done"], asked) if asked else None


def _missing(row: Row) -> Value:
    share = _share(row)
    return share[1] - share[0] if isinstance(share, tuple) else None  # type: ignore[operator]  # two numbers


def _overall(row: Row) -> Value:
    return tuple(row["overall"] or ())


def _mean(row: Row) -> Value:
    scores = row["overall"]
    return sum(scores) / len(scores) if scores else None


def _spread(row: Row) -> Value:
    scores = row["overall"]
    return max(scores) - min(scores) if scores else None


def _names_of(role: Role) -> Callable[[Row], Value]:
    return lambda row: tuple(row[f"names_{role}"] or ())


# What each column asks of the database, and how its value is made of that.
MADE: Mapping[str, tuple[Callable[[], dict[str, Any]], Callable[[Row], Value]]] = {
    "reviews": (_counts, _share),
    "missing": (_counts, _missing),
    "scores": (_scores, _overall),
    "mean": (_scores, _mean),
    "spread": (_scores, _spread),
    "reviewers": (lambda: _people(Role.REVIEWER), _names_of(Role.REVIEWER)),
    "area-chairs": (lambda: _people(Role.AREA_CHAIR), _names_of(Role.AREA_CHAIR)),
}


def _answer_columns(viewer: Viewer) -> Sequence[PaperColumn]:
    """A column for each question but those of texts; the one of the overall score is there already."""
    questions = viewer.conference.review_fields.filter(kind__in=LOOKS, is_overall=False)
    return [_column(question) for question in questions]


def _column(question: ReviewField) -> PaperColumn:
    look = LOOKS[FieldKind(question.kind)]
    return PaperColumn(f"{ANSWER}{question.name}", question.label, look, OF_FORM)


def _read(viewer: Viewer, keys: Collection[str]) -> Mapping[str, Mapping[int, Value]]:
    """The values by column and paper; one query, and one for the words of answers that are asked for."""
    asked: dict[str, Any] = {}
    made: dict[str, Callable[[Row], Value]] = {}
    for key in keys:
        if key in MADE:
            expressions, made[key] = MADE[key]
            asked |= expressions()
    for place, question in enumerate(_questions(viewer, keys)):
        name = f"answer_{place}"
        answer = KeyTextTransform(question.name, "review__answers")
        asked[name] = ArrayAgg(answer, filter=IS_IN, order_by="pk")
        made[f"{ANSWER}{question.name}"] = _answers(question, name)
    rows = list(_assignments(viewer).values("submission", "submission__state").annotate(**asked))
    return {key: {row["submission"]: make(row) for row in rows} for key, make in made.items()}


def _assignments(viewer: Viewer) -> Any:
    papers = Submission.objects.handled_by(viewer)
    return Assignment.objects.active().filter(submission__in=papers.values("pk")).order_by()


def _questions(viewer: Viewer, keys: Collection[str]) -> Sequence[ReviewField]:
    names = [key.removeprefix(ANSWER) for key in keys if key.startswith(ANSWER)]
    return list(viewer.conference.review_fields.filter(name__in=names, kind__in=LOOKS)) if names else []


def _answers(question: ReviewField, name: str) -> Callable[[Row], Value]:
    """What all reviews of a paper answer: numbers, the words of steps, or how many ticked it."""
    words = {str(step): str(label) for step, label in question.anchors}

    def made(row: Row) -> Value:
        said = [text for text in row[name] or () if text]
        if question.kind == FieldKind.TICK:
            return said.count("true") or None
        if question.kind == FieldKind.SCORE:
            return tuple(int(text) for text in said if text.lstrip("-").isdecimal())
        return tuple(words.get(text, text) for text in said)

    return made


REVIEW_COLUMNS = PaperColumns(COLUMNS, _read, prefix=ANSWER, more=_answer_columns)
