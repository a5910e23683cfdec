"""Times of the assignment engine: `python -m bench.matching [FOLDER OF .npz PROBLEMS] [--large]`.

Whole calls, medians of five in one run (of one where a call takes longer than five seconds), each result
verified. Reading of files is not counted.
"""

import argparse
import resource
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from reviews.matching import Problem, from_dense, read_problem, solve, verify
from reviews.matching.solver import OBJECTIVES

SEED = 1
LONG = 5.0


def made_up(papers: int, reviewers: int, candidates: int, load: int) -> Problem:
    """A problem drawn with a seed: each paper may go to `candidates` reviewers, scores with a long tail."""
    rng = np.random.default_rng(SEED)
    spread = np.sort(rng.permuted(np.tile(np.arange(candidates), (papers, 1)), axis=1), axis=1)
    steps = rng.integers(0, max(1, reviewers // candidates), (papers, candidates))
    who = (spread * (reviewers // candidates) + steps).reshape(-1)
    return Problem(
        indptr=np.arange(papers + 1) * candidates,
        indices=who,
        scores=rng.beta(2, 5, papers * candidates),
        demand=np.full(papers, 3),
        load_max=np.full(reviewers, load),
        load_min=np.zeros(reviewers, dtype=np.int64),
    )


def steps_of_five(papers: int, reviewers: int, load: int) -> Problem:
    """A problem full of ties: scores in five steps, as bids are."""
    rng = np.random.default_rng(SEED)
    table = rng.choice([0, 0.25, 0.5, 0.75, 1], (papers, reviewers), p=[0.94, 0.015, 0.015, 0.015, 0.015])
    return from_dense(table, demand=3, load_max=load)


def report(name: str, problem: Problem, objective: str, repeats: int) -> None:
    """One line: the figures, the median time of a whole call, and what the verifier says."""
    times = []
    for _ in range(repeats):
        started = perf_counter()
        solution = solve(problem, objective)
        times.append(perf_counter() - started)
        if times[-1] > LONG:
            break
    started = perf_counter()
    word = "proven" if verify(problem, solution).ok else "NOT PROVEN"
    checked = perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name:24} {len(problem.scores):>9,} {objective:6} total {solution.total:12.4f}  "
        f"gap {solution.gap:7.1e}  worst {solution.worst:7.4f}  {median(times):7.3f} s  "
        f"{word} in {checked:.3f} s  peak {memory:,.0f} MB"
    )


def main() -> None:
    """Bench the made-up problems, and those of a folder where one is named."""
    parser = argparse.ArgumentParser(description="Times of the assignment engine.")
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--large", action="store_true", help="also 20,000 x 16,000 with 3 million pairs")
    chosen = parser.parse_args()
    problems = [
        ("490 x 120", made_up(490, 120, 120, 14)),
        ("2,000 x 2,000", made_up(2000, 2000, 150, 4)),
        ("600 x 200 in five steps", steps_of_five(600, 200, 10)),
    ]
    problems += [(path.stem, read_problem(path)) for path in sorted((chosen.folder or Path()).glob("*.npz"))]
    for name, problem in problems:
        for objective in OBJECTIVES:
            report(name, problem, objective, repeats=5)
    if chosen.large:
        for objective in OBJECTIVES:
            report("20,000 x 16,000", made_up(20_000, 16_000, 150, 5), objective, repeats=1)


if __name__ == "__main__":
    main()
