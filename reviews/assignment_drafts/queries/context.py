"""What a draft stands on now: everybody's fit with every paper, who is locked, who has room."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property

import numpy as np

from effgenai.accounts.models import User
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from reviews.assignment.models import Assignment
from reviews.assignment_drafts.models import AssignmentDraft, ProposedPair
from reviews.assignment_drafts.queries.facts import Facts, Pair, choices_of, facts_for
from reviews.assignment_drafts.queries.recent_fit import recent_affinity
from reviews.bidding.fit import Fit, fit_at, with_bids
from reviews.expertise.queries import Member
from reviews.matching import Affinity, MatchingError, Problem, from_dense, rerun
from submissions.core.models import Submission
from submissions.core.states import ON_THE_DESK


@dataclasses.dataclass(eq=False)
class DraftContext:
    """A draft with the facts in force. Pairs are ids of paper and person."""

    draft: AssignmentDraft
    facts: Facts
    affinity: Affinity
    pairs: list[ProposedPair]
    elsewhere: Counter[int]

    @cached_property
    def row(self) -> dict[int, int]:
        """The row of each paper."""
        return {paper.pk: number for number, paper in enumerate(self.facts.papers)}

    @cached_property
    def column(self) -> dict[int, int]:
        """The column of each person."""
        return {member.user_id: number for number, member in enumerate(self.facts.members)}

    @cached_property
    def of_paper(self) -> dict[int, list[ProposedPair]]:
        """The pairs of each paper, the best fit first."""
        found: dict[int, list[ProposedPair]] = defaultdict(list)
        for pair in sorted(self.pairs, key=lambda pair: (-pair.score, pair.pk)):
            found[pair.submission_id].append(pair)
        return found

    @cached_property
    def named(self) -> set[Pair]:
        """The pairs of the draft."""
        return {(pair.submission_id, pair.user_id) for pair in self.pairs}

    @cached_property
    def loads(self) -> Counter[int]:
        """How many papers each person would have, as far as this chair may know."""
        return Counter(pair.user_id for pair in self.pairs) + self.elsewhere

    @cached_property
    def locked(self) -> set[Pair]:
        """The pairs that stay whatever is done by hand: a review is begun, or a chair requires them."""
        return self.named & (self.facts.begun | self.facts.required)

    @cached_property
    def _missing(self) -> dict[int, int]:
        return dict(self.draft.papers.values_list("submission", "missing"))

    def missing(self, paper: int) -> int:
        """How many places of the paper stay empty in the draft."""
        return self._missing.get(paper, 0)

    def fit(self, paper: int, person: int) -> Fit:
        """How well they fit now."""
        return fit_at(self.affinity, self.row[paper], self.column[person])

    def knows(self, paper: int, person: int) -> bool:
        """Whether both are there: a paper under review, and somebody on the committee."""
        return paper in self.row and person in self.column

    @cached_property
    def as_it_is(self) -> Problem:
        """The question whose answer is the draft."""
        return self.problem()

    def problem(self, require: Pair | None = None, *, fill: bool = False) -> Problem:
        """The question whose answer in force is the draft: as many places, and what is locked stays.

        With `fill` the required pair takes a place that is empty in the draft.
        """
        held = [pair for pair in sorted(self.named) if self.knows(*pair)]
        has, of_paper = Counter(who for _, who in held), Counter(paper for paper, _ in held)
        if require is not None and fill:
            of_paper[require[0]] += 1
        fixed = {pair for pair in held if pair in self.locked} | ({require} if require else set())
        allowed = np.ones((len(self.row), len(self.column)), dtype=bool)
        for paper, who in (self.facts.barred | self.facts.forbidden) - self.named - fixed:
            if who in self.column:
                allowed[self.row[paper], self.column[who]] = False
        return from_dense(
            self.affinity.dense(),
            demand=[of_paper[paper] for paper in self.row],
            load_max=[
                max(member.load_max - self.facts.elsewhere[member.user_id], has[member.user_id])
                for member in self.facts.members
            ],
            allowed=allowed,
            required=[self.place(pair) for pair in sorted(fixed)],
        )

    def place(self, pair: Pair) -> tuple[int, int]:
        """Row and column of a pair."""
        return self.row[pair[0]], self.column[pair[1]]


def draft_context(viewer: Viewer, draft: AssignmentDraft) -> DraftContext:
    """The facts behind one draft, for a chair who may see it."""
    facts, choices = facts_for(viewer, Role(draft.role)), choices_of(draft)
    pairs = _with_rows(list(draft.pairs.order_by("pk")), facts)
    covered = draft.covered()
    return DraftContext(
        draft=draft,
        facts=facts,
        affinity=with_bids(recent_affinity(facts, choices), facts.papers, facts.members, choices.bids),
        pairs=pairs,
        elsewhere=_beside(viewer, draft, covered),
    )


def _with_rows(pairs: list[ProposedPair], facts: Facts) -> list[ProposedPair]:
    """The pairs with paper and person, most of which the facts hold already."""
    papers = {paper.pk: paper for paper in facts.papers}
    people = {member.user_id: member.user for member in facts.members}
    papers |= Submission.objects.in_bulk({pair.submission_id for pair in pairs} - papers.keys())
    people |= User.objects.in_bulk({pair.user_id for pair in pairs} - people.keys())
    for pair in pairs:
        pair.submission, pair.user = papers[pair.submission_id], people[pair.user_id]
    return pairs


def _beside(viewer: Viewer, draft: AssignmentDraft, covered: Iterable[int]) -> Counter[int]:
    """Tasks on papers that the draft does not cover, among those that this chair may know of."""
    known = Submission.objects.handled_by(viewer).filter(state__in=ON_THE_DESK).exclude(pk__in=list(covered))
    assignments = Assignment.objects.active().filter(role=draft.role, submission__in=known.values("pk"))
    return Counter(assignments.order_by("pk").values_list("reviewer", flat=True))


@dataclasses.dataclass(frozen=True, slots=True)
class MovedPair:
    """A pair that goes or comes."""

    submission: Submission
    user: User
    fit: Fit

    @property
    def ids(self) -> Pair:
        """The ids of paper and person."""
        return self.submission.pk, self.user.pk


@dataclasses.dataclass(frozen=True, slots=True)
class DraftMove:
    """The fewest changes that put somebody on a paper, the best of them, and what the total loses."""

    out: list[MovedPair]
    put: list[MovedPair]

    @property
    def loss(self) -> float:
        """What the total loses; negative if it gains."""
        return sum(one.fit.score for one in self.out) - sum(one.fit.score for one in self.put)

    @property
    def fingerprint(self) -> str:
        """One word for all of it."""
        state = [sorted(one.ids for one in self.out), sorted(one.ids for one in self.put)]
        return hashlib.sha256(json.dumps(state).encode()).hexdigest()


def move_for(context: DraftContext, paper: Submission, member: Member) -> DraftMove | None:
    """What would have to move to put this person on the paper, exactly; None if nothing can.

    An empty place is filled if that can be done, else somebody leaves.
    """
    held = [context.place(pair) for pair in sorted(context.named) if context.knows(*pair)]
    pair = (paper.pk, member.user_id)
    for fill in (True, False) if context.missing(paper.pk) else (False,):
        try:
            found = rerun(context.problem(pair, fill=fill), held)
        except MatchingError:
            continue
        return DraftMove(
            out=[_moved(context, *place) for place in found.removed],
            put=[_moved(context, *place) for place in found.added],
        )
    return None


def _moved(context: DraftContext, row: int, column: int) -> MovedPair:
    paper, member = context.facts.papers[row], context.facts.members[column]
    return MovedPair(paper, member.user, fit_at(context.affinity, row, column))
