"""What the pages of the planner show."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from effgenai.conferences.core.viewer import Viewer
from effgenai.ui.tables import Column
from effgenai.ui.text.numbers import counted
from program.core.models import ProgramEdit, Session, known_papers
from program.core.services.history import step_to_undo
from program.core.times import at_venue
from program.planning import problem_from, quick_check
from program.proposals.choices import PlanningChoices
from program.proposals.models import ProgramProposal
from program.proposals.queries.problem import draft_problem
from program.proposals.rules import is_silent, is_unanswered, seen_at
from program.proposals.states import UNDER_WAY, ProposalState
from submissions.authors.queries import presenters_of
from submissions.core.models import Submission
from submissions.core.states import SubmissionState

LISTED = 10
LOOKS = {
    ProposalState.WAITING: ("info", "waiting"),
    ProposalState.RUNNING: ("info", "being made"),
    ProposalState.FAILED: ("bad", "failed"),
    ProposalState.CANCELLED: ("quiet", "cancelled"),
    ProposalState.PROPOSED: ("info", "proposal"),
    ProposalState.APPLIED: ("good", "applied"),
    ProposalState.DISCARDED: ("quiet", "discarded"),
}
COLUMNS = (
    Column("Plan"),
    Column("Placed", look="num"),
    Column("Similarity", look="num", phone=False),
    Column("State"),
)
PAPER_COLUMNS = (
    Column("Paper"),
    Column("Change"),
    Column("Board", phone=False),
    Column("Likeness", look="num"),
)


def proposals_of(viewer: Viewer) -> list[ProgramProposal]:
    """The latest proposals that this editor may see, the newest first; two queries."""
    rows = list(
        ProgramProposal.objects.visible_to(viewer).select_related("created_by", "applied_by")[:LISTED]
    )
    hidden = _hidden_papers(viewer, {pk for row in rows for pk in papers_in(row.result)})
    return [row for row in rows if not papers_in(row.result) & hidden]


def find_proposal(viewer: Viewer, key: str) -> ProgramProposal | None:
    """The proposal of this key, unless it names an accepted paper that this editor may not know."""
    rows = ProgramProposal.objects.visible_to(viewer).select_related("conference", "created_by", "applied_by")
    row = rows.filter(key=key).first()
    return None if row is None or _hidden_papers(viewer, papers_in(row.result)) else row


def papers_in(result: Mapping[str, Any]) -> set[int]:
    """The papers that a proposal was made for or names."""
    there = {one["paper"] for part in result.get("sessions", ()) for one in part["papers"]}
    return there | set(result.get("papers", ()))


def _hidden_papers(viewer: Viewer, papers: set[int]) -> set[int]:
    accepted = Submission.objects.filter(pk__in=papers).accepted()
    return set(accepted.exclude(pk__in=known_papers(viewer).values("pk")).values_list("pk", flat=True))


def presentations_of(viewer: Viewer) -> list[str]:
    """How the papers of the programme are presented, in the words of the conference; one query."""
    names = known_papers(viewer).order_by("presentation").values_list("presentation", flat=True)
    return list(names.distinct())


@dataclasses.dataclass(frozen=True, slots=True)
class QuickCheck:
    """What can be said before the planner begins: how many papers and places, and what looks impossible."""

    papers: int
    staying: int
    sessions: int
    sentences: list[str]

    @property
    def words(self) -> str:
        """What would be planned: "12 papers into 3 sessions; 4 papers stay"."""
        stay = (
            f"; {counted(self.staying, 'paper')} {'stays' if self.staying == 1 else 'stay'}"
            if self.staying
            else ""
        )
        return f"{counted(self.papers, 'paper')} into {counted(self.sessions, 'session')}{stay}"


def check_of(viewer: Viewer, choices: PlanningChoices) -> QuickCheck:
    """The check of these choices, without any search; a constant number of queries."""
    asked = draft_problem(viewer, choices)
    sentences = list(asked.notes)
    if asked.facts.planned:
        sentences += quick_check(problem_from({**asked.data, "similarity": []}))
    facts = asked.facts
    return QuickCheck(len(facts.planned), len(facts.staying | facts.outside), len(facts.chosen), sentences)


@dataclasses.dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal in the list."""

    proposal: ProgramProposal

    @property
    def look(self) -> tuple[str, str]:
        """Its state as a sign and a word."""
        return LOOKS[ProposalState(self.proposal.state)]

    @property
    def placed(self) -> int | None:
        """How many papers have a place in it; None before it is there."""
        result = self.proposal.result
        return len(result["papers"]) - len(result["unplaced"]) if result else None


@dataclasses.dataclass(frozen=True, slots=True)
class PlanProgress:
    """How far a plan is."""

    proposal: ProgramProposal
    at: dt.datetime

    @property
    def is_moving(self) -> bool:
        """Whether the page should look again."""
        return self.proposal.state in UNDER_WAY

    @property
    def is_unanswered(self) -> bool:
        """Whether no worker has begun with it so far."""
        return is_unanswered(self.proposal, self.at)

    @property
    def may_stop(self) -> bool:
        """Whether a worker is at it and nobody has asked for the best so far."""
        return self.proposal.state == ProposalState.RUNNING and not self.proposal.is_to_stop

    @property
    def silent_for(self) -> int:
        """For how many minutes the worker has given no sign; 0 if that is no cause for worry."""
        if not is_silent(self.proposal, self.at):
            return 0
        return int((self.at - seen_at(self.proposal)).total_seconds() // 60)

    @property
    def words(self) -> str:
        """What is done now."""
        return self.proposal.step or "Waiting for a worker"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PlannedPaperRow:
    """A paper of a session as the plan has it; `change` says what becomes of it, "" if nothing."""

    number: int
    title: str
    presenters: str
    board: str
    likeness: float
    change: str
    look: str


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PlannedPart:
    """A session as the plan has it; `leaving` are papers that the draft has in it and the plan has not."""

    key: str
    title: str
    when: str
    kind: str
    similarity: float
    name: str
    chair: str
    papers: list[PlannedPaperRow]
    leaving: list[tuple[str, str]]

    @property
    def has_boards(self) -> bool:
        """Whether its papers have boards."""
        return any(one.board for one in self.papers)

    @property
    def is_changed(self) -> bool:
        """Whether papers come or go, or change boards."""
        return bool(self.leaving) or any(one.look != "quiet" for one in self.papers)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PlanPage:
    """A proposal as a difference from the draft that it was made for."""

    proposal: ProgramProposal
    parts: list[PlannedPart]
    unplaced: list[tuple[str, str]]
    placed: int
    moved: int
    clashes: list[str]
    notes: list[str]
    similarity: float
    bound: float
    before: float
    undo: ProgramEdit | None
    is_undone: bool

    @property
    def gap(self) -> float:
        """How far the similarity may be below the best there is, in per cent."""
        return max(0.0, 100 * (self.bound - self.similarity) / self.bound) if self.bound else 0.0

    @property
    def may_apply(self) -> bool:
        """Whether it waits to be applied or discarded."""
        return self.proposal.state == ProposalState.PROPOSED


def plan_page(viewer: Viewer, proposal: ProgramProposal) -> PlanPage:
    """The proposal with titles as they are today; a constant number of queries."""
    result = proposal.result
    papers = _papers(viewer, papers_in(result))
    titles = {part["key"]: part["title"] for part in result["sessions"]}
    titles |= dict(Session.objects.visible_to(viewer).values_list("key", "title"))
    moves = _moves(result)
    parts = [_part(viewer, part, papers, titles, moves) for part in result["sessions"]]
    changes = [one.look for part in parts for one in part.papers]
    step = proposal.conference.program_edits.filter(number=proposal.step_number or 0).first()
    last = step_to_undo(proposal.conference, viewer.user) if viewer.user and step else None
    return PlanPage(
        proposal=proposal,
        parts=parts,
        unplaced=[(papers[one["paper"]][0], one["reason"]) for one in result["unplaced"]],
        placed=changes.count("good"),
        moved=sum(to is not None for leaving in moves.values() for _, to in leaving),
        clashes=result["clashes"],
        notes=result["notes"],
        similarity=result["similarity"],
        bound=result["bound"],
        before=result["before"],
        undo=last if last and step and last.pk == step.pk else None,
        is_undone=bool(step and step.is_undone),
    )


def _papers(viewer: Viewer, wanted: set[int]) -> dict[int, tuple[str, int, str, str]]:
    """What accepted papers are called, number, title and presenters; of others the number alone."""
    rows = Submission.objects.filter(pk__in=wanted, conference=viewer.conference).prefetch_related(
        "authorships"
    )
    found = {}
    for paper in rows:
        if paper.state == SubmissionState.ACCEPTED:
            found[paper.pk] = (
                f"{paper.number}: {paper.title}",
                paper.number,
                paper.title,
                presenters_of(paper),
            )
        else:
            found[paper.pk] = (
                f"Paper {paper.number}",
                paper.number,
                f"Paper {paper.number}, no longer accepted",
                "",
            )
    return found


def _moves(result: Mapping[str, Any]) -> dict[str, list[tuple[int, str | None]]]:
    """By session the papers that leave it, and where they go; None: they have no place in the plan."""
    found: dict[str, list[tuple[int, str | None]]] = {}
    for part in result["sessions"]:
        for one in part["papers"]:
            if one["from"] and one["from"] != part["key"]:
                found.setdefault(one["from"], []).append((one["paper"], part["key"]))
    for one in result["unplaced"]:
        if one["from"]:
            found.setdefault(one["from"], []).append((one["paper"], None))
    return found


def _part(
    viewer: Viewer,
    part: Mapping[str, Any],
    papers: Mapping[int, tuple[str, int, str, str]],
    titles: Mapping[str, str],
    moves: Mapping[str, list[tuple[int, str | None]]],
) -> PlannedPart:
    begins = at_venue(viewer.conference, dt.datetime.fromisoformat(part["begins"]))
    return PlannedPart(
        key=part["key"],
        title=titles[part["key"]],
        when=f"{begins:%a} {begins.day} {begins:%b}, {begins:%H:%M}",
        kind=part["kind"],
        similarity=part["similarity"],
        name=part["name"],
        chair=part["chair"]["name"] if part["chair"] else "",
        papers=[_paper(one, part["key"], papers, titles) for one in part["papers"]],
        leaving=[
            (papers[paper][0], f"to “{titles[to]}”" if to else "without a place in the plan")
            for paper, to in moves.get(part["key"], [])
        ],
    )


def _paper(
    one: Mapping[str, Any],
    key: str,
    papers: Mapping[int, tuple[str, int, str, str]],
    titles: Mapping[str, str],
) -> PlannedPaperRow:
    _, number, title, presenters = papers[one["paper"]]
    change, look = _change(one, key, titles)
    return PlannedPaperRow(
        number=number,
        title=title,
        presenters=presenters,
        board=one["board"],
        likeness=one["likeness"],
        change=change,
        look=look,
    )


def _change(one: Mapping[str, Any], key: str, titles: Mapping[str, str]) -> tuple[str, str]:
    if one["from"] is None:
        return "new", "good"
    if one["from"] != key:
        return f"from “{titles.get(one['from'], 'a session that is gone')}”", "info"
    if one["was"] != one["board"]:
        return f"board {one['was'] or 'none'} → {one['board'] or 'none'}", "info"
    return "stays", "quiet"
