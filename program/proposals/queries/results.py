"""What the planner answered, as the row of a proposal keeps it: keys and figures, no titles of papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from effgenai.conferences.core.viewer import Viewer
from program.core.states import SIDE_BY_SIDE, SessionRole
from program.planning import Plan, PlanningProblem, propose_chairs, session_names
from program.proposals.queries.draft_facts import DraftFacts
from program.proposals.queries.problem import DraftProblem
from submissions.conflicts.models import Conflict
from submissions.core.models import Submission

PLACES = 4  # figures after the point


def result_of(viewer: Viewer, asked: DraftProblem, problem: PlanningProblem, plan: Plan) -> dict[str, Any]:
    """The plan by keys of papers and sessions; one query."""
    facts = asked.facts
    names = session_names(problem, {name: plan.sessions[name] for name in _named(facts, plan)})
    chairs = _chairs(viewer, facts, problem, plan)
    before = asked.placed()
    return {
        "sessions": [
            {
                **_session(facts, problem, plan, name),
                "name": _new_title(facts, name, names),
                "chair": _chair_row(facts, chairs.get(name)),
            }
            for name in facts.rows
            if name in facts.chosen
        ],
        "unplaced": [
            {"paper": facts.papers[paper].pk, "reason": reason, "from": _key_here(facts, paper)}
            for paper, reason in plan.unplaced.items()
            if paper in facts.planned
        ],
        "papers": sorted(facts.papers[paper].pk for paper in facts.planned),
        "clashes": list(plan.clashes),
        "notes": list(asked.notes),
        "similarity": round(plan.similarity, PLACES),
        "bound": round(plan.bound, PLACES),
        "before": round(sum(_similarity(problem, before[name]) for name in _oral(facts)), PLACES),
        "unevenness": plan.spread.unevenness,
        "seconds": round(plan.seconds, 1),
    }


def _oral(facts: DraftFacts) -> list[str]:
    return [name for name, row in facts.rows.items() if row.session.kind == "oral"]


def _named(facts: DraftFacts, plan: Plan) -> list[str]:
    """Sessions of talks that are filled: a poster session is called after no few words."""
    return [
        name
        for name in facts.rows
        if name in facts.chosen
        and facts.rows[name].session.kind not in SIDE_BY_SIDE
        and plan.sessions.get(name)
    ]


def _chairs(viewer: Viewer, facts: DraftFacts, problem: PlanningProblem, plan: Plan) -> Mapping[str, str]:
    """Members of the committee for sessions without a chair; none in a conflict that the editor knows."""
    without = {name for name in _named(facts, plan) if not _has_chair(facts, name)}
    numbers = {facts.papers[paper].pk: paper for name in without for paper in plan.sessions[name]}
    handled = Submission.objects.handled_by(viewer).filter(pk__in=numbers)
    conflicts = Conflict.objects.filter(submission__in=handled).values_list("submission_id", "user_id")
    members = {one.user_id: name for name, one in facts.committee.items()}
    bound = {(numbers[paper], members[user]) for paper, user in conflicts if user in members} | {
        (paper, members[author.user_id])
        for paper in numbers.values()
        for author in facts.papers[paper].authorships.all()
        if author.user_id in members
    }
    never = {name: {who for paper, who in bound if paper in plan.sessions[name]} for name in without}
    return propose_chairs(problem, plan.sessions, wanted=without, never=never)


def _has_chair(facts: DraftFacts, name: str) -> bool:
    return any(one.role == SessionRole.CHAIR for one in facts.rows[name].session.people.all())


def _new_title(facts: DraftFacts, name: str, names: Mapping[str, str]) -> str:
    title = names.get(name, "")
    return title if title != facts.rows[name].session.title else ""


def _chair_row(facts: DraftFacts, chair: str | None) -> dict[str, str] | None:
    if chair is None:
        return None
    user = facts.committee[chair].user
    return {"name": str(user), "email": user.email}


def _session(facts: DraftFacts, problem: PlanningProblem, plan: Plan, name: str) -> dict[str, Any]:
    row, papers = facts.rows[name], plan.sessions.get(name, ())
    boards = plan.boards.get(name, {})
    return {
        "key": row.session.key,
        "title": row.session.title,
        "kind": row.session.kind,
        "room": row.session.room_id,
        "begins": row.session.starts_at.isoformat(),
        "ends": row.session.ends_at.isoformat(),
        "places": problem.sessions[problem.session_numbers[name]].places,
        "similarity": round(_similarity(problem, papers), PLACES),
        "papers": [
            {
                "paper": facts.papers[paper].pk,
                "likeness": round(_likeness(problem, paper, papers), PLACES),
                "board": boards.get(paper, "")
                if paper in facts.planned
                else facts.standing[paper].talk.board,
                "from": _key_here(facts, paper),
                "was": facts.standing[paper].talk.board if paper in facts.standing else "",
                "stays": paper in facts.staying,
            }
            for paper in papers
        ],
    }


def _key_here(facts: DraftFacts, paper: str) -> str | None:
    place = facts.standing.get(paper)
    return facts.rows[place.session].session.key if place else None


def _similarity(problem: PlanningProblem, papers: Sequence[str]) -> float:
    numbers = [problem.numbers[paper] for paper in papers]
    return float(problem.likeness[np.ix_(numbers, numbers)].sum()) / 2


def _likeness(problem: PlanningProblem, paper: str, papers: Sequence[str]) -> float:
    """How alike it is on average to the others of its session."""
    others = [problem.numbers[other] for other in papers if other != paper]
    return float(problem.likeness[problem.numbers[paper], others].mean()) if others else 0.0
