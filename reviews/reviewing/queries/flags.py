"""What reviewers flag for the chairs: ticks, notes and suspicions, until a chair has seen them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from django.db.models import Count, FilteredRelation, Q
from django.db.models.fields.json import KeyTextTransform
from django.urls import reverse

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.web.todos import Todo
from effgenai.ui.navigation import Chip
from effgenai.ui.tables import Column
from effgenai.ui.text.numbers import counted
from reviews.assignment.states import AssignmentState
from reviews.reviewing.models import Review, ReviewField, ReviewQuerySet, SeenFlag
from reviews.reviewing.queries.reading import (
    assignments_on,
    is_submitted,
    questions_of,
    review_of,
    standing_on,
)
from reviews.reviewing.queries.search import Search, Searchable, SearchError, parse_search
from reviews.reviewing.rules import is_flag
from reviews.reviewing.states import FieldKind
from submissions.core.models import Submission, SubmissionQuerySet
from submissions.papers.access import Section
from submissions.papers.signs import PaperSign

UNREAD, SEEN = "unread", "seen"
IS_UNREAD = f"flag:{UNREAD}"
UNREAD_CHIP = "Unread flags"
NUMBERS = ("number",)
TEXTS = ("title", "flag", "reviewer")

COLUMNS = (
    Column("No.", look="num"),
    Column("Paper and flag"),
    Column("Reviewer", phone=False),
    Column("State"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Flag:
    """One answer of a submitted review that a chair should see; `text` is empty for ticks.

    `key` names the answer as it stands: once it is changed it has another one.
    """

    key: str
    review: int
    question: str
    seal: str
    label: str
    text: str
    paper: Submission
    reviewer: str
    submitted_at: dt.datetime
    seen_at: dt.datetime | None
    seen_by: str

    @property
    def is_unread(self) -> bool:
        """Whether no chair has seen the answer as it is now."""
        return self.seen_at is None

    @property
    def name(self) -> str:
        """What it is called where there is little room."""
        return _name(self.question)

    @property
    def state(self) -> str:
        """The word that finds it."""
        return UNREAD if self.is_unread else SEEN

    def facts(self) -> Searchable:
        """What can be searched for."""
        return {
            "number": self.paper.number,
            "title": self.paper.title,
            "flag": found_by([self]),
            "reviewer": self.reviewer,
        }


def found_by(flags: Iterable[Flag]) -> list[str]:
    """What finds these flags in a search: their states, and their names."""
    return [word for flag in flags for word in (flag.state, flag.question, flag.name, flag.label)]


def flags_for(viewer: Viewer, papers: SubmissionQuerySet | None = None) -> list[Flag]:
    """The flags on papers that the chair handles, or on some of these, unread first; three queries.

    Nothing for anybody else. Reviews of who gave the paper back count nowhere, and so neither here.
    """
    questions = [question for question in questions_of(viewer) if is_flag(question)]
    handled = Submission.objects.handled_by(viewer)
    if papers is not None:
        handled = handled.filter(pk__in=papers.values("pk"))
    if not questions or not viewer.is_chair:
        return []
    reviews = _reviews_with_flags(handled, questions)
    seen = _seen(reviews)
    found = [
        _flag(review, question, text, seen.get((review.pk, question.name)))
        for review in reviews
        for question, text in _answered(review, questions, _read_apart(questions))
    ]
    return sorted(found, key=lambda flag: (not flag.is_unread, flag.paper.number))


def _reviews_with_flags(papers: SubmissionQuerySet, questions: Sequence[ReviewField]) -> list[Review]:
    """Reviews that answer one of the questions, with just these answers read from the database."""
    answers: dict[str, Any] = {
        f"flag_{place}": KeyTextTransform(question.name, "answers")
        for place, question in enumerate(questions)
    }
    says_something = Q()
    for name in answers:
        says_something |= Q(**{f"{name}__isnull": False}) & ~Q(**{f"{name}__in": ["", "false"]})
    reviews = _counting(papers).annotate(**answers).filter(says_something)
    known = reviews.select_related("assignment__reviewer", "assignment__submission")
    return list(known.defer("answers", "draft").order_by("assignment__pseudonym"))


def _counting(papers: SubmissionQuerySet) -> ReviewQuerySet:
    """The reviews of the papers that count: submitted, by reviewers who did not give the paper back."""
    reviews = Review.objects.submitted().filter(assignment__submission__in=papers.values("pk"))
    return reviews.filter(assignment__role=Role.REVIEWER).exclude(assignment__state=AssignmentState.DECLINED)


def _answered(
    review: Review, questions: Sequence[ReviewField], text_of: Callable[[Review, ReviewField], str | None]
) -> list[tuple[ReviewField, str]]:
    """What a review answers to the questions, as text."""
    texts = [(question, text_of(review, question)) for question in questions]
    return [(question, text) for question, text in texts if text and text != "false"]


def _read_apart(questions: Sequence[ReviewField]) -> Callable[[Review, ReviewField], str | None]:
    places = {question.name: f"flag_{place}" for place, question in enumerate(questions)}
    return lambda review, question: getattr(review, places[question.name])


def _seen(reviews: Sequence[Review]) -> dict[tuple[int, str], SeenFlag]:
    if not reviews:
        return {}
    known = ("review", "question", "seal", "seen_at", "seen_by__name", "seen_by__email")
    rows = SeenFlag.objects.filter(review__in=reviews).select_related("seen_by").only(*known)
    return {(row.review_id, row.question): row for row in rows}


def _flag(review: Review, question: ReviewField, text: str, seen: SeenFlag | None) -> Flag:
    seal = seal_of(text)
    stands = seen if seen and seen.seal == seal else None
    assignment = review.assignment
    assert review.submitted_at is not None
    return Flag(
        key=f"{assignment.key}.{question.name}.{seal}",
        review=review.pk,
        question=question.name,
        seal=seal,
        label=question.label,
        text=_said(question, text),
        paper=assignment.submission,
        reviewer=str(assignment.reviewer),
        submitted_at=review.submitted_at,
        seen_at=stands.seen_at if stands else None,
        seen_by=str(stands.seen_by) if stands and stands.seen_by else "",
    )


def seal_of(text: str) -> str:
    """A short word for exactly this answer."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _said(question: ReviewField, text: str) -> str:
    """A text as it is, a choice by the words of its step; a tick says nothing besides its question."""
    if question.kind == FieldKind.TICK:
        return ""
    steps = question.anchors if question.kind == FieldKind.CHOICE else []
    return {str(step): str(words) for step, words in steps}.get(text, text)


def flag_signs(viewer: Viewer) -> Mapping[int, PaperSign]:
    """One sign for each paper with flags, by its primary key; two queries that read no answer."""
    questions = [question for question in questions_of(viewer) if is_flag(question)]
    if not questions or not viewer.is_chair:
        return {}
    table = f"{reverse('reviews:flags', args=[viewer.conference.slug])}?q={quote('number:', safe='')}"
    # Most papers with flags have the same ones.
    said = functools.cache(lambda *states: _said_of(questions, states))
    return {
        paper: PaperSign(url=f"{table}{number}", **said(*states))
        for paper, number, *states in _flagged(Submission.objects.handled_by(viewer), questions)
    }


def _flagged(papers: SubmissionQuerySet, questions: Sequence[ReviewField]) -> Iterable[Sequence[Any]]:
    """Of each paper with flags its id and number, then how many are unread and how many seen by question."""
    seen: dict[str, Any] = {}
    states: dict[str, Any] = {}
    for place, question in enumerate(questions):
        row, seal = f"seen_{place}", KeyTextTransform(question.name, "seals")
        seen[row] = FilteredRelation("seen_flags", condition=Q(seen_flags__question=question.name))
        is_answered = Q(seals__has_key=question.name)
        stands = Q(**{f"{row}__isnull": False, f"{row}__seal": seal})
        states[f"unread_{place}"] = Count("pk", filter=is_answered & ~stands)
        states[f"read_{place}"] = Count("pk", filter=is_answered & stands)
    reviews = _counting(papers).filter(seals__has_any_keys=[question.name for question in questions])
    paper = ("assignment__submission", "assignment__submission__number")
    return reviews.annotate(**seen).order_by().values_list(*paper).annotate(**states)


def _said_of(questions: Sequence[ReviewField], counts: Sequence[int]) -> dict[str, Any]:
    """What the sign of a paper's flags says: what is unread, or else what was seen."""
    unread = [question for question, count in zip(questions, counts[::2], strict=True) if count]
    read = [question for question, count in zip(questions, counts[1::2], strict=True) if count]
    return {
        "words": f"{UNREAD if unread else SEEN}: {', '.join(_name(one.name) for one in unread or read)}",
        "found_by": [*_words(UNREAD, unread), *_words(SEEN, read)],
        "is_open": bool(unread),
    }


def _words(state: str, questions: Iterable[ReviewField]) -> list[str]:
    """What finds the flags of these questions in a search."""
    return [word for one in questions for word in (state, one.name, _name(one.name), one.label)]


def _name(question: str) -> str:
    """What a flag is called where there is little room, by the short name of its question."""
    return question.replace("_", " ").replace("-", " ")


@dataclasses.dataclass(frozen=True, slots=True)
class FlagsPage:
    """What reviewers flagged, with what narrows it."""

    rows: list[Flag]
    total: int
    unread: int
    error: str
    chips: list[Chip]


def flags_page(viewer: Viewer, text: str) -> FlagsPage:
    """All flags on the papers of the chair that `text` finds; three queries."""
    every = flags_for(viewer)
    search, error = _understood(text)
    names = dict.fromkeys((f'flag:"{flag.label.lower()}"', flag.label) for flag in every)
    choices = [(IS_UNREAD, "Unread"), (f"flag:{SEEN}", "Seen"), *names]
    return FlagsPage(
        rows=[flag for flag in every if search.matches(flag.facts())],
        total=len(every),
        unread=sum(flag.is_unread for flag in every),
        error=error,
        chips=[
            Chip(label, query, sum(_understood(query)[0].matches(flag.facts()) for flag in every))
            for query, label in choices
        ],
    )


def _understood(text: str) -> tuple[Search, str]:
    try:
        return parse_search(text, numbers=NUMBERS, texts=TEXTS), ""
    except SearchError as error:
        return Search(), str(error)


def flags_section(viewer: Viewer, submission: Submission) -> Section | None:
    """The flags on the page of the paper, for chairs who handle it."""
    flags = flags_on(viewer, submission)
    return Section("reviews/reviewing/paper_page/flags.html", {"flags": flags}) if flags else None


def flags_on(viewer: Viewer, submission: Submission) -> list[Flag]:
    """The flags on one paper for a chair who handles it, unread first; one query if there are any."""
    questions = [question for question in questions_of(viewer) if is_flag(question)]
    if not standing_on(submission, viewer).is_chair:
        return []
    assignments = [
        assignment
        for assignment in assignments_on(submission, viewer)
        if assignment.state != AssignmentState.DECLINED
    ]
    reviews = filter(
        is_submitted,
        (review_of(assignment) for assignment in assignments if assignment.role == Role.REVIEWER),
    )
    answered = [(review, *answer) for review in reviews for answer in _answered(review, questions, _stored)]
    seen = _seen([review for review, *_ in answered])
    found = [_flag(*answer, seen.get((answer[0].pk, answer[1].name))) for answer in answered]
    return sorted(found, key=lambda flag: not flag.is_unread)


def _stored(review: Review, question: ReviewField) -> str | None:
    """What the database would say of the answer as text."""
    answer = review.answers.get(question.name)
    return answer if answer is None or isinstance(answer, str) else json.dumps(answer)


def flag_todos(viewer: Viewer) -> Iterable[Todo]:
    """For chairs: how many flags none of them has seen; nothing while there are none."""
    questions = [question for question in questions_of(viewer) if is_flag(question)]
    if not questions or not viewer.is_chair:
        return
    flagged = _flagged(Submission.objects.handled_by(viewer), questions)
    unread = [count for _, _, *states in flagged if (count := sum(states[::2]))]
    if unread:
        yield Todo(
            title=f"{counted(sum(unread), 'flag')} of reviewers unread",
            url=f"{reverse('reviews:flags', args=[viewer.conference.slug])}?{urlencode({'q': IS_UNREAD})}",
            action="Look at them",
            note=f"Concerns and notes to the chairs on {counted(len(unread), 'paper')}.",
        )
