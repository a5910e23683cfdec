"""Takes what an editor ticked of a proposal into the draft, as one step of its history."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused, refuse
from effgenai.conferences.core.records import record
from effgenai.conferences.core.viewer import Viewer
from effgenai.resilience.database.locks import lock, lock_all
from effgenai.transitions import transition
from effgenai.ui.text.numbers import counted
from program.core.models import Session, SessionPerson, Talk
from program.core.services.history import draft_version, editing
from program.core.states import SIDE_BY_SIDE, SessionRole
from program.planning import placement_faults
from program.proposals.choices import PlanningChoices
from program.proposals.models import ProgramProposal
from program.proposals.queries.problem import DraftProblem, draft_problem
from program.proposals.rules import why_not_move
from program.proposals.states import ProposalState
from submissions.core.models import Submission

NOTHING_TICKED = "Tick at least one part of the plan."
CHANGED = "The draft has changed since this plan was made, so nothing was applied."


class DraftChanged(Refused):
    """The plan no longer fits the draft; `reasons` say why, in sentences."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(CHANGED)
        self.reasons = reasons


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Ticked:
    """The keys of the sessions whose papers, names and chairs are taken over."""

    papers: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    chairs: frozenset[str] = frozenset()

    @property
    def sessions(self) -> frozenset[str]:
        """All sessions of which something is taken over."""
        return self.papers | self.names | self.chairs


@transaction.atomic
def apply_proposal(
    *, proposal: ProgramProposal, viewer: Viewer, by: User, ticked: Ticked, at: dt.datetime
) -> ProgramProposal:
    """Write the ticked parts into the draft, as one step that can be undone.

    Raises DraftChanged, with the reasons, where the draft has changed so that they no longer fit, and Refused
    if nothing is ticked or the proposal is not there to be applied.
    """
    conference = proposal.conference
    refuse(None if ticked.sessions else NOTHING_TICKED)
    version = draft_version(conference)
    with editing(conference, "A plan applied", by=by, at=at):
        row = lock(proposal, "conference", "applied_by")
        refuse(why_not_move(row, ProposalState.APPLIED))
        asked = draft_problem(viewer, PlanningChoices.from_json(row.choices))
        parts = [part for part in row.result["sessions"] if part["key"] in ticked.sessions]
        _refuse_changed(asked, row.result, parts, ticked)
        _write(asked, row.result, parts, ticked)
    made = draft_version(conference)

    def line() -> None:
        summary = f"Plan of the programme applied to {counted(len(parts), 'session')}"
        record(action="plan.apply", by=by, at=at, conference=conference, summary=summary)

    step = made if made > version else None
    transition(row, ProposalState.APPLIED, line, applied_at=at, applied_by=by, step_number=step)
    return row


def _refuse_changed(
    asked: DraftProblem, result: Mapping[str, Any], parts: list[dict[str, Any]], ticked: Ticked
) -> None:
    """Compare what the plan was made for with the draft as it stands, then ask the independent check."""
    reasons = [reason for part in parts for reason in _changes_of(asked, part)]
    reasons += _papers_elsewhere(asked, result, ticked)
    reasons += [
        f"“{part['title']}” has a session chair by now."
        for part in parts
        if part["key"] in ticked.chairs and part["chair"] and _has_chair(asked, part["key"])
    ]
    if not reasons:
        reasons = _new_faults(asked, result, ticked)
    if reasons:
        raise DraftChanged(list(dict.fromkeys(reasons)))


def _changes_of(asked: DraftProblem, part: Mapping[str, Any]) -> Iterator[str]:
    name = _name_of(asked, part["key"])
    if name is None:
        yield f"“{part['title']}” was removed."
        return
    session = asked.facts.rows[name].session
    now = (session.starts_at, session.ends_at, session.room_id, session.kind)
    begins, ends = (dt.datetime.fromisoformat(part[end]) for end in ("begins", "ends"))
    if now != (begins, ends, part["room"], part["kind"]):
        yield f"“{part['title']}” has another time, room or kind by now."
    if name not in asked.facts.chosen:
        yield f"“{part['title']}” is locked by now, or its room cannot be had."


def _papers_elsewhere(asked: DraftProblem, result: Mapping[str, Any], ticked: Ticked) -> Iterator[str]:
    wanted = {one["paper"]: one["from"] for one in _moving(result, ticked)}
    facts = asked.facts
    numbers = {facts.papers[paper].pk: paper for paper in facts.papers}
    gone = wanted.keys() - numbers.keys()
    for number in Submission.objects.filter(pk__in=gone).order_by("number").values_list("number", flat=True):
        yield f"Paper {number} is no longer accepted."
    for pk, came_from in wanted.items():
        if pk not in numbers:
            continue
        place = facts.standing.get(numbers[pk])
        here = facts.rows[place.session].session.key if place else None
        if here != came_from:
            became = "stands elsewhere" if here else "was taken out of its session"
            yield f"Paper {numbers[pk]} {became} by now."
        elif numbers[pk] not in facts.planned:
            yield f"Paper {numbers[pk]} is locked by now."


def _moving(result: Mapping[str, Any], ticked: Ticked) -> Iterator[dict[str, Any]]:
    """The papers that come into the ticked sessions or lose their place in one."""
    for part in result["sessions"]:
        if part["key"] in ticked.papers:
            yield from (one for one in part["papers"] if not one["stays"])
    yield from (one for one in result["unplaced"] if one["from"] in ticked.papers)


def _new_faults(asked: DraftProblem, result: Mapping[str, Any], ticked: Ticked) -> list[str]:
    """Rules that hold in the draft and would not hold with the ticked parts."""
    facts = asked.facts
    numbers = {facts.papers[paper].pk: paper for paper in facts.papers}
    there = asked.placed()
    after = {paper: name for name, papers in there.items() for paper in papers}
    for part in result["sessions"]:
        if part["key"] in ticked.papers:
            name = _name_of(asked, part["key"])
            after |= {numbers[one["paper"]]: name for one in part["papers"] if not one["stays"] and name}
    for one in result["unplaced"]:
        if one["from"] in ticked.papers:
            after.pop(numbers[one["paper"]], None)
    placed: dict[str, list[str]] = {name: [] for name in facts.rows}
    for paper, name in after.items():
        placed[name].append(paper)
    data = _with_planned_places(asked, result)
    before = set(placement_faults(data, there))
    return [fault for fault in placement_faults(data, placed) if fault not in before]


def _with_planned_places(asked: DraftProblem, result: Mapping[str, Any]) -> dict[str, Any]:
    """The problem with as many places for posters as in the plan: their shares follow the numbers."""
    planned = {part["key"]: part["places"] for part in result["sessions"] if part["kind"] in SIDE_BY_SIDE}
    sessions = [
        {**one, "places": max(one["places"], planned.get(asked.facts.rows[one["id"]].session.key, 0))}
        for one in asked.data["sessions"]
    ]
    return {**asked.data, "sessions": sessions}


def _name_of(asked: DraftProblem, key: str) -> str | None:
    return next((name for name, row in asked.facts.rows.items() if row.session.key == key), None)


def _has_chair(asked: DraftProblem, key: str) -> bool:
    name = _name_of(asked, key)
    return name is not None and any(
        one.role == SessionRole.CHAIR for one in asked.facts.rows[name].session.people.all()
    )


def _write(
    asked: DraftProblem, result: Mapping[str, Any], parts: list[dict[str, Any]], ticked: Ticked
) -> None:
    sessions = {row.session.key: row.session for row in asked.facts.rows.values()}
    talks = {
        talk.submission_id: talk
        for talk in lock_all(Talk.objects.filter(session__in=sessions.values(), submission__isnull=False))
    }
    out = [one["paper"] for one in result["unplaced"] if one["from"] in ticked.papers]
    Talk.objects.filter(submission__in=out, session__in=sessions.values()).delete()
    minutes = asked.facts.choices.minutes
    _place(
        [part for part in parts if part["key"] in ticked.papers],
        sessions,
        talks,
        minutes=minutes,
        without=out,
    )
    _name(parts, sessions, ticked)


def _place(
    parts: list[dict[str, Any]],
    sessions: Mapping[str, Session],
    talks: Mapping[int | None, Talk],
    *,
    minutes: int,
    without: Collection[int],
) -> None:
    """Give each paper its talk in its session. Talks keep the order they have, posters get that of boards."""
    arriving = {
        one["paper"]: (part["key"], one["board"])
        for part in parts
        for one in part["papers"]
        if not one["stays"]
    }
    by_paper = dict(talks)
    for paper, (key, board) in arriving.items():
        talk = by_paper.setdefault(paper, Talk(submission_id=paper, minutes=minutes))
        talk.session, talk.board = sessions[key], board
    for part in parts:
        left = [
            talks.get(one.submission_id, one)
            for one in sessions[part["key"]].talks.all()
            if one.submission_id not in without
            and arriving.get(one.submission_id or 0, (part["key"],))[0] == part["key"]
        ]
        planned = [by_paper[one["paper"]] for one in part["papers"] if one["paper"] in by_paper]
        order = _walked(left, planned) if part["kind"] in SIDE_BY_SIDE else _appended(left, planned)
        for position, talk in enumerate(order):
            talk.position = position
    Talk.objects.bulk_create([talk for paper, talk in by_paper.items() if paper not in talks])
    Talk.objects.bulk_update(talks.values(), ["session", "board", "position"])


def _appended(left: list[Talk], planned: list[Talk]) -> list[Talk]:
    return [*left, *(talk for talk in planned if not any(talk is one for one in left))]


def _walked(left: list[Talk], planned: list[Talk]) -> list[Talk]:
    return [*(talk for talk in left if not any(talk is one for one in planned)), *planned]


def _name(parts: list[dict[str, Any]], sessions: Mapping[str, Session], ticked: Ticked) -> None:
    named = [part for part in parts if part["key"] in ticked.names and part["name"]]
    chaired = [part for part in parts if part["key"] in ticked.chairs and part["chair"]]
    for part in named:
        sessions[part["key"]].title = part["name"]
    touched = {part["key"] for part in (*named, *chaired)}
    for key in touched:
        sessions[key].version += 1
    Session.objects.bulk_update([sessions[key] for key in touched], ["title", "version"])
    SessionPerson.objects.bulk_create(
        SessionPerson(session=sessions[part["key"]], role=SessionRole.CHAIR, **part["chair"])
        for part in chaired
    )
