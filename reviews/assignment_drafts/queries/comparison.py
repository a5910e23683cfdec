"""Two drafts side by side, or a draft beside what is in force."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.ui.tables import Column
from reviews.assignment.models import Assignment
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.assignment_drafts.queries.context import draft_context
from reviews.assignment_drafts.queries.drafts import distribution_of
from reviews.assignment_drafts.queries.facts import choices_of
from reviews.assignment_drafts.rules.choices import AIM_SENTENCES, Choices
from reviews.assignment_drafts.rules.proof import below_best
from reviews.assignment_drafts.states import Standing
from reviews.bidding.fit import fit_words, signed
from reviews.expertise.queries import members_with_role
from submissions.core.models import Submission
from submissions.core.states import UNDER_REVIEW

WORST = 6
NOW_IN_FORCE = "In force now"

FIGURE_COLUMNS = (
    Column("Measure"),
    Column("A", look="num"),
    Column("B", look="num"),
)
CHOICE_COLUMNS = (
    Column("Choice"),
    Column("A"),
    Column("B"),
)
LOAD_COLUMNS = (
    Column("Papers", look="num"),
    Column("People in A", look="num"),
    Column("People in B", look="num"),
)
DIFFERENCE_COLUMNS = (
    Column("No.", look="num"),
    Column("Paper"),
    Column("Only in A"),
    Column("Only in B"),
    Column("B − A", look="num", phone=False),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Named:
    """Somebody on a paper, and how well they fit."""

    user_id: int
    name: str
    score: float


@dataclasses.dataclass(frozen=True, eq=False)
class DraftSide:
    """One of the two: a draft, or what is in force, over the papers compared."""

    name: str
    draft: AssignmentDraft | None
    papers: Mapping[int, list[Named]]
    loads: Counter[int]

    @property
    def scores(self) -> list[float]:
        """The fits of all pairs."""
        return [one.score for named in self.papers.values() for one in named]

    @property
    def total(self) -> float:
        """The sum of all fits."""
        return sum(self.scores)

    @property
    def mean(self) -> float:
        """The mean fit of a pair."""
        return self.total / len(self.scores) if self.scores else 0.0

    @property
    def below(self) -> float | None:
        """How far it may be below the best, in per cent; None where nothing was proven."""
        return None if self.draft is None else below_best(self.draft)

    @property
    def greatest_load(self) -> int:
        """The most papers that somebody has."""
        return max(self.loads.values(), default=0)

    def sum_at(self, paper: int) -> float:
        """The sum of fits at one paper."""
        return sum(one.score for one in self.papers.get(paper, []))


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """A paper on which the two differ."""

    submission: Submission
    only_a: list[Named]
    only_b: list[Named]
    sum_a: float
    sum_b: float

    @property
    def change(self) -> str:
        """What b has more or less than a, with its sign."""
        return signed(self.sum_b - self.sum_a)


@dataclasses.dataclass(frozen=True, eq=False)
class Comparison:
    """The two, and all in which they differ."""

    a: DraftSide
    b: DraftSide
    papers: list[Submission]
    people: dict[int, str]

    @property
    def differences(self) -> list[Difference]:
        """The papers with other people, the greatest change of fit first."""
        found = [self._difference(paper) for paper in self.papers]
        listed = [one for one in found if one.only_a or one.only_b]
        return sorted(listed, key=lambda one: (-abs(one.sum_b - one.sum_a), one.submission.number))

    def _difference(self, paper: Submission) -> Difference:
        a, b = self.a.papers.get(paper.pk, []), self.b.papers.get(paper.pk, [])
        in_a, in_b = {one.user_id for one in a}, {one.user_id for one in b}
        return Difference(
            submission=paper,
            only_a=[one for one in a if one.user_id not in in_b],
            only_b=[one for one in b if one.user_id not in in_a],
            sum_a=self.a.sum_at(paper.pk),
            sum_b=self.b.sum_at(paper.pk),
        )

    @property
    def same_pairs(self) -> int:
        """How many pairs both have."""
        return sum(
            len({one.user_id for one in named} & {one.user_id for one in self.b.papers.get(paper, [])})
            for paper, named in self.a.papers.items()
        )

    def worst(self, side: DraftSide) -> list[tuple[Submission, float]]:
        """The papers that are served worst, with the sum of fits."""
        sums = [(paper, side.sum_at(paper.pk)) for paper in self.papers]
        return sorted(sums, key=lambda pair: (pair[1], pair[0].number))[:WORST]

    @property
    def distributions(self) -> list[list[tuple[str, int, int]]]:
        """How many pairs fit how well, in a and in b, in the same steps."""
        a, b = self.a.scores, self.b.scores
        return [distribution_of(a, b), distribution_of(b, a)]

    @property
    def load_steps(self) -> list[tuple[int, int, int]]:
        """How many people have so many papers, in a and in b."""
        a, b = (Counter(side.loads[who] for who in self.people) for side in (self.a, self.b))
        return [(number, a[number], b[number]) for number in range(max([*a, *b], default=0) + 1)]

    @property
    def settings(self) -> list[tuple[str, str, str]]:
        """What was asked for differently, in words."""
        if self.a.draft is None or self.b.draft is None:
            return []
        pairs = zip(
            choice_words(choices_of(self.a.draft)), choice_words(choices_of(self.b.draft)), strict=True
        )
        return [(name, a, b) for (name, a), (_, b) in pairs if a != b]

    @property
    def is_weighed_alike(self) -> bool:
        """Whether fit means the same in both, so that totals may be compared."""
        names = ("Weight of past papers", "Weight of topics", "Weight of bids")
        return not any(name in names for name, _, _ in self.settings)


def choice_words(choices: Choices) -> list[tuple[str, str]]:
    """What a draft was asked for, in words."""
    limit = choices.probability_limit
    return [
        ("Aim", AIM_SENTENCES[choices.objective]),
        ("What is assigned already", Standing(choices.standing).label),
        (
            "The worst paper at least",
            "as good as possible" if choices.target is None else fit_words(choices.target),
        ),
        ("Balanced loads", _yes(choices.balanced)),
        ("Papers kept free for emergencies", str(choices.reserve)),
        ("Weight of past papers", f"{choices.text} %"),
        ("Weight of topics", f"{choices.topics} %"),
        ("Weight of bids", f"{choices.bids} %"),
        ("Greatest chance of any pair", f"{limit:.0%}".replace("%", " %") if limit else "no limit"),
        ("A senior person on each paper", _yes(choices.senior)),
        ("One of an institution at most", _yes(choices.one_per_institution)),
        ("Somebody who knows a topic", _yes(choices.topic)),
        ("Somebody whose bid says yes", _yes(choices.liked)),
        ("No two on each other’s papers", _yes(choices.no_mutual)),
    ]


def _least(target: float | None) -> str:
    return "as good as possible" if target is None else fit_words(target)


def _yes(is_so: bool) -> str:  # noqa: FBT001  a word for a fact
    return "yes" if is_so else "no"


def compare(viewer: Viewer, a: AssignmentDraft, b: AssignmentDraft | None) -> Comparison:
    """Both, over the papers that either covers; without `b`, beside what is in force on the papers of `a`."""
    covered = a.covered() | (b.covered() if b else set())
    papers = list(
        Submission.objects.filter(pk__in=covered)
        .only("number", "title", "state", "conference_id")
        .order_by("number")
    )
    sides = [_side(a), _side(b) if b else _in_force(viewer, a, covered)]
    people = {one.user_id: str(one.user) for one in members_with_role(viewer, Role(a.role))}
    people |= {one.user_id: one.name for side in sides for named in side.papers.values() for one in named}
    return Comparison(a=sides[0], b=sides[1], papers=papers, people=people)


def _side(draft: AssignmentDraft) -> DraftSide:
    papers: dict[int, list[Named]] = defaultdict(list)
    for pair in draft.pairs.select_related("user").order_by("-score", "pk"):
        papers[pair.submission_id].append(Named(pair.user_id, str(pair.user), pair.score))
    return _made(str(draft), draft, papers)


def _made(name: str, draft: AssignmentDraft | None, papers: Mapping[int, Sequence[Named]]) -> DraftSide:
    loads = Counter(one.user_id for named in papers.values() for one in named)
    return DraftSide(
        name=name, draft=draft, papers={pk: list(named) for pk, named in papers.items()}, loads=loads
    )


def _in_force(viewer: Viewer, draft: AssignmentDraft, covered: set[int]) -> DraftSide:
    """The tasks in force; those given by hand have no fit yet, and are measured as the draft measures."""
    assignments = Assignment.objects.active().filter(
        submission__in=covered, submission__state__in=UNDER_REVIEW, role=draft.role
    )
    rows = list(assignments.select_related("reviewer").order_by("pk"))
    context = draft_context(viewer, draft) if any(assignment.score is None for assignment in rows) else None
    papers: dict[int, list[Named]] = defaultdict(list)
    for assignment in rows:
        score = assignment.score
        if score is None:
            known = context is not None and context.knows(assignment.submission_id, assignment.reviewer_id)
            score = (
                context.fit(assignment.submission_id, assignment.reviewer_id).score
                if context and known
                else 0.0
            )
        papers[assignment.submission_id].append(
            Named(assignment.reviewer_id, str(assignment.reviewer), score)
        )
    return _made(NOW_IN_FORCE, None, papers)
