"""What keeps people from papers, read at once for many pairs, in words a chair may read."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable

from effgenai.accounts.models import User
from reviews.assignment.models import Assignment
from reviews.assignment.rules import OF_THEIR_OWN, existing_words
from reviews.assignment.states import AssignmentState
from reviews.assignment_drafts.models import AssignmentDraft, PairRule
from reviews.assignment_drafts.queries.facts import Pair
from reviews.assignment_drafts.states import PairRuleKind
from submissions.conflicts.models import Conflict
from submissions.conflicts.rules import conflict_words, conflicts_among
from submissions.conflicts.states import ConflictStanding
from submissions.core.models import Submission


@dataclasses.dataclass(slots=True)
class Exclusions:
    """Conflicts, earlier tasks and chairs' words on pairs of papers and people, for a chair who reads them.

    Potential conflicts count as well, but not against who has the paper. Of their own the reader is told
    nothing.
    """

    conflicts: dict[Pair, Conflict]
    earlier: dict[Pair, Assignment]
    forbidden: set[Pair]
    required: set[Pair]
    role: str
    with_authors: bool
    reader: User | None = None

    def why_not(self, submission: Submission, person: User, *, may_have: bool = False) -> str:
        """The reason why this person may not have this paper; "" if they may.

        With `may_have` a task in force is in nobody's way: a draft may name whoever has the paper.
        """
        pair, number = (submission.pk, person.pk), submission.number
        earlier = self.earlier.get(pair)
        holds = may_have and earlier is not None and self._stands(earlier)
        conflict = self.conflicts.get(pair)
        if conflict and (conflict.standing == ConflictStanding.CONFIRMED or not holds):
            return self._words(conflict, person, number)
        if earlier and not holds:
            words = existing_words(earlier).replace("this paper", f"paper {number}")
            return f"{person} {words}."
        if pair in self.forbidden:
            return f"A chair has said that {person} never gets paper {number}."
        return ""

    def _words(self, conflict: Conflict, person: User, number: int) -> str:
        if conflict.standing == ConflictStanding.POTENTIAL and person == self.reader:
            return f"{person} {OF_THEIR_OWN} {number}."
        words = conflict_words(conflict, with_authors=self.with_authors)
        return f"{person} is in conflict with paper {number}: {words}."

    def _stands(self, assignment: Assignment) -> bool:
        return assignment.role == self.role and assignment.state != AssignmentState.DECLINED


def exclusions_on(
    draft: AssignmentDraft,
    papers: Iterable[int],
    people: Iterable[int],
    *,
    reader: User | None,
    since: dt.datetime | None = None,
) -> Exclusions:
    """What keeps these people from these papers in the role of a draft, as this chair may read it.

    With `since` only of rules that were made after that.
    """
    papers, people = set(papers), set(people)
    about = {"submission__in": papers, "user__in": people}
    rules = PairRule.objects.filter(**about, role=draft.role)
    if since is not None:
        rules = rules.filter(made_at__gt=since)
    assignments = Assignment.objects.filter(submission__in=papers, reviewer__in=people)
    return Exclusions(
        conflicts=conflicts_among(papers, people),
        earlier={
            (assignment.submission_id, assignment.reviewer_id): assignment for assignment in assignments
        },
        forbidden=_of_kind(rules, PairRuleKind.FORBIDDEN),
        required=_of_kind(rules, PairRuleKind.REQUIRED),
        role=draft.role,
        with_authors=not draft.conference.hide_authors_from_chairs,
        reader=reader,
    )


def _of_kind(rules: Iterable[PairRule], kind: PairRuleKind) -> set[Pair]:
    return {(rule.submission_id, rule.user_id) for rule in rules if rule.kind == kind}
