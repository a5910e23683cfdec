"""How the papers of a chair stand: one count for the sidebar, the guide and the page of decisions."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from urllib.parse import urlencode

from django.db.models import Count, Q

from effgenai.conferences.core.viewer import Viewer
from reviews.decisions.models import Decision, DecisionClass
from reviews.decisions.rules import why_not_decide
from reviews.decisions.states import DecisionState
from reviews.reviewing.queries.counts import papers_under_review
from reviews.reviewing.queries.scores import ScoredPaper
from submissions.core.models import Submission
from submissions.core.states import SubmissionState


@dataclasses.dataclass(frozen=True, slots=True)
class DecisionCount:
    """The papers of a chair by how far their decision is."""

    papers: int
    undecided: int
    provisional: int
    released: int

    @property
    def decided(self) -> int:
        """Those with a decision, provisional or released."""
        return self.papers - self.undecided


def count_decisions(viewer: Viewer) -> DecisionCount:
    """How many papers wait for a decision, have one, and know it; one query.

    A provisional decision on a paper that was withdrawn since counts nowhere: it can never be released.
    """
    is_open = Q(state=SubmissionState.SUBMITTED)
    counts = papers_under_review(viewer).aggregate(
        papers=Count("pk"),
        undecided=Count("pk", filter=is_open & Q(decision=None)),
        provisional=Count("pk", filter=is_open & Q(decision__state=DecisionState.PROVISIONAL)),
        released=Count("pk", filter=~is_open | Q(decision__state=DecisionState.RELEASED)),
    )
    return DecisionCount(**counts)


@dataclasses.dataclass(frozen=True, slots=True)
class ClassCount:
    """How many papers a class holds, against its places."""

    outcome: DecisionClass
    count: int
    provisional: int

    @property
    def is_over(self) -> bool:
        """True if there are more papers than places."""
        return self.outcome.capacity is not None and self.count > self.outcome.capacity

    @property
    def words(self) -> str:
        """The count, with the places where they are limited."""
        places = self.outcome.capacity
        return str(self.count) if places is None else f"{self.count} / {places}"

    @property
    def query(self) -> str:
        """The search that finds its papers."""
        return f'decision:"{self.outcome.name.lower()}"'

    @property
    def url(self) -> str:
        """The table with just its papers."""
        return f"?{urlencode({'q': self.query})}"


def count_classes(viewer: Viewer, rows: Sequence[ScoredPaper]) -> list[ClassCount]:
    """How many of these papers each class of the conference holds."""
    decided = [row for row in rows if row.decision]
    return [
        ClassCount(
            outcome,
            sum(row.outcome == outcome.name for row in decided),
            sum(row.outcome == outcome.name and not row.is_released for row in decided),
        )
        for outcome in viewer.conference.decision_classes.all()
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class TickedPapers:
    """What stands on those that can be decided on, by number, and why the others cannot be."""

    standing: Mapping[int, int | None]
    refused: list[str]

    @property
    def decided(self) -> int:
        """How many have a provisional decision that another one would replace."""
        return sum(outcome is not None for outcome in self.standing.values())

    @property
    def saw(self) -> str:
        """What stands on the page, as `DecideForm` reads it."""
        return " ".join(f"{number}-{outcome or 0}" for number, outcome in self.standing.items())


def ticked_papers(viewer: Viewer, numbers: Collection[int]) -> TickedPapers:
    """Those of these numbers that the viewer handles; two queries."""
    papers = Submission.objects.handled_by(viewer).filter(number__in=numbers).order_by("number")
    papers = papers.only("number", "state")
    decisions = {
        row.submission_id: row for row in Decision.objects.filter(submission__in=papers.values("pk"))
    }
    standing: dict[int, int | None] = {}
    refused = []
    for paper in papers:
        decision = decisions.get(paper.pk)
        if why_not := why_not_decide(paper, decision):
            refused.append(why_not)
        else:
            standing[paper.number] = decision.outcome_id if decision else None
    return TickedPapers(standing, refused)
