"""What the engine is asked: the papers, people, tasks and conflicts in force, as one chair may know them."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from effgenai.accounts.models import User
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.ui import dates
from reviews.assignment.models import Assignment
from reviews.assignment.rules import AREA_CHAIRS_A_PAPER, Writing
from reviews.assignment.states import AssignmentState
from reviews.assignment_drafts.models import AssignmentDraft, PairRule
from reviews.assignment_drafts.rules.choices import CHOICE_NAMES, Choices
from reviews.assignment_drafts.states import PairRuleKind, Standing
from reviews.expertise.queries import Member, members_with_role
from reviews.matching import Affinity, Problem, from_dense
from submissions.conflicts.rules import conflicts_among
from submissions.conflicts.states import ConflictStanding
from submissions.core.models import Submission
from submissions.core.states import ON_THE_DESK, UNDER_REVIEW


def choices_of(draft: AssignmentDraft) -> Choices:
    """What was chosen for a draft."""
    return Choices(**{name: getattr(draft, name) for name in CHOICE_NAMES})


Pair = tuple[int, int]


@dataclasses.dataclass(frozen=True, slots=True)
class Facts:
    """What is in force for one chair and one role: a draft is made from it.

    Pairs are ids of paper and person. `elsewhere` counts each person's tasks on papers the chair does not
    work on. It limits what is proposed and is shown to nobody; `is_partial` says that there are papers kept
    from them, so that no sentence may tell of loads. `begun` are tasks of which something is
    written; `required` and `forbidden` is what chairs said of pairs; `away` are those who get nothing new,
    being away until reviews are due: they are members here only if they have tasks.
    """

    papers: list[Submission]
    members: list[Member]
    standing: set[Pair]
    barred: set[Pair]
    elsewhere: Counter[int]
    wanted: int
    role: Role = Role.REVIEWER
    begun: frozenset[Pair] = frozenset()
    required: frozenset[Pair] = frozenset()
    forbidden: frozenset[Pair] = frozenset()
    away: tuple[Member, ...] = ()
    is_partial: bool = True
    reader: User | None = None

    def staying(self, choices: Choices) -> set[Pair]:
        """The pairs that the draft must hold: tasks that stay, and what chairs require and nothing bars.

        Tasks of people who have left the committee stay with them: no draft can name them.
        """
        there = self._people
        assignments = {
            (paper, who)
            for paper, who in self.standing
            if choices.standing == Standing.ALL_STAYS or (paper, who) in self.begun or who not in there
        }
        return assignments | (self.required - self.unkept)

    @property
    def unkept(self) -> set[Pair]:
        """Required pairs that cannot be: in conflict, declined, or of somebody who is not to be had."""
        there = self._people - {member.user_id for member in self.away}
        lost = {(paper, who) for paper, who in self.required if who not in there}
        return (lost | (self.required & self.barred)) - self.standing

    @property
    def _people(self) -> set[int]:
        return {member.user_id for member in self.members}


def facts_for(viewer: Viewer, role: Role = Role.REVIEWER) -> Facts:
    """What is in force, over the papers under review that this chair is not in conflict with."""
    own = Submission.objects.handled_by(viewer).filter(state__in=UNDER_REVIEW)
    papers = list(own.order_by("number").prefetch_related("topics"))
    numbers = {paper.pk for paper in papers}
    people = members_with_role(viewer, role)
    away = _away(viewer, people)
    assignments = list(
        Assignment.objects.filter(submission__conference=viewer.conference, submission__state__in=ON_THE_DESK)
        .order_by("pk")
        .values_list("submission", "reviewer", "role", "state")
    )
    standing = {
        (paper, who)
        for paper, who, *assignment in assignments
        if _is_of(role, *assignment) and paper in numbers
    }
    others = [
        who for paper, who, *assignment in assignments if _is_of(role, *assignment) and paper not in numbers
    ]
    used = {(paper, who) for paper, who, _, _ in assignments if paper in numbers} - standing
    busy = {who for _, who in standing}
    members = [member for member in people if member not in away or member.user_id in busy]
    rules = _rules(numbers, role)
    return Facts(
        papers=papers,
        members=members,
        standing=standing,
        barred=used | _conflicts(papers, members, standing),
        elsewhere=Counter(others),
        wanted=viewer.conference.reviews_per_paper if role == Role.REVIEWER else AREA_CHAIRS_A_PAPER,
        role=role,
        begun=begun_pairs(numbers, role),
        required=rules[PairRuleKind.REQUIRED],
        forbidden=rules[PairRuleKind.FORBIDDEN],
        away=away,
        is_partial=_is_partial(viewer),
        reader=viewer.user,
    )


def _is_partial(viewer: Viewer) -> bool:
    """Whether papers are kept from this chair. That they have such tells nothing of who reads them."""
    all_of_them = Submission.objects.filter(conference=viewer.conference, state__in=ON_THE_DESK)
    return all_of_them.exclude(pk__in=Submission.objects.handled_by(viewer).values("pk")).exists()


def _is_of(role: Role, of: str, state: str) -> bool:
    return of == role and state != AssignmentState.DECLINED


def _away(viewer: Viewer, people: Iterable[Member]) -> tuple[Member, ...]:
    """Who cannot work on any day until reviews are due. Without a date everybody can."""
    due = viewer.conference.milestones.filter(kind=MilestoneKind.REVIEWS_DUE).first()
    if due is None:
        return ()
    today = viewer.at.astimezone(dates.zone(viewer.conference.time_zone)).date()
    last = due.instant.astimezone(dates.zone(due.zone)).date()
    return tuple(
        one
        for one in people
        if one.away_from and one.away_until and one.away_from <= today <= last <= one.away_until
    )


def _rules(papers: Iterable[int], role: Role) -> dict[str, frozenset[Pair]]:
    rows = PairRule.objects.filter(submission__in=list(papers), role=role)
    listed = list(rows.values_list("kind", "submission", "user"))
    return {
        kind: frozenset((paper, who) for of, paper, who in listed if of == kind)
        for kind in PairRuleKind.values
    }


def begun_pairs(papers: Iterable[int], role: Role) -> frozenset[Pair]:
    """The tasks of which something is written: nothing that was written is ever lost."""
    assignments = Assignment.objects.active().filter(submission__in=list(papers), role=role).order_by("pk")
    rows = assignments.values_list("submission", "reviewer", "state", "review__submitted_at", "review__draft")
    return frozenset((paper, who) for paper, who, *facts in rows if Writing.of(*facts).has_begun)


def _conflicts(papers: Sequence[Submission], members: Sequence[Member], standing: set[Pair]) -> set[Pair]:
    """Pairs that may not be. A conflict that waits for a chair takes no paper from who has it."""
    found = conflicts_among({paper.pk for paper in papers}, {member.user_id for member in members})
    return {
        pair
        for pair, conflict in found.items()
        if conflict.standing == ConflictStanding.CONFIRMED or pair not in standing
    }


def problem_of(facts: Facts, affinity: Affinity, choices: Choices | None = None) -> Problem:
    """The question to the engine.

    Nobody gets more than they have room for, but tasks that stay and pairs that chairs require are kept even
    so: both were decided by people.
    """
    row = {paper.pk: number for number, paper in enumerate(facts.papers)}
    column = {member.user_id: number for number, member in enumerate(facts.members)}
    stays = facts.staying(choices or Choices())
    remaining = [(row[paper], column[who]) for paper, who in sorted(stays) if who in column]
    gone = Counter(row[paper] for paper, who in stays if who not in column)
    has, of_paper = Counter(who for _, who in remaining), Counter(paper for paper, _ in remaining)
    allowed = np.ones((len(facts.papers), len(facts.members)), dtype=bool)
    for paper, who in (facts.barred | facts.forbidden) - stays:
        if who in column:
            allowed[row[paper], column[who]] = False
    reserve = (choices or Choices()).reserve
    most = [
        has[n] if member in facts.away else max(_room(facts, member, reserve), has[n], 0)
        for n, member in enumerate(facts.members)
    ]
    least = [max(member.load_min - facts.elsewhere[member.user_id], 0) for member in facts.members]
    return from_dense(
        affinity.dense(),
        demand=[max(facts.wanted - gone[n], of_paper[n], 0) for n in range(len(facts.papers))],
        load_max=most,
        load_min=np.minimum(least, most),
        allowed=allowed,
        required=remaining,
        paper_names=tuple(str(paper.number) for paper in facts.papers),
        reviewer_names=tuple(str(member.user) for member in facts.members),
    )


def _room(facts: Facts, member: Member, reserve: int) -> int:
    """How many papers they may have; who may be asked at short notice keeps a reserve for that."""
    reserved = reserve if member.takes_emergencies else 0
    return member.load_max - facts.elsewhere[member.user_id] - reserved


def in_force(facts: Facts) -> list[tuple[int, int]]:
    """The tasks in force by row and column, of those who can still have them."""
    row = {paper.pk: number for number, paper in enumerate(facts.papers)}
    column = {member.user_id: number for number, member in enumerate(facts.members)}
    return [(row[paper], column[who]) for paper, who in sorted(facts.standing) if who in column]
