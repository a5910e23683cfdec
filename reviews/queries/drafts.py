"""Drafts of the assignment as chairs read them."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict

from django.db.models import QuerySet

from effgenai.conferences.states import Role
from effgenai.conferences.viewer import Viewer
from reviews.models import AssignmentRun, ProposedPair
from reviews.queries.fit import part_words
from reviews.queries.members import members_with_role
from submissions.models import Submission


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
    def mean(self) -> float:
        """The mean fit of its reviewers."""
        return sum(pair.score for pair in self.pairs) / len(self.pairs) if self.pairs else 0.0

    @property
    def missing_words(self) -> str:
        """How many reviewers stay missing, in words."""
        return f"{self.missing} missing"


@dataclasses.dataclass(frozen=True, slots=True)
class RunPage:
    """A proposal as the chair reads it before applying it."""

    run: AssignmentRun
    papers: list[ProposedPaper]
    new: int
    kept: int
    distribution: list[tuple[str, int, int]]
    loads: list[tuple[str, int, int]]

    @property
    def worst(self) -> list[ProposedPaper]:
        """The six papers whose reviewers fit least."""
        served = [paper for paper in self.papers if paper.pairs]
        return sorted(served, key=lambda paper: (paper.mean, paper.submission.number))[:6]

    @property
    def short(self) -> list[ProposedPaper]:
        """The papers that stay short of reviewers."""
        return [paper for paper in self.papers if paper.missing]

    @property
    def total_words(self) -> str:
        """The total fit, rounded."""
        return f"{self.run.total:.2f}"

    @property
    def bound_words(self) -> str:
        """What no assignment can exceed, rounded."""
        return f"{self.run.bound:.2f}"

    @property
    def is_optimal(self) -> bool:
        """True if nothing better exists, up to rounding."""
        total, bound = self.run.total, self.run.bound
        return total is not None and bound is not None and bound - total <= 1e-6 * max(1.0, abs(bound))


def find_run(viewer: Viewer, key: str) -> AssignmentRun | None:
    """The proposal of this key, unless one of its papers is kept from the viewer."""
    return next(iter(_open_to(viewer, viewer.conference.assignment_runs.filter(key=key))), None)


def runs_of(viewer: Viewer) -> list[AssignmentRun]:
    """Earlier proposals, the newest first, without those that touch a paper kept from the viewer."""
    return _open_to(viewer, viewer.conference.assignment_runs.order_by("-created_at", "-pk"))


def _open_to(viewer: Viewer, runs: QuerySet[AssignmentRun]) -> list[AssignmentRun]:
    """Both what a run covers and what it names is asked: a paper may be covered and get nobody."""
    if not viewer.is_chair:
        return []
    own = set(Submission.objects.handled_by(viewer).values_list("pk", flat=True))
    pairs = ProposedPair.objects.filter(run__conference=viewer.conference)
    named = pairs.exclude(submission__in=own).values("run")
    rows = runs.exclude(pk__in=named).select_related("created_by", "applied_by")
    return [run for run in rows if own.issuperset(run.settings.get("papers", []))]


def run_page(viewer: Viewer, run: AssignmentRun) -> RunPage:
    """The proposal in full, every pair with its reasons."""
    pairs = list(run.pairs.select_related("user").order_by("-score", "pk"))
    of_paper: dict[int, list[ProposedPair]] = defaultdict(list)
    for pair in pairs:
        of_paper[pair.submission_id].append(pair)
    numbers = {*run.settings.get("papers", []), *of_paper}
    covered = Submission.objects.filter(pk__in=numbers).only("number", "title", "state", "conference_id")
    missing = run.settings.get("missing", {})
    return RunPage(
        run=run,
        papers=[
            ProposedPaper(paper, of_paper[paper.pk], missing.get(str(paper.pk), 0))
            for paper in covered.order_by("number")
        ],
        new=sum(pair.is_new for pair in pairs),
        kept=sum(not pair.is_new for pair in pairs),
        distribution=_distribution([pair.score for pair in pairs]),
        loads=_loads_after(viewer, pairs),
    )


def _distribution(scores: list[float]) -> list[tuple[str, int, int]]:
    """How many pairs fit how well, in steps of a tenth, from the best to the weakest."""
    steps = Counter(min(9, max(0, int(score * 10))) for score in scores)
    if not steps:
        return []
    return [
        (f"{n / 10:.1f} to {(n + 1) / 10:.1f}", steps[n], 0) for n in range(max(steps), min(steps) - 1, -1)
    ]


def _loads_after(viewer: Viewer, pairs: list[ProposedPair]) -> list[tuple[str, int, int]]:
    """Each reviewer's papers in this proposal, of the most they take."""
    after = Counter(pair.user_id for pair in pairs)
    bars = [
        (str(member.user), after[member.user_id], member.load_max)
        for member in members_with_role(viewer, Role.REVIEWER)
    ]
    return sorted(bars, key=lambda bar: (-bar[1], bar[0].lower()))
