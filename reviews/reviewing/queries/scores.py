"""Papers with the state of their reviews and their scores: plain values, read at once for all of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Q

from effgenai.accounts.models import User
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.queries.milestones import personal_instants
from effgenai.ui.dates import last_instant
from effgenai.ui.navigation import Chip
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.reviewing.queries.counts import papers_under_review
from reviews.reviewing.queries.flags import flag_signs
from reviews.reviewing.queries.reading import questions_of
from reviews.reviewing.queries.search import Fact, Search, SearchError, parse_search
from reviews.reviewing.states import FieldKind, ReviewState
from submissions.core.models import Submission, SubmissionQuerySet
from submissions.core.states import SubmissionState
from submissions.papers.signs import PaperSign

NUMBERS = ("number", "reviews", "missing", "late", "assigned", "declined", "mean", "spread", "confidence")
TEXTS = ("title", "topic", "track", "state", "decision", "chair", "reviewer", "flag")


# What is read of each paper's decision, and of each assignment.
DECISION = (
    "decision__outcome",
    "decision__outcome__name",
    "decision__outcome__accepts",
    "decision__outcome__waits",
    "has_note",
    "is_released",
)
ASSIGNMENT = (
    "submission_id",
    "reviewer_id",
    "role",
    "state",
    "review__state",
    "review__overall",
    "review__confidence",
)


class DecisionOnPaper(NamedTuple):
    """What the tables of reviews show of a decision: the id and name of its class, and whether it is out."""

    outcome: int
    name: str
    accepts: bool
    waits: bool
    has_note: bool
    is_released: bool

    @property
    def look(self) -> str:
        """How it is shown, as a kind of `{% status %}`."""
        return "good" if self.accepts else "info" if self.waits else "quiet"


@dataclasses.dataclass(frozen=True, slots=True)
class Scale:
    """The ends of the overall score."""

    low: int = 1
    high: int = 6

    @property
    def disagreement(self) -> int:
        """The spread from which reviewers disagree: half the scale, rounded up."""
        return -(-(self.high - self.low) // 2)


def mean(values: Sequence[int]) -> float | None:
    """The mean; None of nothing."""
    return sum(values) / len(values) if values else None


def spread(values: Sequence[int]) -> int | None:
    """The distance between the greatest and the least; None of nothing."""
    return max(values) - min(values) if values else None


@dataclasses.dataclass(slots=True)
class ScoredPaper:
    """A paper with the state of its reviews and their scores."""

    number: int
    title: str
    paper_state: str
    track: str
    wanted: int
    decision: DecisionOnPaper | None
    sign: PaperSign | None
    topics: list[str] = dataclasses.field(default_factory=list)
    assigned: int = 0
    reviewers: list[str] = dataclasses.field(default_factory=list)
    area_chairs: list[str] = dataclasses.field(default_factory=list)
    declined: int = 0
    late: int = 0
    scores: list[int] = dataclasses.field(default_factory=list)
    confidences: list[int] = dataclasses.field(default_factory=list)
    done: int = 0

    @property
    def missing(self) -> int:
        """Reviews that are asked for and not in."""
        return self.assigned - self.done

    @property
    def mean(self) -> float | None:
        """The mean overall score."""
        return mean(self.scores)

    @property
    def spread(self) -> int | None:
        """The distance between the best and the worst overall score."""
        return spread(self.scores)

    @property
    def confidence(self) -> float | None:
        """The mean confidence."""
        return mean(self.confidences)

    @property
    def outcome(self) -> str:
        """The name of the class decided on, or nothing."""
        return self.decision.name if self.decision else ""

    @property
    def is_released(self) -> bool:
        """True once its authors know the decision."""
        return self.decision is not None and self.decision.is_released

    @property
    def is_under_review(self) -> bool:
        """Whether reviews are still asked for; of a paper that is decided, only those that are in count."""
        return self.paper_state == SubmissionState.SUBMITTED

    @property
    def kind(self) -> str:
        """How good the state of its reviews is, as a kind of `{% status %}`."""
        if self.late:
            return "bad"
        return "attention" if self.missing or self.assigned < self.wanted else "good"

    @property
    def words(self) -> str:
        """The state of its reviews."""
        if self.missing:
            return f"{self.missing} {'late' if self.late else 'missing'}"
        if self.assigned < self.wanted:
            return "needs a reviewer" if self.assigned else "no reviewers yet"
        return "complete"

    @property
    def decided(self) -> list[str]:
        """What finds the decision; a paper may have come accepted or rejected, without one of ours."""
        if self.outcome:
            return [self.outcome]
        return [] if self.is_under_review else [self.paper_state]

    def get(self, name: str) -> Fact:
        """What can be searched for, one of `NUMBERS` and `TEXTS`."""
        return FACTS[name](self)


FACTS: dict[str, Callable[[ScoredPaper], Fact]] = {
    "number": lambda row: row.number,
    "reviews": lambda row: row.done,
    "missing": lambda row: row.missing,
    "late": lambda row: row.late,
    "assigned": lambda row: row.assigned,
    "declined": lambda row: row.declined,
    "mean": lambda row: row.mean,
    "spread": lambda row: row.spread,
    "confidence": lambda row: row.confidence,
    "title": lambda row: row.title,
    "topic": lambda row: row.topics,
    "track": lambda row: row.track,
    "state": lambda row: [row.words],
    "decision": lambda row: row.decided,
    "chair": lambda row: row.area_chairs,
    "reviewer": lambda row: row.reviewers,
    "flag": lambda row: row.sign.found_by if row.sign else [],
}


def scored_papers(viewer: Viewer, due: Milestone | None) -> list[ScoredPaper]:
    """All papers that a chair handles with their scores, by number; a constant number of queries."""
    return with_scores(papers_under_review(viewer), viewer, due, flag_signs(viewer))


def with_scores(
    found: SubmissionQuerySet, viewer: Viewer, due: Milestone | None, signs: Mapping[int, PaperSign]
) -> list[ScoredPaper]:
    """The papers with their scores, by number, for a viewer who may read their reviews; a few queries."""
    papers = _papers(found, viewer, signs)
    _add_topics(papers, found, viewer)
    _add_reviews(papers, found, past_due(due, viewer.at))
    return list(papers.values())


def _papers(
    found: SubmissionQuerySet, viewer: Viewer, signs: Mapping[int, PaperSign]
) -> dict[int, ScoredPaper]:
    rows = (
        found.order_by("number")
        .annotate(has_note=~Q(decision__note=""), is_released=Q(decision__released_at__isnull=False))
        .values_list("pk", "number", "title", "state", "track__name", *DECISION)
    )
    wanted = viewer.conference.reviews_per_paper
    return {
        pk: ScoredPaper(
            number=number,
            title=title,
            paper_state=state,
            track=track,
            wanted=wanted if state == SubmissionState.SUBMITTED else 0,
            decision=None if decision[0] is None else DecisionOnPaper(*decision),
            sign=signs.get(pk),
        )
        for pk, number, title, state, track, *decision in rows
    }


def _add_topics(papers: Mapping[int, ScoredPaper], found: SubmissionQuerySet, viewer: Viewer) -> None:
    """Each paper's topics, in the order of the conference."""
    topics: dict[int, list[int]] = defaultdict(list)
    links = Submission.topics.through.objects.filter(submission__in=found.values("pk"))
    for paper, topic in links.values_list("submission_id", "topic_id"):
        topics[topic].append(paper)
    for pk, name in viewer.conference.topics.values_list("pk", "name"):
        for paper in topics[pk]:
            papers[paper].topics.append(name)


def _add_reviews(
    papers: Mapping[int, ScoredPaper], found: SubmissionQuerySet, is_past: Callable[[int], bool]
) -> None:
    assignments = Assignment.objects.filter(submission__in=found.values("pk"))
    people = User.objects.filter(pk__in=assignments.order_by().values("reviewer"))
    names = {pk: name or email for pk, name, email in people.values_list("pk", "name", "email")}
    for pk, person, role, state, *review in assignments.order_by("pk").values_list(*ASSIGNMENT):
        if state == AssignmentState.DECLINED:
            papers[pk].declined += 1
        elif role == Role.AREA_CHAIR:
            papers[pk].area_chairs.append(names[person])
        else:
            papers[pk].reviewers.append(names[person])
            if not _add_review(papers[pk], *review) and papers[pk].is_under_review:
                papers[pk].assigned += 1
                papers[pk].late += is_past(person)


def _add_review(paper: ScoredPaper, state: str | None, score: int | None, confidence: int | None) -> bool:
    """Count a review that is in; False if it is not."""
    if state != ReviewState.SUBMITTED:
        return False
    paper.assigned += 1
    paper.done += 1
    if score is not None:
        paper.scores.append(score)
    if confidence is not None:
        paper.confidences.append(confidence)
    return True


def lateness(
    due: Milestone | None, at: dt.datetime, instants: Mapping[int, dt.datetime] | None = None
) -> Callable[[Assignment], bool]:
    """Tells whether the time for a task has passed, for those with an exception by theirs.

    `instants` are those of `personal_instants`; without them, one query.
    """
    is_past = past_due(due, at, instants)
    return lambda row: is_past(row.reviewer_id)


def past_due(
    due: Milestone | None, at: dt.datetime, instants: Mapping[int, dt.datetime] | None = None
) -> Callable[[int], bool]:
    """The same by the primary key of the person; False for all where there is no date."""
    if due is None:
        return lambda _: False
    is_past = at > last_instant(due.instant, due.zone)
    personal = personal_instants(due) if instants is None else instants
    own = {person: at > last_instant(instant, due.zone) for person, instant in personal.items()}
    return lambda person: own.get(person, is_past)


def scale_of(viewer: Viewer) -> Scale:
    """The ends of the conference's overall score."""
    question = next((one for one in questions_of(viewer) if one.is_overall), None)
    steps = [step for step, _ in question.anchors] if question and question.kind == FieldKind.SCORE else []
    return Scale(min(steps), max(steps)) if steps else Scale()


SORTS: dict[str, Callable[[ScoredPaper], Any]] = {
    "number": lambda row: row.number,
    "title": lambda row: row.title.lower(),
    "reviews": lambda row: row.done,
    "mean": lambda row: row.mean,
    "spread": lambda row: row.spread,
    "confidence": lambda row: row.confidence,
    "missing": lambda row: row.missing,
    "decision": lambda row: row.outcome.lower() or None,
}


def understood(text: str) -> tuple[Search, str]:
    """The search in `text`; if it cannot be understood, an empty one and the sentence that says why."""
    try:
        return parse_search(text, numbers=NUMBERS, texts=TEXTS), ""
    except SearchError as error:
        return Search(), str(error)


def sorted_papers(rows: Iterable[ScoredPaper], sort: str) -> list[ScoredPaper]:
    """The rows in an order of `SORTS`, with - from the end; papers without the value come last either way."""
    key = SORTS.get(sort.removeprefix("-"), SORTS["number"])
    by_number = sorted(rows, key=lambda row: row.number)
    known = [row for row in by_number if key(row) is not None]
    known.sort(key=key, reverse=sort.startswith("-"))
    return known + [row for row in by_number if key(row) is None]


def chips_for(rows: Sequence[ScoredPaper], choices: Iterable[tuple[str, str]]) -> list[Chip]:
    """Ready-made searches with how many rows each finds."""
    searches = [(label, query, understood(query)[0]) for query, label in choices]
    return [Chip(label, query, sum(map(search.matches, rows))) for label, query, search in searches]
