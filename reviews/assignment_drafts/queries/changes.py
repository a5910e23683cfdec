"""What applying a draft would do now: its pairs against the tasks in force."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from effgenai.accounts.models import User
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.ui.tables import Column
from effgenai.ui.text.numbers import counted
from reviews.assignment.models import Assignment
from reviews.assignment_drafts.models import AssignmentDraft, ProposedPair
from reviews.assignment_drafts.queries.facts import Pair, begun_pairs
from reviews.assignment_drafts.queries.pairs.exclusions import exclusions_on
from reviews.expertise.queries import Member, members_with_role
from submissions.core.models import Submission
from submissions.core.states import ON_THE_DESK, UNDER_REVIEW

COLUMNS = (
    Column("No.", look="num"),
    Column("Paper"),
    Column("Who comes, who goes"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Blocked:
    """A pair of the draft that cannot become a task, and why."""

    pair: ProposedPair
    sentence: str


@dataclasses.dataclass(frozen=True, slots=True)
class Staying:
    """A task that the draft does not name and that stays even so, and why."""

    assignment: Assignment
    sentence: str


@dataclasses.dataclass(frozen=True, slots=True)
class PaperChange:
    """What becomes of one paper."""

    submission: Submission
    add: list[ProposedPair]
    off: list[Assignment]


@dataclasses.dataclass(frozen=True, slots=True)
class Changes:
    """What applying a draft adds, takes off, leaves, and cannot do."""

    draft: AssignmentDraft
    add: list[ProposedPair]
    off: list[Assignment]
    unchanged: list[Assignment]
    staying: list[Staying]
    blocked: list[Blocked]

    @property
    def papers(self) -> list[PaperChange]:
        """The papers whose people change, by number."""
        changed: list[ProposedPair | Assignment] = [*self.add, *self.off]
        papers = {one.submission_id: one.submission for one in changed}
        return [
            PaperChange(
                paper,
                [pair for pair in self.add if pair.submission_id == pk],
                [assignment for assignment in self.off if assignment.submission_id == pk],
            )
            for pk, paper in sorted(papers.items(), key=lambda item: item[1].number)
        ]

    @property
    def letters(self) -> dict[User, list[Assignment]]:
        """Who was told of a paper that they lose, and so gets a mail."""
        lost: dict[User, list[Assignment]] = defaultdict(list)
        for assignment in self.off:
            if assignment.notified_at:
                lost[assignment.reviewer].append(assignment)
        return lost

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.add or self.off)

    @property
    def fingerprint(self) -> str:
        """One word for all of it, so that what is done is what was shown."""
        state: list[Any] = [
            sorted((pair.submission_id, pair.user_id, pair.score) for pair in self.add),
            sorted((assignment.pk, bool(assignment.notified_at)) for assignment in self.off),
            sorted(assignment.pk for assignment in self.unchanged),
            sorted((one.assignment.pk, one.sentence) for one in self.staying),
            sorted((one.pair.submission_id, one.pair.user_id, one.sentence) for one in self.blocked),
        ]
        return hashlib.sha256(json.dumps(state).encode()).hexdigest()


def draft_changes(viewer: Viewer, draft: AssignmentDraft) -> Changes:
    """The difference between a draft and what is in force for its role, over its papers under review.

    A task of which something is written is never taken off, nor is that of somebody who is no longer to be
    had: the draft could not name them.
    """
    pairs = list(
        draft.pairs.select_related("submission__conference", "user").order_by("submission__number", "pk")
    )
    covered = draft.covered()
    assignments = _assignments(draft, covered)
    named = {(pair.submission_id, pair.user_id) for pair in pairs}
    held = {(assignment.submission_id, assignment.reviewer_id) for assignment in assignments}
    members = {member.user_id: member for member in members_with_role(viewer, Role(draft.role))}
    staying = _staying(
        draft, [assignment for assignment in assignments if _key(assignment) not in named], members
    )
    stays = {one.assignment.pk for one in staying}
    off = [
        assignment
        for assignment in assignments
        if _key(assignment) not in named and assignment.pk not in stays
    ]
    open_pairs = [pair for pair in pairs if (pair.submission_id, pair.user_id) not in held]
    add, blocked = _possible(viewer, draft, open_pairs, members, gone={assignment.pk for assignment in off})
    unchanged = [assignment for assignment in assignments if _key(assignment) in named]
    return Changes(draft=draft, add=add, off=off, unchanged=unchanged, staying=staying, blocked=blocked)


def _key(assignment: Assignment) -> Pair:
    return assignment.submission_id, assignment.reviewer_id


def _assignments(draft: AssignmentDraft, papers: Iterable[int]) -> list[Assignment]:
    assignments = Assignment.objects.active().filter(
        submission__in=list(papers), submission__state__in=UNDER_REVIEW, role=draft.role
    )
    return list(
        assignments.select_related("submission__conference", "reviewer").order_by("submission__number", "pk")
    )


def _staying(
    draft: AssignmentDraft, assignments: Sequence[Assignment], members: dict[int, Member]
) -> list[Staying]:
    begun = begun_pairs({assignment.submission_id for assignment in assignments}, Role(draft.role))
    listed = []
    for assignment in assignments:
        name, number = assignment.reviewer, assignment.submission.number
        if _key(assignment) in begun:
            listed.append(Staying(assignment, f"{name} has begun a review of paper {number}, and keeps it."))
        elif assignment.reviewer_id not in members:
            listed.append(
                Staying(
                    assignment,
                    f"{name} has left the committee, so no draft names them; paper {number} is theirs still.",
                )
            )
    return listed


def _possible(
    viewer: Viewer,
    draft: AssignmentDraft,
    pairs: Sequence[ProposedPair],
    members: dict[int, Member],
    *,
    gone: set[int],
) -> tuple[list[ProposedPair], list[Blocked]]:
    """The pairs that can become tasks, and the others; who is full gets what fits best."""
    people = [pair.user_id for pair in pairs]
    exclusions = exclusions_on(draft, [pair.submission_id for pair in pairs], people, reader=viewer.user)
    loads = _loads(viewer, draft, people, gone)
    add, blocked = [], []
    for pair in sorted(pairs, key=lambda pair: (-pair.score, pair.submission.number, pair.pk)):
        member = members.get(pair.user_id)
        why = _gone(pair, member) or exclusions.why_not(pair.submission, pair.user)
        asked_for = (pair.submission_id, pair.user_id) in exclusions.required
        if not why and member and loads[pair.user_id] >= member.load_max and not asked_for:
            why = (
                f"{pair.user} takes at most {counted(member.load_max, 'paper')}, and has no room for "
                f"paper {pair.submission.number}."
            )
        if why:
            blocked.append(Blocked(pair, why))
        else:
            loads[pair.user_id] += 1
            add.append(pair)
    number = {pair.pk: place for place, pair in enumerate(pairs)}
    blocked.sort(key=lambda one: number[one.pair.pk])
    return sorted(add, key=lambda pair: number[pair.pk]), blocked


def _gone(pair: ProposedPair, member: Member | None) -> str:
    paper = pair.submission
    if paper.state not in UNDER_REVIEW:
        return f"Paper {paper.number} is {paper.get_state_display().lower()} now; it gets nobody."
    return "" if member else f"{pair.user} is no longer on the committee in this role."


def _loads(viewer: Viewer, draft: AssignmentDraft, people: Sequence[int], gone: set[int]) -> Counter[int]:
    """The tasks that each of them keeps, as far as the viewer may know of them."""
    known = Submission.objects.handled_by(viewer).filter(state__in=ON_THE_DESK)
    assignments = Assignment.objects.active().filter(
        reviewer__in=people, role=draft.role, submission__in=known.values("pk")
    )
    return Counter(
        who for pk, who in assignments.order_by("pk").values_list("pk", "reviewer") if pk not in gone
    )
