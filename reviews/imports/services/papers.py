"""Papers from a file together with their scores and decisions: all of it or nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference, Membership
from effgenai.conferences.core.records import record, record_all
from effgenai.conferences.core.states import Role
from effgenai.transitions import transition_all
from effgenai.ui.text.numbers import counted
from reviews.assignment.models import Assignment
from reviews.assignment.services import pseudonyms
from reviews.assignment.states import AssignmentState
from reviews.decisions.models import Decision, DecisionClass
from reviews.decisions.services.classes import DEFAULT_CLASSES, WAITING_LIST, install_default_decisions
from reviews.decisions.services.releasing import outcome_of
from reviews.decisions.states import DecisionState
from reviews.expertise.models import Reviewer
from reviews.imports.services.scales import fit_questions
from reviews.reviewing.models import Review, ReviewField, ReviewVersion
from reviews.reviewing.services.form import install_default_review_form
from reviews.reviewing.states import ReviewState
from submissions.core.models import Submission
from submissions.core.records import paper_line
from submissions.imports.decisions import chosen_words, settle
from submissions.imports.imported import BadImport, ImportedPaper
from submissions.imports.services import ImportedPapers, import_papers
from submissions.imports.words import Dictionary, Outcome, Says, plain
from submissions.papers.services.outcomes import record_outcomes

# How many papers one made-up reviewer reads before the next is made up.
LOAD = 12
CONFIDENCE = "confidence"
Imported = tuple[Submission, ImportedPaper]


@dataclasses.dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of an import; `rescaled` are the questions of the review form that got other steps.

    `taken_as` tells of words of the file for which a decision of another name stands here.
    """

    papers: ImportedPapers
    rescaled: list[ReviewField]
    reviews: int
    reviewers: int
    decisions: Counter[str]
    taken_as: dict[str, str]


def import_file(
    *,
    conference: Conference,
    papers: Sequence[ImportedPaper],
    track: str = "",
    meanings: Mapping[Says, Collection[str]] | None = None,
    release: bool = False,
    with_scores: bool = True,
    by: User | None,
    at: dt.datetime,
) -> ImportReport:
    """Add papers with their scores, as submitted reviews of made-up reviewers, and their decisions.

    Decisions are provisional; with `release` they are known at once. What a decision means is known of its
    word, or said in `meanings` (to accept, to reject, or that nothing is decided), and never guessed; one
    that the conference does not have is added. Papers that are there already, and what hangs on them, stay
    as they are. Without `with_scores` no score is taken, as reviews come apart. Nobody gets a mail. Raises
    BadImport, and changes nothing, if one row does not fit.
    """
    chosen = chosen_words(meanings or {})
    with transaction.atomic():
        worded = any(paper.decision or paper.status for paper in papers)
        classes = install_default_decisions(conference, at) if worded else []
        papers = settle(papers, Dictionary(chosen, _own_words(classes)))
        done = import_papers(conference=conference, papers=papers, track=track, by=by, at=at)
        scored = [(row, paper) for row, paper in done.new if paper.ratings and with_scores]
        decided = [(row, paper) for row, paper in done.new if paper.outcome.decides]
        rescaled, reviewers = _write_reviews(conference, scored, by, at) if scored else ([], [])
        decisions = _write_decisions(_Outcomes(conference, classes, by, at), decided, by, at)
        if release:
            _release(decisions, by, at)
        return ImportReport(
            papers=done,
            rescaled=rescaled,
            reviews=sum(len(paper.ratings) for _, paper in scored),
            reviewers=len(reviewers),
            decisions=Counter(decision.outcome.name for decision in decisions),
            taken_as=_taken_as(decided, decisions),
        )


def preview_import(**import_arguments: Any) -> ImportReport:
    """What `import_file` would do; nothing of it stays. Raises BadImport as it does."""
    with transaction.atomic():
        report = import_file(**import_arguments)
        transaction.set_rollback(True)
    return report


def _write_reviews(
    conference: Conference, scored: Sequence[Imported], by: User | None, at: dt.datetime
) -> tuple[list[ReviewField], list[User]]:
    questions = _questions(conference, at)
    rescaled = _fit_form(questions, scored, by, at)
    readers = _readers(conference, [len(paper.ratings) for _, paper in scored], by, at)
    assignments = Assignment.objects.bulk_create(
        [
            Assignment(
                submission=row,
                reviewer=reader,
                pseudonym=name,
                state=AssignmentState.DONE,
                assigned_at=at,
                assigned_by=by,
                notified_at=at,
            )
            for (row, _), chosen in zip(scored, readers, strict=True)
            for reader, name in zip(chosen, pseudonyms(len(chosen)), strict=True)
        ],
        batch_size=500,
    )
    answers = [answer for _, paper in scored for answer in _answers(questions, paper)]
    _submit(assignments, answers, questions["overall"].name, at)
    record_all(
        [
            paper_line("review.import", row, by=by, at=at, summary=counted(len(paper.ratings), "review"))
            for row, paper in scored
        ]
    )
    return rescaled, list({reader.pk: reader for chosen in readers for reader in chosen}.values())


def _answers(questions: dict[str, ReviewField], paper: ImportedPaper) -> list[dict[str, int]]:
    """What each reviewer of the paper answered; a form without such a question leaves confidences out."""
    names = {key: question.name for key, question in questions.items()}
    answers = [{names["overall"]: rating} for rating in paper.ratings]
    if CONFIDENCE in names:
        for answer, confidence in zip(answers, paper.confidences, strict=False):
            answer[names[CONFIDENCE]] = confidence
    return answers


def _submit(
    assignments: Sequence[Assignment], answers: Sequence[dict[str, int]], overall: str, at: dt.datetime
) -> None:
    reviews = Review.objects.bulk_create(
        [
            Review(
                assignment=assignment,
                state=ReviewState.SUBMITTED,
                answers=said,
                overall=said[overall],
                version=1,
                saved_at=at,
                submitted_at=at,
            )
            for assignment, said in zip(assignments, answers, strict=True)
        ],
        batch_size=500,
    )
    ReviewVersion.objects.bulk_create(
        [
            ReviewVersion(review=review, number=1, answers=review.answers, submitted_at=at)
            for review in reviews
        ],
        batch_size=500,
    )


def _questions(conference: Conference, at: dt.datetime) -> dict[str, ReviewField]:
    """The questions that take ratings and confidences."""
    form = install_default_review_form(conference, at)
    found = {
        CONFIDENCE if question.name == CONFIDENCE else "overall": question
        for question in form
        if question.is_overall or (question.name == CONFIDENCE and question.anchors)
    }
    if "overall" not in found:
        raise BadImport(["The review form has no overall score. Add one, then import the ratings."])
    return found


def _fit_form(
    questions: dict[str, ReviewField], scored: Sequence[Imported], by: User | None, at: dt.datetime
) -> list[ReviewField]:
    """Give the questions steps for every value of the file; the questions that had to change."""
    said = {
        "overall": [(paper.place, paper.ratings) for _, paper in scored],
        CONFIDENCE: [(paper.place, paper.confidences) for _, paper in scored],
    }
    return fit_questions([(question, said[name]) for name, question in questions.items()], by, at)


def _readers(
    conference: Conference, wanted: Sequence[int], by: User | None, at: dt.datetime
) -> list[list[User]]:
    """For each paper so many made-up reviewers: those who have read least, until all carry the usual load."""
    pool = _made_up(conference)
    loads = Counter({user.email: user.assignments.count() for user in pool})
    users = {user.email: user for user in pool}
    reviews = sum(wanted) + sum(loads.values())
    missing = max(*wanted, math.ceil(reviews / LOAD)) - len(pool)
    for user in _make_up(conference, len(pool), missing, by, at):
        users[user.email] = user
        loads[user.email] = 0
    chosen: list[list[User]] = []
    for number in wanted:
        least = sorted(loads, key=lambda email: (loads[email], email))[:number]
        loads.update(least)
        chosen.append([users[email] for email in least])
    return chosen


def _domain(conference: Conference) -> str:
    """Mail cannot go there (RFC 2606), so nobody can ever verify such an address."""
    return f"{conference.slug}.invalid".lower()


def _made_up(conference: Conference) -> list[User]:
    members = User.objects.filter(memberships__conference=conference, memberships__role=Role.REVIEWER)
    return list(members.filter(email__endswith=f"@{_domain(conference)}").order_by("email"))


def _make_up(conference: Conference, have: int, number: int, by: User | None, at: dt.datetime) -> list[User]:
    """Accounts that nobody can sign in with: no usable password, not active, no name, no real address."""
    users = User.objects.bulk_create(
        [
            User(
                email=f"imported-reviewer-{place:04d}@{_domain(conference)}",
                password=make_password(None),
                is_active=False,
                date_joined=at,
            )
            for place in range(have + 1, have + max(number, 0) + 1)
        ]
    )
    Membership.objects.bulk_create(
        Membership(conference=conference, user=user, role=Role.REVIEWER, since=at) for user in users
    )
    Reviewer.objects.bulk_create(
        Reviewer(conference=conference, user=user, load_max=LOAD, joined_at=at) for user in users
    )
    if users:
        words = counted(len(users), "made-up reviewer")
        record(action="member.import", by=by, at=at, conference=conference, summary=words)
    return users


def _own_words(classes: Sequence[DecisionClass]) -> dict[str, Says]:
    """What the conference's decisions say, by their names and by how their papers are presented."""
    return {
        plain(name): Says.WAIT if one.waits else Says.ACCEPT if one.accepts else Says.REJECT
        for one in classes
        for name in (one.presentation, one.name)
        if name
    }


def _write_decisions(
    outcomes: _Outcomes, decided: Sequence[Imported], by: User | None, at: dt.datetime
) -> list[Decision]:
    decisions = Decision.objects.bulk_create(
        [
            Decision(
                submission=row,
                outcome=outcomes.class_of(paper.outcome),
                note=paper.note,
                decided_at=at,
                decided_by=by,
            )
            for row, paper in decided
        ],
        batch_size=500,
    )
    record_all(
        [
            paper_line("decision.import", decision.submission, by=by, at=at, summary=decision.outcome.name)
            for decision in decisions
        ]
    )
    return decisions


def _taken_as(decided: Sequence[Imported], decisions: Sequence[Decision]) -> dict[str, str]:
    named = {paper.outcome.word: one.outcome.name for (_, paper), one in zip(decided, decisions, strict=True)}
    return {word: name for word, name in named.items() if plain(word) != plain(name)}


class _Outcomes:
    """The kinds of decision of a conference; those that it lacks are added when they are asked for."""

    def __init__(
        self, conference: Conference, classes: Sequence[DecisionClass], by: User | None, at: dt.datetime
    ) -> None:
        self._conference, self._by, self._at = conference, by, at
        self._classes = list(classes)

    def class_of(self, outcome: Outcome) -> DecisionClass:
        """The decision that says it: of this name, or else of this kind.

        Raises BadImport if that name says the opposite here.
        """
        if outcome.says is Says.WAIT:
            return next((one for one in self._classes if one.waits), None) or self._add_waiting_list()
        accepts = outcome.says is Says.ACCEPT
        names = (plain(outcome.word), plain(_name_of(outcome)))
        named = [one for name in names for one in self._classes if plain(one.name) == name]
        if any(one.waits or one.accepts is not accepts for one in named):
            raise BadImport([_opposite(outcome)])
        alike = [one for one in self._classes if one.accepts is accepts and self._is_alike(one, outcome)]
        return next(iter([*named, *alike]), None) or self._add(outcome)

    def _is_alike(self, one: DecisionClass, outcome: Outcome) -> bool:
        """Whether it presents papers so; a rejection in other known words is a rejection."""
        if outcome.says is Says.ACCEPT:
            return plain(one.presentation) == plain(outcome.presentation)
        return not outcome.is_listed and not one.waits

    def _add(self, outcome: Outcome) -> DecisionClass:
        accepts, kind = outcome.says is Says.ACCEPT, outcome.presentation
        letter = next(values for values in DEFAULT_CLASSES if values["accepts"] is accepts)
        shown = f", as {kind}" if kind else ""
        return self._create(
            name=_name_of(outcome),
            accepts=accepts,
            presentation=kind,
            mail_subject="{conference}: paper {number} is accepted" if accepts else letter["mail_subject"],
            mail_body=letter["mail_body"].replace(", to be presented as a talk", shown),
        )

    def _add_waiting_list(self) -> DecisionClass:
        """Raises BadImport if something else is called so here."""
        if any(one.name == WAITING_LIST["name"] for one in self._classes):
            raise BadImport([f"The decision “{WAITING_LIST['name']}” puts no paper on a waiting list here."])
        return self._create(accepts=False, **WAITING_LIST)

    def _create(self, **values: Any) -> DecisionClass:
        place = self._conference.decision_classes.count()
        added = DecisionClass.objects.create(conference=self._conference, position=place, **values)
        record(
            action="decision_class.save",
            by=self._by,
            at=self._at,
            conference=self._conference,
            summary=added.name,
        )
        self._classes.append(added)
        return added


def _opposite(outcome: Outcome) -> str:
    here, there = ("rejects", "accepts") if outcome.says is Says.ACCEPT else ("accepts", "rejects")
    return (
        f"The decision “{outcome.word}” {there} papers in this file, but {here} them in this conference. "
        "Change the conference’s decision, then import."
    )


def _name_of(outcome: Outcome) -> str:
    """The name of a decision that is added: the file's own, or the usual one of a word that is known."""
    if outcome.is_listed:
        return outcome.word
    if outcome.says is Says.REJECT:
        return "Reject"
    return f"Accept as {outcome.presentation.lower()}" if outcome.presentation else "Accept"


def _release(decisions: Sequence[Decision], by: User | None, at: dt.datetime) -> None:
    record_outcomes(outcomes=[outcome_of(decision) for decision in decisions], by=by, at=at)
    rows = Decision.objects.filter(pk__in=[decision.pk for decision in decisions])
    transition_all(rows, DecisionState.RELEASED, released_at=at, released_by=by)
