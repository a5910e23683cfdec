"""Drafts of the assignment as chairs read them."""

from __future__ import annotations

import dataclasses
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.ui.navigation import Chip
from effgenai.ui.tables import Column
from effgenai.ui.text.numbers import named_number, with_numbers
from reviews.assignment_drafts.models import AssignmentDraft, CoveredPaper, ProposedPair
from reviews.assignment_drafts.queries.panel_rules import BrokenRule, broken_in, panel_facts, panels_of
from reviews.assignment_drafts.rules.proof import Proof, proof_of
from reviews.bidding.fit import part_words
from reviews.expertise.queries import members_with_role
from submissions.core.models import Submission

FILTERS = (("missing:yes", "Places empty"), ("new:yes", "New people"), ("hand:yes", "Changed by hand"))

BELOW = re.compile(r"fit<(\d{1,3}(?:\.\d{1,6})?)")

PAPER_COLUMNS = (
    Column("No.", order="number", look="num"),
    Column("Paper", order="title"),
    Column("Who, and why they fit"),
    Column("Fit", order="fit", look="num", phone=False),
)
CURVE_COLUMNS = (
    Column("Worst paper", look="num"),
    Column("Total fit", look="num"),
    Column("Below the highest", look="num"),
    Column("Action"),
)
LIMIT_COLUMNS = (
    Column("If"),
    Column("Gain", look="num"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class ProposedPaper:
    """A paper of a proposal with those it names, the best fit first."""

    submission: Submission
    pairs: list[ProposedPair]
    missing: int

    @property
    def readers(self) -> list[tuple[ProposedPair, str]]:
        """The pairs, each with what its fit is made of."""
        return [(pair, part_words(pair.parts)) for pair in self.pairs]

    @property
    def total(self) -> float:
        """The sum of fits of its reviewers."""
        return sum(pair.score for pair in self.pairs)

    @property
    def missing_words(self) -> str:
        """How many reviewers stay missing, in words."""
        return f"{self.missing} missing"


@dataclasses.dataclass(frozen=True, slots=True)
class CurvePoint:
    """An assignment by its worst paper and its total, and what that loses of the highest one, in per cent."""

    worst: float
    total: float
    loss: float

    @property
    def target(self) -> str:
        """The worst paper as a draft is asked for it: rounded down, so that it can be had."""
        return f"{math.floor(self.worst * 1e6) / 1e6:.6f}"


@dataclasses.dataclass(frozen=True, slots=True)
class DraftPage:
    """A proposal as the chair reads it before applying it. `papers` are those that the search left."""

    draft: AssignmentDraft
    papers: list[ProposedPaper]
    all_papers: list[ProposedPaper]
    distribution: list[tuple[str, int, int]]
    loads: list[tuple[str, int, int]]
    chips: list[Chip]
    has_rules: bool
    broken: list[BrokenRule]

    @property
    def pairs(self) -> list[ProposedPair]:
        """All pairs."""
        return [pair for paper in self.all_papers for pair in paper.pairs]

    @property
    def new(self) -> int:
        """How many pairs were not in force when it was made."""
        return sum(pair.is_new for pair in self.pairs)

    @property
    def by_hand(self) -> int:
        """How many pairs a chair put there."""
        return sum(pair.by_hand for pair in self.pairs)

    @property
    def empty(self) -> int:
        """How many places stay empty."""
        return sum(paper.missing for paper in self.all_papers)

    @property
    def worst(self) -> ProposedPaper | None:
        """The paper that is served worst."""
        by_fit = sorted(self.all_papers, key=lambda paper: (paper.total, paper.submission.number))
        return next(iter(by_fit), None)

    @property
    def short(self) -> list[ProposedPaper]:
        """The papers that stay short of reviewers."""
        return [paper for paper in self.all_papers if paper.missing]

    @property
    def total_words(self) -> str:
        """The total fit, rounded."""
        return f"{self.draft.total:.2f}"

    @property
    def mean(self) -> float:
        """The mean fit of a pair."""
        return sum(pair.score for pair in self.pairs) / (len(self.pairs) or 1)

    @property
    def proof(self) -> Proof:
        """How good it is proven to be."""
        return proof_of(self.draft)

    @property
    def curve(self) -> list[CurvePoint]:
        """What a better worst paper costs, from the highest total on; empty where nothing can be chosen."""
        points = [(worst, total) for worst, total in self.draft.curve]
        most = max((total for _, total in points), default=0.0)
        return [
            CurvePoint(worst, total, 100 * (most - total) / (abs(most) or 1.0)) for worst, total in points
        ]

    @property
    def curve_points(self) -> list[tuple[float, float]]:
        """The same as the chart draws it."""
        return [(point.worst, point.total) for point in self.curve]

    @property
    def nearest_point(self) -> int:
        """The place on the curve of the point that this draft is nearest to."""
        asked, points = self.draft.target, self.curve_points
        worst = points[-1][0] if asked is None else asked
        return min(range(len(points)), key=lambda n: abs(points[n][0] - worst))

    @property
    def limits(self) -> list[tuple[str, float]]:
        """What easing one limit would gain, in words, the dearest first."""
        return [(words, gain) for words, gain in self.draft.limits]


def find_draft(viewer: Viewer, key: str) -> AssignmentDraft | None:
    """The proposal of this key, unless one of its papers is kept from the viewer."""
    return next(iter(_open_to(viewer, viewer.conference.assignment_runs.filter(key=key))), None)


def drafts_of(viewer: Viewer) -> list[AssignmentDraft]:
    """Earlier proposals, the newest first, without those that touch a paper kept from the viewer."""
    return _open_to(viewer, viewer.conference.assignment_runs.order_by("-created_at", "-pk"))


def _open_to(viewer: Viewer, drafts: QuerySet[AssignmentDraft]) -> list[AssignmentDraft]:
    """Both what a draft covers and what it names is asked: a paper may be covered and get nobody."""
    if not viewer.is_chair:
        return []
    own = set(Submission.objects.handled_by(viewer).values_list("pk", flat=True))
    pairs = ProposedPair.objects.filter(draft__conference=viewer.conference)
    named = pairs.exclude(submission__in=own).values("draft")
    papers = CoveredPaper.objects.filter(draft__conference=viewer.conference)
    covering = papers.exclude(submission__in=own).values("draft")
    rows = drafts.exclude(pk__in=named).exclude(pk__in=covering)
    return list(rows.select_related("created_by", "applied_by"))


def draft_page(viewer: Viewer, draft: AssignmentDraft, text: str = "", sort: str = "fit") -> DraftPage:
    """The proposal in full, every pair with its reasons; `text` filters.

    `sort` is fit (worst first), number, title or missing, - from the end.
    """
    pairs = list(draft.pairs.select_related("user").order_by("-score", "pk"))
    of_paper: dict[int, list[ProposedPair]] = defaultdict(list)
    for pair in pairs:
        of_paper[pair.submission_id].append(pair)
    missing = dict(draft.papers.values_list("submission", "missing"))
    covered = Submission.objects.filter(pk__in={*missing, *of_paper})
    papers = [
        ProposedPaper(paper, of_paper[paper.pk], missing.get(paper.pk, 0))
        for paper in covered.only("number", "title", "state", "conference_id").order_by("number")
    ]
    facts = panel_facts(viewer, draft, list(of_paper))
    shown = [paper for paper in papers if _matches(paper, text)]
    order = SORTS.get(sort.removeprefix("-"), SORTS["fit"])
    return DraftPage(
        draft=draft,
        papers=sorted(shown, key=order, reverse=sort.startswith("-")),
        all_papers=papers,
        distribution=distribution_of([pair.score for pair in pairs]),
        loads=_loads_after(viewer, draft, pairs),
        chips=[
            Chip(label, query, sum(_matches(paper, query) for paper in papers)) for query, label in FILTERS
        ],
        has_rules=facts is not None,
        broken=broken_in(facts, panels_of(pairs), [paper.submission for paper in papers]),
    )


SORTS: dict[str, Callable[[ProposedPaper], tuple[Any, int]]] = {
    "fit": lambda paper: (paper.total, paper.submission.number),
    "number": lambda paper: (paper.submission.number, 0),
    "title": lambda paper: (paper.submission.title.lower(), paper.submission.number),
    "missing": lambda paper: (paper.missing, -paper.submission.number),
}


def _matches(paper: ProposedPaper, text: str) -> bool:
    """True if every word of the search is in number, title or names, or names a known fact."""
    known = {
        "missing:yes": paper.missing > 0,
        "new:yes": any(pair.is_new for pair in paper.pairs),
        "hand:yes": any(pair.by_hand for pair in paper.pairs),
    }
    people = " ".join(str(pair.user) for pair in paper.pairs)
    said, number = f"{paper.submission.title} {people}".lower(), paper.submission.number
    words = with_numbers(text.lower()).split()
    return all(
        known.get(word, _is_below(paper, word) or named_number(word) == number or word in said)
        for word in words
    )


def _is_below(paper: ProposedPaper, word: str) -> bool:
    """Whether the word asks for papers below a fit, as "fit<0.5" does, and this is one."""
    limit = BELOW.fullmatch(word)
    return limit is not None and paper.total < float(limit[1])


def distribution_of(scores: Sequence[float], beside: Sequence[float] = ()) -> list[tuple[str, int, int]]:
    """How many pairs fit how well, in steps of a tenth, from the best to the weakest.

    The steps reach as far as those of `beside`, so that two can be read side by side.
    """
    counts = Counter(_tenth(score) for score in scores)
    steps = [*counts, *map(_tenth, beside)]
    if not steps:
        return []
    return [
        (f"{n / 10:.1f} to {(n + 1) / 10:.1f}", counts[n], 0) for n in range(max(steps), min(steps) - 1, -1)
    ]


def _tenth(score: float) -> int:
    return min(9, max(0, int(score * 10)))


def _loads_after(
    viewer: Viewer, draft: AssignmentDraft, pairs: list[ProposedPair]
) -> list[tuple[str, int, int]]:
    """Each reviewer's papers in this proposal, of the most they take."""
    after = Counter(pair.user_id for pair in pairs)
    loads = [
        (str(member.user), after[member.user_id], member.load_max)
        for member in members_with_role(viewer, Role(draft.role))
    ]
    return sorted(loads, key=lambda row: (-row[1], row[0].lower()))
