from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from django.db.models import QuerySet

from effgenai.conferences.models import Topic
from effgenai.conferences.states import Role
from effgenai.conferences.viewer import Viewer
from reviews.matching import (
    Affinity,
    Problem,
    combine,
    from_dense,
    lean,
    pair_part,
    text_affinity,
    topic_affinity,
)
from reviews.models import Assignment, AssignmentRun, Bid, BiddingRound, PastPaper, ProposedPair
from reviews.queries.members import Member, members_with_role
from reviews.rules.assignment import ON_THE_DESK, UNDER_REVIEW
from reviews.rules.bids import WORTH, bid_words
from reviews.states import AssignmentState
from submissions.models import Authorship, Conflict, Submission

WEIGHTS = {"text": 0.6, "topics": 0.4}
BIDS = "bids"
Pair = tuple[int, int]


@dataclasses.dataclass(frozen=True, slots=True)
class Fit:
    """How well a reviewer fits a paper, 0 to 1, and the parts it is made of."""

    score: float
    parts: dict[str, float]

    @property
    def words(self) -> str:
        """What it is made of, in words."""
        return part_words(self.parts)


def part_words(parts: dict[str, float]) -> str:
    """The parts of a fit as a person would read them."""
    return ", ".join(
        bid_words(value) if name == BIDS else f"{name} {value:.2f}" for name, value in parts.items()
    )


def affinity_of(papers: Sequence[Submission], members: Sequence[Member]) -> Affinity:
    """Text and topics of all pairs. The topics of papers and members are prefetched by the caller."""
    written = past_texts(member.user_id for member in members)
    text = text_affinity(
        [f"{paper.title}\n{paper.abstract}" for paper in papers],
        [written.get(member.user_id, []) for member in members],
    )
    topics = topic_affinity(
        [_names(paper.topics.all()) for paper in papers], [_names(member.topics) for member in members]
    )
    return combine([text, topics], WEIGHTS)


def with_bids(affinity: Affinity, papers: Sequence[Submission], members: Sequence[Member]) -> Affinity:
    """The same with the bids of these members, as much as the chairs let them weigh; without any, the same.

    Bids are taken whole: the caller names no paper that the chair who asks does not handle.
    """
    if not papers:
        return affinity
    row = {paper.pk: number for number, paper in enumerate(papers)}
    column = {member.user_id: number for number, member in enumerate(members)}
    bids = Bid.objects.filter(submission__in=row, reviewer__in=column)
    said = {
        (row[paper], column[who]): WORTH[value]
        for paper, who, value in bids.values_list("submission", "reviewer", "value")
    }
    share = bid_weight(papers[0].conference_id) / 100
    return lean(affinity, pair_part(BIDS, affinity.scores.shape, said), share) if said and share else affinity


def bid_weight(conference: int) -> int:
    """The share of a score, in per cent, that a bid makes up."""
    found = BiddingRound.objects.filter(conference=conference).first() or BiddingRound()
    return found.weight


def _names(topics: Iterable[Topic]) -> list[str]:
    return [str(topic.pk) for topic in topics]


def fit_at(affinity: Affinity, paper: int, reviewer: int) -> Fit:
    """The fit of one pair, by its row and column; a part that knows nothing of it is left out."""
    values = affinity.values(paper, reviewer).items()
    parts = {name: round(value, 4) for name, value in values if value is not None}
    return Fit(float(affinity.scores[paper, reviewer]), parts)


def past_texts(users: Iterable[int]) -> dict[int, list[str]]:
    """What each of them wrote before."""
    texts: dict[int, list[str]] = defaultdict(list)
    rows = PastPaper.objects.filter(user__in=list(users)).order_by("pk")
    for user, title, abstract in rows.values_list("user", "title", "abstract"):
        texts[user].append(f"{title}\n{abstract}")
    return texts


def fits_of_paper(submission: Submission, members: Sequence[Member]) -> dict[int, Fit]:
    """The fit of each of them with one paper."""
    if not members:
        return {}
    affinity = with_bids(affinity_of([submission], members), [submission], members)
    return {member.user_id: fit_at(affinity, 0, column) for column, member in enumerate(members)}


# --- What the engine is asked --------------------------------------------------------------------------


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


# --- Reading a proposal --------------------------------------------------------------------------------


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
        return self.run.bound - self.run.total <= 1e-6 * max(1.0, abs(self.run.bound))


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
