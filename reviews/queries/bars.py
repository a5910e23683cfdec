"""What keeps people from papers, read at once for many pairs, in words a chair may read."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from effgenai.accounts.models import User
from reviews.models import Assignment, AssignmentRun, PairRule
from reviews.queries.facts import Pair
from reviews.rules.assignment import existing_words
from reviews.states import AssignmentState, PairRuleKind
from submissions.models import Authorship, Conflict, Submission
from submissions.rules import conflict_words
from submissions.states import ConflictSource


@dataclasses.dataclass(slots=True)
class Bars:
    """Conflicts, earlier tasks and chairs' words on pairs of papers and people."""

    conflicts: dict[Pair, Conflict]
    earlier: dict[Pair, Assignment]
    forbidden: set[Pair]
    required: set[Pair]
    role: str
    with_authors: bool

    def why_not(self, submission: Submission, person: User, *, may_hold: bool = False) -> str:
        """Why this person may not have this paper; empty if nothing bars them.

        With `may_hold` a task in force is no bar: a draft may name whoever has the paper.
        """
        pair, number = (submission.pk, person.pk), submission.number
        if conflict := self.conflicts.get(pair):
            words = conflict_words(conflict, with_authors=self.with_authors)
            return f"{person} is in conflict with paper {number}: {words}."
        if (earlier := self.earlier.get(pair)) and not (may_hold and self._stands(earlier)):
            words = existing_words(earlier).replace("this paper", f"paper {number}")
            return f"{person} {words}."
        if pair in self.forbidden:
            return f"A chair has said that {person} never gets paper {number}."
        return ""

    def _stands(self, task: Assignment) -> bool:
        return task.role == self.role and task.state != AssignmentState.DECLINED


def bars_on(run: AssignmentRun, papers: Iterable[int], people: Iterable[int]) -> Bars:
    """What keeps these people from these papers in the role of a draft."""
    papers, people = set(papers), set(people)
    about = {"submission__in": papers, "user__in": people}
    rules = PairRule.objects.filter(**about, role=run.role)
    tasks = Assignment.objects.filter(submission__in=papers, reviewer__in=people)
    found = {(row.submission_id, row.user_id): row for row in Conflict.objects.binding().filter(**about)}
    for paper, user in Authorship.objects.filter(**about).order_by().values_list("submission", "user"):
        if user is not None:
            wrote = Conflict(submission_id=paper, user_id=user, source=ConflictSource.AUTHOR)
            found[paper, user] = wrote
    return Bars(
        conflicts=found,
        earlier={(task.submission_id, task.reviewer_id): task for task in tasks},
        forbidden=_of_kind(rules, PairRuleKind.FORBIDDEN),
        required=_of_kind(rules, PairRuleKind.REQUIRED),
        role=run.role,
        with_authors=not run.conference.hide_authors_from_chairs,
    )


def _of_kind(rules: Iterable[PairRule], kind: PairRuleKind) -> set[Pair]:
    return {(rule.submission_id, rule.user_id) for rule in rules if rule.kind == kind}
