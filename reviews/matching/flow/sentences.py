"""The wording of infeasibilities: what clashes, in numbers, and what would help."""

import numpy as np

from reviews.matching.problem.problem import Problem

_NAMES_UP_TO = 5


def too_many_required_for_paper(problem: Problem, paper: int, required: int) -> str:
    """More pairs are required than the paper has places."""
    return (
        f"{_capital(problem.paper_name(paper))} needs {_count(int(problem.demand[paper]), 'reviewer')}, but "
        f"{required} are required for it: lift a required pair or raise what it needs."
    )


def too_many_required_of_reviewer(problem: Problem, reviewer: int, required: int) -> str:
    """More pairs are required than the reviewer may have papers."""
    most = _count(int(problem.load_max[reviewer]), "paper")
    return (
        f"{_capital(problem.reviewer_name(reviewer))} may have at most {most}, but {required} are required: "
        "lift a required pair or raise the load."
    )


def too_few_candidates(problem: Problem, paper: int) -> str:
    """One paper has fewer candidates than places."""
    left = int((problem.allowed & (problem.rows == paper)).sum())
    excluded = int((np.concatenate([problem.conflicts, problem.forbidden])[:, 0] == paper).sum())
    few = "only 1 of its candidates is" if left == 1 else f"only {left} of its candidates are"
    why = f"{few} free of conflict" if excluded else f"only {left} may review it"
    wanted = _count(int(problem.demand[paper]), "reviewer")
    lift = (
        f" or lift {'its conflict' if excluded == 1 else f'one of its {excluded} conflicts'}"
        if excluded
        else ""
    )
    who = _capital(problem.paper_name(paper))
    return f"{who} needs {wanted}, but {why}: add reviewers{lift}, or ask for fewer reviews of it."


def too_little_load(problem: Problem, papers: list[int], have: int) -> str:
    """These papers want more than all reviewers together may take."""
    wanted = _count(int(problem.demand[papers].sum()), "review")
    verb = "needs" if len(papers) == 1 else "need"
    return (
        f"{_papers(problem, papers)} {verb} {wanted}, but the loads of all {problem.n_reviewers} "
        f"reviewers together leave room for only {have}: add reviewers, raise loads or ask for fewer reviews."
    )


def too_few_for_papers(problem: Problem, papers: list[int], have: int, narrow: list[int]) -> str:
    """These papers together want more than their candidates may take."""
    wanted = _count(int(problem.demand[papers].sum()), "review")
    load = _count(int(problem.load_max[narrow].sum()), "paper")
    verb = "needs" if len(papers) == 1 else "together need"
    limit = f": {_reviewers(problem, narrow)} may take only {load} in all" if narrow else ""
    return (
        f"{_papers(problem, papers)} {verb} {wanted}, but only {have} can be had{limit}. "
        "Add reviewers for them, raise loads, or lift a conflict."
    )


def too_few_for_reviewers(problem: Problem, reviewers: list[int], have: int) -> str:
    """These reviewers are to have more papers than can be given to them."""
    least = _count(int(problem.load_min[reviewers].sum()), "paper")
    verb = "is" if len(reviewers) == 1 else "together are"
    return (
        f"{_capital(_reviewers(problem, reviewers))} {verb} to have at least {least}, but only {have} can be "
        "given without exceeding what papers need: lower the least load or allow more pairs."
    )


def too_little_chance(problem: Problem, paper: int, *, candidates: int, limit: float, empty: float) -> str:
    """The candidates of one paper cannot fill its places under a limit on the chance of each."""
    who, wanted = _capital(problem.paper_name(paper)), _count(int(problem.demand[paper]), "reviewer")
    return (
        f"{who} needs {wanted}, but has {_count(candidates, 'candidate')}, each "
        f"with a chance of at most {limit:g}: on average {empty:g} places stay empty. Raise the limit or "
        "add reviewers."
    )


def _papers(problem: Problem, papers: list[int]) -> str:
    if len(papers) == problem.n_papers > 1:
        return f"All {len(papers)} papers"
    named = _listed([problem.paper_name(paper).removeprefix("paper ") for paper in papers])
    return f"Paper {named}" if len(papers) == 1 else f"Papers {named}"


def _reviewers(problem: Problem, reviewers: list[int]) -> str:
    if len(reviewers) == problem.n_reviewers > 1:
        return f"all {len(reviewers)} reviewers"
    return _listed([problem.reviewer_name(reviewer) for reviewer in reviewers])


def _listed(words: list[str]) -> str:
    more = len(words) - _NAMES_UP_TO + 1
    shown = words if more <= 1 else [*words[: _NAMES_UP_TO - 1], f"{more} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
