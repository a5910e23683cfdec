"""Reviews with their texts from a file: submitted reviews of those who wrote them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.accounts.names.made_up import is_made_up
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.transitions import transition_unrecorded
from effgenai.ui.text.numbers import counted
from reviews.assignment.models import Assignment
from reviews.assignment.services import pseudonyms
from reviews.assignment.states import AssignmentState
from reviews.committee.services.invitations import join_committee
from reviews.expertise.rules import USUAL_LOAD
from reviews.imports.files.reviews import ImportedReview, ReviewFile
from reviews.imports.services.matching import matched
from reviews.imports.services.people import people_of
from reviews.imports.services.scales import fit_questions
from reviews.reviewing.models import Review, ReviewField, ReviewVersion
from reviews.reviewing.services.form import install_default_review_form
from reviews.reviewing.services.numbering import number_shown_reviews
from reviews.reviewing.states import FieldKind, ReviewState
from submissions.conflicts.rules import conflicts_among
from submissions.conflicts.states import ConflictStanding
from submissions.core.models import Submission
from submissions.core.records import record_paper
from submissions.imports.files import HALF_POINTS
from submissions.imports.imported import BadImport
from submissions.imports.values import BadValue, score_of, shown

NO_PAPER = "there is no paper “{}” that could have reviews."
RELEASED = "the decision on paper {} is released, so that its authors would read the review at once."
YES = {"yes", "true", "1", "x"}


@dataclasses.dataclass(slots=True)
class ReviewsReport:
    """What came of a file of reviews; `taken` says which of the `questions` each column answers."""

    new: int = 0
    known: int = 0
    people: int = 0
    made_up: int = 0
    taken: dict[str, str] = dataclasses.field(default_factory=dict)
    questions: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    rescaled: list[ReviewField] = dataclasses.field(default_factory=list)
    has_half_points: bool = False
    problems: list[str] = dataclasses.field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """The same in sentences, without the problems."""
        people = counted(self.people, "person", "people")
        lines = [f"{counted(self.new, 'review')} by {people}; {self.known} there already."]
        if self.made_up:
            words = counted(self.made_up, "address was", "addresses were")
            lines.append(f"{words} made up. Nothing is ever mailed there.")
        for question in self.rescaled:
            first, last = question.anchors[0][0], question.anchors[-1][0]
            lines.append(
                f"The review form's “{question.label}” goes from {first} to {last} now, as in the file."
            )
        return [*lines, *([HALF_POINTS] if self.has_half_points else [])]


def import_reviews(
    *,
    conference: Conference,
    found: ReviewFile,
    chosen: Mapping[str, str],
    by: User | None,
    at: dt.datetime,
) -> ReviewsReport:
    """Add the reviews of a file as submitted ones; who wrote them joins the committee as a reviewer.

    `chosen` names the question that a column answers. Papers that `by` may not know of are as unknown as
    those that do not exist. Reviews that are there stay as they are; authors of released papers would read
    new ones at once, so these are left out. Nobody gets a mail. Raises BadImport if no column answers a
    question, or scores do not fit the form.
    """
    with transaction.atomic():
        lock_conference(conference)
        return _Import(conference, found, chosen, by, at).work()


def preview_reviews(**asked: Any) -> ReviewsReport:
    """What `import_reviews` would do; nothing of it stays. Raises BadImport as it does."""
    with transaction.atomic():
        report = import_reviews(**asked)
        transaction.set_rollback(True)
    return report


def papers_with_reviews(conference: Conference, by: User | None, at: dt.datetime) -> dict[str, Submission]:
    """Papers that may have reviews, by number and by id of other systems, as far as `by` may know them."""
    rows = Submission.objects.filter(conference=conference).beyond_draft()
    if by is not None:
        rows = rows & Submission.objects.handled_by(viewer_for(user=by, conference=conference, at=at))
    papers = {paper.external_id: paper for paper in rows if paper.external_id}
    return papers | {str(paper.number): paper for paper in rows}


class _Import:
    """One file at work."""

    def __init__(
        self,
        conference: Conference,
        found: ReviewFile,
        chosen: Mapping[str, str],
        by: User | None,
        at: dt.datetime,
    ) -> None:
        self._conference, self._found, self._by, self._at = conference, found, by, at
        self._report = ReviewsReport(problems=list(found.problems))
        self._form = install_default_review_form(conference, at)
        self._questions = {question.name: question for question in self._form}
        self._report.questions = [(question.name, question.label) for question in self._form]
        self._report.taken = matched(found.columns, self._form, chosen)

    def work(self) -> ReviewsReport:
        """Write what can be written."""
        if not any(self._report.taken.values()):
            columns = ", ".join(self._found.columns)
            raise BadImport([f"No column answers a question of the review form: {shown(columns, 400)}."])
        placed = self._placed()
        answers = self._answers([one for one, _ in placed])
        named = [self._named(one, paper) for one, paper in placed]
        people = people_of(self._conference, named, self._at)
        writers = [people[who] for who in named]
        self._join(writers, [paper for _, paper in placed])
        self._write([(one, paper, who) for (one, paper), who in zip(placed, writers, strict=True)], answers)
        return self._report

    def _leave_out(self, one: ImportedReview, why: str) -> None:
        self._report.problems.append(f"{one.place}: {why}")

    def _placed(self) -> list[tuple[ImportedReview, Submission]]:
        """The reviews with their papers; others are left out with the reason."""
        papers = papers_with_reviews(self._conference, self._by, self._at)
        released = set(
            Submission.objects.filter(
                conference=self._conference, decision__released_at__isnull=False
            ).values_list("pk", flat=True)
        )
        placed = []
        for one in self._found.reviews:
            paper = papers.get(one.paper)
            if paper is None:
                self._leave_out(one, NO_PAPER.format(shown(one.paper)))
            elif paper.pk in released:
                self._leave_out(one, RELEASED.format(paper.number))
            else:
                placed.append((one, paper))
        return placed

    def _named(self, one: ImportedReview, paper: Submission) -> tuple[str, str]:
        """Who wrote it; whom nothing names is a reviewer of the paper."""
        name = one.name or one.known_as or ("" if one.email else f"Reviewer of {one.place}")
        is_anonymous = not one.email and name.lower().startswith("reviewer")
        return (f"{name} of paper {paper.number}" if is_anonymous else name), one.email

    # --- Answers ---------------------------------------------------------------------------------------
    def _answers(self, reviews: Sequence[ImportedReview]) -> dict[str, dict[str, Any]]:
        """The answers of each review by its place, under the names of questions."""
        said = {one.place: self._said(one) for one in reviews}
        points = self._points(said.values())
        answers: dict[str, dict[str, Any]] = {}
        scores: dict[str, list[tuple[str, list[int]]]] = defaultdict(list)
        for one in reviews:
            answers[one.place] = answer = {}
            for name, texts in said[one.place].items():
                try:
                    value = self._value(self._questions[name], texts, points[name])
                except BadValue as bad:
                    self._leave_out(one, f"{bad} It is left out; the rest of the review is taken.")
                    continue
                answer[name] = value
                if self._questions[name].kind == FieldKind.SCORE:
                    scores[name].append((one.place, [value]))
        wanted = [(self._questions[name], values) for name, values in scores.items()]
        self._report.rescaled = fit_questions(wanted, self._by, self._at)
        return answers

    def _said(self, one: ImportedReview) -> dict[str, list[tuple[str, str]]]:
        said: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for column, text in one.answers.items():
            if name := self._report.taken.get(column):
                said[name].append((column, text))
        return said

    def _points(self, said: Any) -> dict[str, int]:
        """What one point counts for each question: two where a file has half points."""
        points: dict[str, int] = Counter(dict.fromkeys(self._questions, 1))
        for answers in said:
            for name, texts in answers.items():
                if self._questions[name].kind == FieldKind.SCORE and _is_half(texts[0][1]):
                    points[name], self._report.has_half_points = 2, True
        return points

    def _value(self, question: ReviewField, texts: list[tuple[str, str]], points: int) -> Any:
        """The answer to a question. Raises BadValue where it cannot be one."""
        column, text = texts[0]
        if question.kind == FieldKind.TICK:
            return text.strip().lower() in YES
        if question.kind == FieldKind.SCORE:
            score = score_of(text, column) * points
            if not score.is_integer():
                raise BadValue(f"{column}: “{shown(text)}” is neither a whole nor a half point.")
            return int(score)
        if question.kind == FieldKind.CHOICE:
            return _choice(question, column, text)
        return text if len(texts) == 1 else "\n\n".join(f"**{name}**\n\n{said}" for name, said in texts)

    # --- People and rows -------------------------------------------------------------------------------
    def _join(self, writers: Sequence[User], papers: Sequence[Submission]) -> None:
        """Whoever wrote a review is a reviewer."""
        held = set(self._conference.memberships.filter(role=Role.REVIEWER).values_list("user", flat=True))
        for user in dict.fromkeys(writers):
            if user.pk not in held:
                join_committee(
                    conference=self._conference,
                    user=user,
                    role=Role.REVIEWER,
                    load=USUAL_LOAD,
                    topics=[],
                    at=self._at,
                )
        self._conflicts = {
            pair
            for pair, conflict in conflicts_among(
                {paper.pk for paper in papers}, {user.pk for user in writers}
            ).items()
            if conflict.standing == ConflictStanding.CONFIRMED
        }

    def _write(
        self,
        rows: Sequence[tuple[ImportedReview, Submission, User]],
        answers: Mapping[str, dict[str, Any]],
    ) -> None:
        ids = {paper.pk for _, paper, _ in rows}
        listed = Assignment.objects.filter(submission__in=ids).select_related("review")
        there = {(assignment.submission_id, assignment.reviewer_id): assignment for assignment in listed}
        names: dict[int, set[str]] = defaultdict(set)
        for assignment in there.values():
            names[assignment.submission_id].add(assignment.pseudonym)
        number_shown_reviews(self._conference, ids)
        writers: set[User] = set()
        of_paper: Counter[Submission] = Counter()
        for one, paper, user in rows:
            known = there.get((paper.pk, user.pk))
            if why_not := self._why_not(known, paper, user):
                self._leave_out(one, why_not)
            elif known is not None and hasattr(known, "review"):
                self._report.known += 1
            else:
                assignment = known or self._assign(paper, user, one.known_as, names[paper.pk])
                there[paper.pk, user.pk] = assignment
                self._submit(assignment, answers[one.place], one.submitted_at or self._at)
                writers.add(user)
                of_paper[paper] += 1
        self._report.new, self._report.people = sum(of_paper.values()), len(writers)
        self._report.made_up = sum(is_made_up(user.email) for user in writers)
        for paper, number in of_paper.items():
            words = counted(number, "review")
            record_paper("review.import", paper, by=self._by, at=self._at, summary=words)

    def _why_not(self, assignment: Assignment | None, paper: Submission, user: User) -> str:
        if (paper.pk, user.pk) in self._conflicts:
            return f"{user} is in conflict with paper {paper.number}."
        if assignment is None:
            return ""
        if assignment.role != Role.REVIEWER:
            return f"{user} looks after paper {paper.number} as area chair."
        if assignment.state == AssignmentState.DECLINED:
            return f"{user} has declined paper {paper.number}."
        if hasattr(assignment, "review") and assignment.review.state == ReviewState.DRAFT:
            return f"{user} has begun a review of paper {paper.number} here."
        return ""

    def _assign(self, paper: Submission, user: User, known_as: str, taken: set[str]) -> Assignment:
        free = known_as if known_as and known_as not in taken else pseudonyms(1, taken=taken)[0]
        taken.add(free)
        return Assignment.objects.create(
            submission=paper,
            reviewer=user,
            pseudonym=free,
            assigned_at=self._at,
            assigned_by=self._by,
            notified_at=self._at,
        )

    def _submit(self, assignment: Assignment, answers: dict[str, Any], at: dt.datetime) -> None:
        """The review and its first version; the line of the record is one for the paper."""
        overall = next((question.name for question in self._form if question.is_overall), "")
        review = Review.objects.create(
            assignment=assignment,
            state=ReviewState.SUBMITTED,
            answers=answers,
            overall=answers.get(overall),
            version=1,
            saved_at=at,
            submitted_at=at,
        )
        ReviewVersion.objects.create(review=review, number=1, answers=answers, submitted_at=at)
        transition_unrecorded(assignment, AssignmentState.DONE)


def _is_half(text: str) -> bool:
    try:
        return not score_of(text, "").is_integer()
    except BadValue:
        return False


def _choice(question: ReviewField, column: str, text: str) -> str:
    """The value of a choice, by itself or by its words. Raises BadValue if it is none of them."""
    said = text.strip().casefold()
    for value, words in question.anchors:
        if said in {str(value).casefold(), str(words).casefold(), str(words).partition(": ")[0].casefold()}:
            return str(value)
    raise BadValue(f"{column}: “{shown(text)}” is none of the choices.")
