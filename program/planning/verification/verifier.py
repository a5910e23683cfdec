"""Checks a plan against its problem, both as their files have them, from the rules alone."""

from collections.abc import Iterator, Mapping
from itertools import combinations, pairwise
from typing import Any

from program.planning.verification.figures import figure_faults
from program.planning.verification.possible import POSTER, overlap, people_of, times_of
from program.planning.verification.shape import problem_shape_faults, shape_faults


def plan_faults(problem: Mapping[str, Any], plan: Mapping[str, Any]) -> list[str]:
    """What is wrong with a plan, in sentences; none if all rules hold and its figures are right."""
    faults = [*problem_shape_faults(problem), *shape_faults(plan)]
    if faults:
        return faults
    sessions = {str(session["id"]): session for session in problem["sessions"]}
    papers = {str(paper["id"]): paper for paper in problem["papers"]}
    faults = list(_unknown(papers, sessions, plan))
    if faults:
        return faults
    where = {str(paper): session for session, members in plan["sessions"].items() for paper in members}
    return [
        *_missing(papers, where, plan),
        *_placement_faults(problem, papers, sessions, plan["sessions"]),
        *_board_faults(papers, sessions, plan, labs_apart=bool(problem.get("labs_apart"))),
        *figure_faults(problem, plan),
    ]


def placement_faults(problem: Mapping[str, Any], placed: Mapping[str, list[str]]) -> list[str]:
    """What is wrong with papers in sessions (ids by the session's id) of a problem, be it no plan of ours.

    Papers without a place, boards and figures are not looked at.
    """
    sessions = {str(session["id"]): session for session in problem["sessions"]}
    papers = {str(paper["id"]): paper for paper in problem["papers"]}
    unknown = list(_unknown(papers, sessions, {"sessions": placed}))
    return unknown or [
        *_placement_faults(problem, papers, sessions, placed),
        *_twice(papers, sessions, placed),
    ]


def _placement_faults(
    problem: Mapping[str, Any],
    papers: Mapping[str, Any],
    sessions: Mapping[str, Any],
    placed: Mapping[str, list[str]],
) -> Iterator[str]:
    where = {str(paper): session for session, members in placed.items() for paper in members}
    yield from _session_faults(papers, sessions, placed)
    yield from _lock_faults(problem, where)
    yield from _people_faults(problem, papers, sessions, where)


def _unknown(
    papers: Mapping[str, Any], sessions: Mapping[str, Any], plan: Mapping[str, Any]
) -> Iterator[str]:
    seen: set[str] = set()
    for session, members in plan["sessions"].items():
        if session not in sessions:
            yield f"There is no session {session}."
        for paper in map(str, members):
            if paper not in papers:
                yield f"There is no paper {paper}."
            if paper in seen:
                yield f"{paper} is placed twice."
            seen.add(paper)


def _missing(papers: Mapping[str, Any], where: Mapping[str, str], plan: Mapping[str, Any]) -> Iterator[str]:
    said = {str(one["paper"]) for one in plan["unplaced"]}
    for paper in papers:
        if paper not in where and paper not in said:
            yield f"{paper} is neither placed nor said to be unplaced."
    for paper in sorted(said):
        if paper in where or paper not in papers:
            yield f"{paper} is said to be unplaced, but it is {'placed' if paper in where else 'unknown'}."


def _session_faults(
    papers: Mapping[str, Any], sessions: Mapping[str, Any], placed: Mapping[str, list[str]]
) -> Iterator[str]:
    for session, members in placed.items():
        facts = sessions[session]
        inside = [papers[str(paper)] for paper in members]
        if len(inside) > (facts.get("places") or 0):
            yield f"Session {session} has {len(inside)} papers in {facts.get('places') or 0} places."
        for paper in inside:
            if paper["kind"] != facts["kind"]:
                kinds = f"the kind {paper['kind']}, session {session} of the kind {facts['kind']}"
                yield f"{paper['id']} is of {kinds}."
        minutes = sum(paper.get("minutes") or 0 for paper in inside)
        begins, ends = times_of(facts["begins"], facts["ends"])
        lasts = (ends - begins).total_seconds() / 60
        if facts["kind"] != POSTER and minutes > lasts + 1e-6:
            yield f"The talks of session {session} take {minutes:g} minutes, the session {lasts:g}."


def _lock_faults(problem: Mapping[str, Any], where: Mapping[str, str]) -> Iterator[str]:
    for lock in problem.get("locked") or []:
        paper, session = str(lock["paper"]), str(lock["session"])
        if where.get(paper, session) != session:
            yield f"{paper} is locked to session {session}, not to {where[paper]}."


def _people_faults(
    problem: Mapping[str, Any],
    papers: Mapping[str, Any],
    sessions: Mapping[str, Any],
    where: Mapping[str, str],
) -> Iterator[str]:
    busy: dict[str, set[str]] = {}
    for paper, session in where.items():
        for person in sorted(people_of(problem, papers[paper])):
            busy.setdefault(person, set()).add(session)
            yield from _absence_faults(problem, sessions, person, paper, session)
    for person, there in busy.items():
        for one, two in combinations(sorted(there), 2):
            if overlap(sessions[one], sessions[two]):
                yield f"{person} is in the sessions {one} and {two} at one time."


def _absence_faults(
    problem: Mapping[str, Any], sessions: Mapping[str, Any], person: str, paper: str, session: str
) -> Iterator[str]:
    begins, ends = times_of(sessions[session]["begins"], sessions[session]["ends"])
    for absence in problem.get("unavailable") or []:
        leaves, returns = times_of(absence["from"], absence["to"])
        if str(absence["person"]) == person and begins < returns and leaves < ends:
            yield f"{person} is away during session {session}, which has {paper}."
    for name, other in sessions.items():
        if person in map(str, other.get("people") or []) and (
            name == session or overlap(sessions[session], other)
        ):
            yield f"{person} is busy in session {name} during {session}, which has {paper}."


def _twice(
    papers: Mapping[str, Any], sessions: Mapping[str, Any], placed: Mapping[str, list[str]]
) -> Iterator[str]:
    """Presenters of two posters of one session."""
    for session, members in placed.items():
        if sessions[session]["kind"] == POSTER:
            presenters = [
                str(person) for paper in members for person in set(papers[str(paper)].get("presenters") or [])
            ]
            for person in sorted({person for person in presenters if presenters.count(person) > 1}):
                yield f"{person} presents more than one poster in session {session}."


def _board_faults(
    papers: Mapping[str, Any], sessions: Mapping[str, Any], plan: Mapping[str, Any], *, labs_apart: bool
) -> Iterator[str]:
    yield from _twice(papers, sessions, plan["sessions"])
    for session, members in plan["sessions"].items():
        if sessions[session]["kind"] != POSTER:
            continue
        boards = plan["boards"].get(session, {})
        if [*map(str, members)] != [*boards] or len({*boards.values()}) < len(boards):
            yield f"The boards of session {session} are not one for each of its posters, in their order."
        named = [str(board) for board in sessions[session].get("boards") or []]
        if named and [*boards.values()] != [board for board in named if board in boards.values()]:
            yield f"The boards of session {session} are not those of the room in walking order."
        if labs_apart:
            yield from _lab_faults(papers, session, [*map(str, members)])


def _lab_faults(papers: Mapping[str, Any], session: str, members: list[str]) -> Iterator[str]:
    """Neighbours of one laboratory, unless one has so many that it cannot be helped."""
    labs = [set(papers[paper].get("labs") or []) for paper in members]
    largest = max((sum(lab in other for other in labs) for one in labs for lab in one), default=0)
    for (one, first), (two, second) in pairwise(zip(members, labs, strict=True)):
        if first & second and largest <= (len(members) + 1) // 2:
            yield f"{one} and {two} of one laboratory are side by side in session {session}."
