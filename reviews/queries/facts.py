"""What the engine is asked: the papers, people, tasks and conflicts in force, as one chair may know them."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from effgenai.conferences.states import Role
from effgenai.conferences.viewer import Viewer
from reviews.matching import Affinity, Problem, from_dense
from reviews.models import Assignment
from reviews.queries.members import Member, members_with_role
from reviews.rules.assignment import ON_THE_DESK, UNDER_REVIEW
from reviews.states import AssignmentState
from submissions.models import Authorship, Conflict, Submission

Pair = tuple[int, int]


@dataclasses.dataclass(frozen=True, slots=True)
class Facts:
    """What is in force for one chair: a proposal is made from it, and applied only while it still holds.

    `elsewhere` counts each reviewer's tasks on papers the chair does not work on. It limits what is proposed
    and is shown to nobody.
    """

    papers: list[Submission]
    members: list[Member]
    standing: set[Pair]
    barred: set[Pair]
    elsewhere: Counter[int]
    wanted: int

    @property
    def size(self) -> int:
        """How many pairs there are."""
        return len(self.papers) * len(self.members)

    @property
    def fingerprint(self) -> str:
        """One word for all of it, so that a change in between is noticed."""
        state: list[Any] = [
            [paper.pk for paper in self.papers],
            [[member.user_id, member.load_max] for member in self.members],
            sorted(self.standing),
            sorted(self.barred),
            self.wanted,
        ]
        return hashlib.sha256(json.dumps(state).encode()).hexdigest()


def facts_for(viewer: Viewer) -> Facts:
    """What is in force, over the papers under review that this chair is not in conflict with."""
    own = Submission.objects.handled_by(viewer).filter(state__in=UNDER_REVIEW)
    papers = list(own.order_by("number").prefetch_related("topics"))
    numbers = {paper.pk for paper in papers}
    members = members_with_role(viewer, Role.REVIEWER)
    tasks = list(
        Assignment.objects.filter(submission__conference=viewer.conference, submission__state__in=ON_THE_DESK)
        .order_by("pk")
        .values_list("submission", "reviewer", "role", "state")
    )
    standing = {(paper, who) for paper, who, role, state in tasks if _reads(role, state) and paper in numbers}
    others = [who for paper, who, role, state in tasks if _reads(role, state) and paper not in numbers]
    used = {(paper, who) for paper, who, _, _ in tasks if paper in numbers} - standing
    return Facts(
        papers=papers,
        members=members,
        standing=standing,
        barred=used | _conflicts(papers, members),
        elsewhere=Counter(others),
        wanted=viewer.conference.reviews_per_paper,
    )


def _reads(role: str, state: str) -> bool:
    return role == Role.REVIEWER and state != AssignmentState.DECLINED


def _conflicts(papers: Sequence[Submission], members: Sequence[Member]) -> set[Pair]:
    users = [member.user_id for member in members]
    about = {"submission__in": [paper.pk for paper in papers], "user__in": users}
    bound = Conflict.objects.binding().filter(**about).values_list("submission", "user")
    wrote = Authorship.objects.filter(**about).order_by().values_list("submission", "user")
    return {(paper, user) for paper, user in [*bound, *wrote] if user is not None}


def problem_of(facts: Facts, affinity: Affinity) -> Problem:
    """The question to the engine: tasks in force are kept, and nobody gets more than they have room for."""
    row = {paper.pk: number for number, paper in enumerate(facts.papers)}
    column = {member.user_id: number for number, member in enumerate(facts.members)}
    kept = [(row[paper], column[who]) for paper, who in sorted(facts.standing) if who in column]
    gone = Counter(row[paper] for paper, who in facts.standing if who not in column)
    has, of_paper = Counter(who for _, who in kept), Counter(paper for paper, _ in kept)
    allowed = np.ones((len(facts.papers), len(facts.members)), dtype=bool)
    for paper, who in facts.barred - facts.standing:
        if who in column:
            allowed[row[paper], column[who]] = False
    return from_dense(
        affinity.dense(),
        demand=[max(facts.wanted - gone[n], of_paper[n], 0) for n in range(len(facts.papers))],
        load_max=[
            max(member.load_max - facts.elsewhere[member.user_id], has[n], 0)
            for n, member in enumerate(facts.members)
        ],
        allowed=allowed,
        required=kept,
        paper_names=tuple(str(paper.number) for paper in facts.papers),
        reviewer_names=tuple(str(member.user) for member in facts.members),
    )
