"""Drafts of the assignment as a list, one as it is being made, and what a new one would be made from."""

from __future__ import annotations

import dataclasses
import datetime as dt

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.ui.tables import Column
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.assignment_drafts.queries.drafts import drafts_of
from reviews.assignment_drafts.queries.facts import Facts, choices_of
from reviews.assignment_drafts.rules.choices import Choices
from reviews.assignment_drafts.rules.drafts import is_silent, is_unanswered, seen_at, why_not_move
from reviews.assignment_drafts.states import ENGINE_BEGINS, UNDER_WAY, Aim, DraftState
from reviews.bidding.models import BiddingRound
from submissions.core.models import Submission

LOOKS = {
    DraftState.WAITING: ("info", "waiting"),
    DraftState.RUNNING: ("info", "being made"),
    DraftState.FAILED: ("bad", "failed"),
    DraftState.CANCELLED: ("quiet", "cancelled"),
    DraftState.PROPOSED: ("info", "draft"),
    DraftState.APPLIED: ("good", "applied"),
    DraftState.DISCARDED: ("quiet", "discarded"),
}
PUT_ASIDE = (DraftState.DISCARDED, DraftState.CANCELLED)

COMPARE_COLUMN = Column("Compare", look="select", is_hidden=True)
COLUMNS = (
    Column("Draft"),
    Column("Total fit", look="num", phone=False),
    Column("Worst paper", look="num", phone=False),
    Column("State"),
    Column("Action"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft in the list. `worst` is the sum of fits at the paper that is served worst, with its number."""

    draft: AssignmentDraft
    choices: Choices
    worst: float | None
    worst_number: int | None

    @property
    def look(self) -> tuple[str, str]:
        """Its state as a sign and a word."""
        return LOOKS[DraftState(self.draft.state)]

    @property
    def is_there(self) -> bool:
        """Whether there is something to read and to compare."""
        return self.draft.total is not None

    @property
    def may_discard(self) -> bool:
        """Whether it can be put aside."""
        return why_not_move(self.draft, DraftState.DISCARDED) is None

    @property
    def may_restore(self) -> bool:
        """Whether it can be taken back."""
        return self.draft.state == DraftState.DISCARDED and self.is_there

    @property
    def may_cancel(self) -> bool:
        """Whether it is still being made."""
        return self.draft.state in UNDER_WAY


def draft_rows(viewer: Viewer) -> list[DraftRow]:
    """The drafts this chair may see, each with what it aims at and how it serves.

    The newest come first, those put aside or cancelled last.
    """
    drafts = drafts_of(viewer)
    numbers = dict(
        Submission.objects.filter(pk__in={draft.worst_paper_id for draft in drafts}).values_list(
            "pk", "number"
        )
    )
    rows = [
        DraftRow(
            draft=draft,
            choices=choices_of(draft),
            worst=draft.worst,
            worst_number=numbers.get(draft.worst_paper_id or 0),
        )
        for draft in drafts
    ]
    return sorted(rows, key=lambda row: row.draft.state in PUT_ASIDE)


@dataclasses.dataclass(frozen=True, slots=True)
class DraftProgress:
    """How far a draft is, as its page tells it."""

    draft: AssignmentDraft
    at: dt.datetime

    @property
    def is_moving(self) -> bool:
        """Whether the page should look again."""
        return self.draft.state in UNDER_WAY

    @property
    def is_unanswered(self) -> bool:
        """Whether no worker has begun with it so far."""
        return is_unanswered(self.draft, self.at)

    @property
    def may_stop(self) -> bool:
        """Whether the engine is at it and has, or soon has, an answer to hand over."""
        is_at_it = self.draft.state == DraftState.RUNNING and self.draft.share >= ENGINE_BEGINS
        return is_at_it and self.draft.objective != Aim.TOTAL and not self.draft.is_to_stop

    @property
    def silent_for(self) -> int:
        """For how many minutes its worker has given no sign; 0 if it is well."""
        return (
            int((self.at - seen_at(self.draft)).total_seconds() // 60)
            if is_silent(self.draft, self.at)
            else 0
        )

    @property
    def words(self) -> str:
        """What goes on."""
        if self.draft.state == DraftState.WAITING:
            return "It waits for a worker."
        return f"{self.draft.step or 'A worker has begun'} …"


@dataclasses.dataclass(frozen=True, slots=True)
class DraftInputs:
    """What a draft would be made from, in numbers that this chair may know."""

    papers: int
    people: int
    wanted: int
    standing: int
    seniors: int
    emergencies: int
    has_bids: bool

    @property
    def shown(self) -> set[str]:
        """The choices that mean something here."""
        names = {"name", "objective", "target", "balanced", "text", "topics", "probability_limit", "seed"}
        names |= {"topic", "no_mutual"}
        # One person alone on a paper is in nobody's company.
        sometimes = {
            "standing": self.standing,
            "bids": self.has_bids,
            "liked": self.has_bids,
            "senior": self.seniors,
            "reserve": self.emergencies,
            "one_per_institution": self.wanted > 1,
        }
        return names | {name for name, is_meant in sometimes.items() if is_meant}


def inputs_of(viewer: Viewer, facts: Facts) -> DraftInputs:
    """What a draft of one role would be made from."""
    has_round = BiddingRound.objects.filter(conference=viewer.conference).exists()
    return DraftInputs(
        papers=len(facts.papers),
        people=len(facts.members),
        wanted=facts.wanted,
        standing=len(facts.standing),
        seniors=sum(member.is_senior for member in facts.members),
        emergencies=sum(member.takes_emergencies for member in facts.members),
        has_bids=has_round and facts.role == Role.REVIEWER,
    )
