"""Drafts of the assignment as a list, one as it is being made, and the ground a new one stands on."""

from __future__ import annotations

import dataclasses
import datetime as dt

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from reviews.assignment_drafts.models import AssignmentRun
from reviews.assignment_drafts.queries.drafts import runs_of
from reviews.assignment_drafts.queries.facts import Facts, choices_of
from reviews.assignment_drafts.rules.choices import Choices
from reviews.assignment_drafts.rules.drafts import is_silent, is_unanswered, seen_at, why_not_move
from reviews.assignment_drafts.states import UNDER_WAY, RunState
from reviews.bidding.models import BiddingRound
from submissions.core.models import Submission

LOOKS = {
    RunState.WAITING: ("info", "waiting"),
    RunState.RUNNING: ("info", "being made"),
    RunState.FAILED: ("bad", "failed"),
    RunState.CANCELLED: ("quiet", "cancelled"),
    RunState.PROPOSED: ("info", "draft"),
    RunState.APPLIED: ("good", "applied"),
    RunState.DISCARDED: ("quiet", "discarded"),
}
PUT_ASIDE = (RunState.DISCARDED, RunState.CANCELLED)


@dataclasses.dataclass(frozen=True, slots=True)
class RunRow:
    """A draft in the list. `worst` is the sum of fits at the paper that is served worst, with its number."""

    run: AssignmentRun
    choices: Choices
    worst: float | None
    worst_number: int | None

    @property
    def look(self) -> tuple[str, str]:
        """Its state as a sign and a word."""
        return LOOKS[RunState(self.run.state)]

    @property
    def is_there(self) -> bool:
        """Whether there is something to read and to compare."""
        return self.run.total is not None

    @property
    def may_discard(self) -> bool:
        """Whether it can be put aside."""
        return why_not_move(self.run, RunState.DISCARDED) is None

    @property
    def may_restore(self) -> bool:
        """Whether it can be taken back."""
        return self.run.state == RunState.DISCARDED and self.is_there

    @property
    def may_cancel(self) -> bool:
        """Whether it is still being made."""
        return self.run.state in UNDER_WAY


def run_rows(viewer: Viewer) -> list[RunRow]:
    """The drafts this chair may see, each with what it aims at and how it serves.

    The newest come first, those put aside or cancelled last.
    """
    runs = runs_of(viewer)
    worst = {run.settings.get("worst_paper") for run in runs}
    numbers = dict(Submission.objects.filter(pk__in=worst - {None}).values_list("pk", "number"))
    rows = [
        RunRow(
            run=run,
            choices=choices_of(run),
            worst=run.settings.get("worst"),
            worst_number=numbers.get(run.settings.get("worst_paper", 0)),
        )
        for run in runs
    ]
    return sorted(rows, key=lambda row: row.run.state in PUT_ASIDE)


@dataclasses.dataclass(frozen=True, slots=True)
class Progress:
    """How far a draft is, as its page tells it."""

    run: AssignmentRun
    at: dt.datetime

    @property
    def is_moving(self) -> bool:
        """Whether the page should look again."""
        return self.run.state in UNDER_WAY

    @property
    def is_unanswered(self) -> bool:
        """Whether no worker has begun with it so far."""
        return is_unanswered(self.run, self.at)

    @property
    def silent_for(self) -> int:
        """For how many minutes its worker has given no sign; 0 if it is well."""
        return int((self.at - seen_at(self.run)).total_seconds() // 60) if is_silent(self.run, self.at) else 0

    @property
    def words(self) -> str:
        """What goes on."""
        if self.run.state == RunState.WAITING:
            return "It waits for a worker."
        return f"{self.run.step or 'A worker has begun'} …"


@dataclasses.dataclass(frozen=True, slots=True)
class Ground:
    """What a draft would be made from, in numbers that this chair may know."""

    papers: int
    people: int
    wanted: int
    standing: int
    seniors: int
    has_bids: bool

    @property
    def shown(self) -> set[str]:
        """The choices that mean something here."""
        names = {"name", "objective", "balanced", "text", "topics", "probability_limit", "seed"}
        names |= {"topic", "no_mutual"}
        # One person alone on a paper is in nobody's company.
        sometimes = {
            "standing": self.standing,
            "bids": self.has_bids,
            "liked": self.has_bids,
            "senior": self.seniors,
            "one_per_institution": self.wanted > 1,
        }
        return names | {name for name, is_meant in sometimes.items() if is_meant}


def ground_of(viewer: Viewer, facts: Facts) -> Ground:
    """The ground for a draft of one role."""
    has_round = BiddingRound.objects.filter(conference=viewer.conference).exists()
    return Ground(
        papers=len(facts.papers),
        people=len(facts.members),
        wanted=facts.wanted,
        standing=len(facts.standing),
        seniors=sum(member.is_senior for member in facts.members),
        has_bids=has_round and facts.role == Role.REVIEWER,
    )
