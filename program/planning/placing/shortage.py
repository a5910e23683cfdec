"""What can be seen before any search: too few places, papers with hardly a choice, people with too much."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from program.planning.placing.rules import allowed_sessions, fitting, shared_people
from program.planning.problem.model import POSTER, PlanningProblem

_SUSPICIOUS = 1e-9


def missing_places(problem: PlanningProblem) -> dict[str, str]:
    """A sentence for each kind that has more papers than places."""
    papers = Counter(paper.kind for paper in problem.papers)
    places: Counter[str] = Counter()
    for session in problem.sessions:
        places[session.kind] += session.places
    return {
        kind: f"{count - places[kind]} of {count} papers of the kind {kind} have no place: "
        f"its sessions have {places[kind]}."
        for kind, count in papers.items()
        if count > places[kind]
    }


def quick_check(problem: PlanningProblem) -> list[str]:
    """What looks as if it could not be done, in sentences, before any search."""
    return [*missing_places(problem).values(), *_papers(problem), *_crowded(problem), *_people(problem)]


def _papers(problem: PlanningProblem) -> Iterator[str]:
    fits = np.asarray(fitting(problem).any(axis=1))
    allowed = np.asarray(allowed_sessions(problem).any(axis=1))
    for number, paper in enumerate(problem.papers):
        if not fits[number]:
            long = f"{paper.minutes:g} minutes" if paper.minutes else "no length"
            yield f"{paper.id} fits into no session of the kind {paper.kind}; it has {long}."
        elif not allowed[number]:
            yield f"{paper.id} can go into no session when its people are there and where it is locked to."


def _crowded(problem: PlanningProblem) -> Iterator[str]:
    """Each paper's wish, shared among the sessions it may go to, added up for each session."""
    allowed = allowed_sessions(problem).astype(float)
    choices = allowed.sum(axis=1, keepdims=True)
    wanted = (allowed / choices.clip(min=1)).sum(axis=0)
    for session, wishes in zip(problem.sessions, wanted, strict=True):
        if wishes > session.places + _SUSPICIOUS and wishes > 0:
            yield (
                f"Session {session.id} is likely to be too small: papers with few other choices want "
                f"{wishes:.1f} of its {session.places} places."
            )


def _people(problem: PlanningProblem) -> Iterator[str]:
    """Those with more posters than sessions of posters."""
    sessions = len(problem.sessions_of(POSTER))
    for person, papers in shared_people(problem).items():
        posters = [
            paper
            for paper in papers
            if problem.papers[paper].kind == POSTER and person in problem.papers[paper].presenters
        ]
        if len(posters) > sessions:
            there = f"is {sessions} poster session" if sessions == 1 else f"are {sessions} poster sessions"
            yield f"{person} presents {len(posters)} posters, but there {there}."
