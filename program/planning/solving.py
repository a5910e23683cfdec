"""Makes a plan: places for all, similar talks together, posters spread and on their boards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np

from program.planning.grouping.part import KindPart
from program.planning.grouping.sessions import group_talks
from program.planning.placing.clashes import unplaced_papers
from program.planning.placing.placement import Placement, best_placement
from program.planning.placing.rules import allowed_sessions
from program.planning.plan import Plan
from program.planning.posters.hanging import hang
from program.planning.posters.spreading import KeywordSpread, keyword_spread, spread_posters
from program.planning.problem.effort import PlanningEffort, PlanningProgress
from program.planning.problem.model import ORAL, POSTER, Bools, EarlierPlan, Ints, PlanningProblem


def plan_programme(
    problem: PlanningProblem,
    *,
    seed: int = 0,
    before: EarlierPlan | None = None,
    on_progress: Callable[[PlanningProgress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    is_enough: Callable[[], bool] | None = None,
) -> Plan:
    """A plan by all rules of the problem; the same for the same seed on every machine.

    Where there is an earlier plan, as few papers move as possible, and only these are arranged by likeness.
    Once `is_enough` says so, the best so far is handed over, with its bound. Raises `PlanningCancelled` if
    `should_stop` says so.
    """
    begun = perf_counter()
    effort = PlanningEffort(on_progress=on_progress, should_stop=should_stop, is_enough=is_enough)
    effort.tell("Finding places for all papers", 0.0)
    earlier = before or EarlierPlan()
    draft = _started(problem, earlier, seed, effort)
    for kind in problem.kinds:
        effort.tell(f"Arranging sessions: {kind}")
        if kind == POSTER:
            _arrange_posters(draft)
        else:
            _arrange_talks(draft, kind)
    effort.tell("Explaining what has no place", 0.9)
    clashes, unplaced = unplaced_papers(problem, draft.placement)
    return _plan(draft, earlier, clashes, unplaced, begun)


@dataclass
class _Draft:
    """A plan in the making. `stays` are papers that do not move."""

    problem: PlanningProblem
    placement: Placement
    stays: frozenset[int]
    seed: int
    effort: PlanningEffort
    bound: float = 0.0
    prices: dict[str, float] = field(default_factory=dict)

    def positions(self, papers: Sequence[int], sessions: Sequence[int]) -> Ints:
        """Where among these sessions each paper is; -1 if it is not placed."""
        at = [sessions.index(self.placement[paper]) if paper in self.placement else -1 for paper in papers]
        return np.array(at, dtype=np.int64)

    def move(self, papers: Sequence[int], sessions: Sequence[int], at: Ints) -> None:
        """Put papers where they are among these sessions now."""
        self.placement |= {paper: sessions[to] for paper, to in zip(papers, at, strict=True) if to >= 0}


def _started(problem: PlanningProblem, earlier: EarlierPlan, seed: int, effort: PlanningEffort) -> _Draft:
    """A valid placement, with care for all authors of talks where that costs no place and no move."""
    old = {
        problem.numbers[paper]: problem.session_numbers[session]
        for session, papers in earlier.sessions.items()
        if session in problem.session_numbers
        for paper in papers
        if paper in problem.numbers
    }
    placement = best_placement(problem, seed=seed, before=old)
    if not problem.everyone:
        careful = replace(problem, careful=True)
        with_care = best_placement(careful, seed=seed, before=old)
        moves = len(placement.items() & old.items()) - len(with_care.items() & old.items())
        if len(with_care) == len(placement) and moves <= 0:
            problem, placement = careful, with_care
    stays = frozenset(paper for paper, session in placement.items() if old.get(paper) == session)
    return _Draft(problem, placement, stays, seed, effort)


def _arrange_posters(draft: _Draft) -> None:
    papers, sessions = draft.problem.papers_of(POSTER), draft.problem.sessions_of(POSTER)
    keywords = [draft.problem.papers[paper].keywords for paper in papers]
    start = draft.positions(papers, sessions)
    at = spread_posters(_part(draft, POSTER), start, keywords, draft.effort)
    draft.move(papers, sessions, at)


def _arrange_talks(draft: _Draft, kind: str) -> None:
    problem = draft.problem
    papers, sessions = problem.papers_of(kind), problem.sessions_of(kind)
    # A bound for every plan, whatever moves and wherever the papers of other kinds are.
    free = _part(replace(draft, placement={}, stays=frozenset()), kind)
    start = draft.positions(papers, sessions)
    grouped = group_talks(_part(draft, kind), free, start, draft.effort, seed=draft.seed)
    draft.move(papers, sessions, grouped.at)
    if kind == ORAL:
        draft.bound = grouped.columns.bound
        prices = zip(papers, grouped.columns.prices.tolist(), strict=True)
        draft.prices = {problem.papers[paper].id: price for paper, price in prices}


def _part(draft: _Draft, kind: str) -> KindPart:
    """The papers and sessions of a kind, with those of other kinds where they are."""
    problem = draft.problem
    papers, sessions = problem.papers_of(kind), problem.sessions_of(kind)
    is_poster = kind == POSTER
    return KindPart(
        likeness=problem.likeness[np.ix_(papers, papers)],
        allowed=_allowed(draft, kind)[np.ix_(papers, sessions)],
        places=np.array([problem.sessions[session].places for session in sessions], dtype=np.int64),
        lengths=np.array([problem.sessions[session].minutes for session in sessions]),
        minutes=np.array([0.0 if is_poster else problem.papers[paper].minutes for paper in papers]),
        people=tuple(problem.separate_people[paper] for paper in papers),
        overlap=problem.overlap[np.ix_(sessions, sessions)],
        apart=_presented_by_one(problem, papers) if is_poster else np.zeros((len(papers), len(papers)), bool),
    )


def _allowed(draft: _Draft, kind: str) -> Bools:
    problem, allowed = draft.problem, allowed_sessions(draft.problem)
    of_kind = problem.papers_of(kind)
    for paper, session in draft.placement.items():
        if problem.papers[paper].kind != kind:
            people = problem.separate_people[paper]
            others = [other for other in of_kind if problem.separate_people[other] & people]
            allowed[np.ix_(others, np.flatnonzero(problem.overlap[session]).tolist())] = False
    for paper in draft.stays:
        allowed[paper] = False
        allowed[paper, draft.placement[paper]] = True
    return allowed


def _presented_by_one(problem: PlanningProblem, papers: Sequence[int]) -> Bools:
    presenters = [frozenset(problem.papers[paper].presenters) for paper in papers]
    table = np.array([[bool(one & two) for two in presenters] for one in presenters], dtype=bool)
    table = table.reshape(len(papers), len(papers))
    np.fill_diagonal(table, val=False)
    return table


def _plan(
    draft: _Draft, earlier: EarlierPlan, clashes: tuple[str, ...], unplaced: dict[str, str], begun: float
) -> Plan:
    problem = draft.problem
    members: dict[int, list[int]] = {number: [] for number in range(len(problem.sessions))}
    for paper in sorted(draft.placement):
        members[draft.placement[paper]].append(paper)
    boards: dict[str, dict[str, str]] = {}
    for session in problem.sessions_of(POSTER):
        name = problem.sessions[session].id
        hung = hang(problem, session, members[session], earlier.boards.get(name, {}), seed=draft.seed)
        members[session] = list(hung)
        boards[name] = {problem.papers[paper].id: board for paper, board in hung.items()}
    oral = [members[session] for session in problem.sessions_of(ORAL)]
    return Plan(
        sessions={
            problem.sessions[session].id: tuple(problem.papers[paper].id for paper in papers)
            for session, papers in members.items()
        },
        boards=boards,
        similarity=sum(float(problem.likeness[np.ix_(papers, papers)].sum()) / 2 for papers in oral),
        bound=draft.bound,
        prices=draft.prices,
        spread=_spread(draft),
        clashes=clashes,
        unplaced=unplaced,
        seconds=perf_counter() - begun,
    )


def _spread(draft: _Draft) -> KeywordSpread:
    papers, sessions = draft.problem.papers_of(POSTER), draft.problem.sessions_of(POSTER)
    keywords = [draft.problem.papers[paper].keywords for paper in papers]
    return keyword_spread(draft.positions(papers, sessions), len(sessions), keywords)
