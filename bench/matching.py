"""What the assignment engine promises, measured: each figure beside the one that must hold.

`python -m bench.matching [FOLDER OF .npz PROBLEMS] [--expertise RATINGS.json.gz] [--large]`, or `make bench`
with MATCHING=folder and EXPERTISE=file. Whole calls are timed, medians of five in one run, reading not
counted; every result is verified. Rows that need a file that is not named are left out. Times are wall clock:
a busy machine misses marks that it meets when idle, so the processor's time is told beside them. Exits with 1
if something is missed.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from math import log2
from multiprocessing import get_context
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple, TypeVar

import numpy as np

from bench.affinity import losses, made_up_texts
from bench.made_up import at_full_size, declined, long_tailed, panel_rules, shrunk, steps_of_five
from reviews.matching import (
    Problem,
    Sampler,
    Solution,
    probability_limited,
    read_problem,
    rerun,
    sample,
    solve,
    solve_panels,
    substitutes,
    text_affinity,
    verify,
    write_problem,
)

Answer = TypeVar("Answer")
REPEATS, LONG = 5, 8.0  # a call that takes longer is not repeated
SAMPLES, DEVIATIONS = 10_000, 5.0
SECONDS = {"midl2018": 0.25, "conf2k": 1.0, "aamas2016": 1.0}
SAME_TOTAL = {"midl2018", "gold_tpms", "conf2k"}  # whose best floor costs next to nothing
LARGE = "made up 20,000 x 16,000"
DECIDED = 150_000  # pairs; larger problems are lifted and bounded, not decided exactly


class Row(NamedTuple):
    """One line of the table."""

    what: str
    measured: str
    must: str
    ok: bool | None = None  # None: told, but nothing is promised


@dataclass(frozen=True)
class Timed:
    """Median wall clock and processor seconds of a whole call."""

    wall: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.wall:.3f} s (cpu {self.cpu:.3f})"


def timed(call: Callable[[], Answer]) -> tuple[Answer, Timed]:
    """What the call returns, and its median times of five."""
    walls, cpus = [], []
    for _ in range(REPEATS):
        wall, cpu = perf_counter(), process_time()
        answer = call()
        walls.append(perf_counter() - wall)
        cpus.append(process_time() - cpu)
        if walls[-1] > LONG:
            break
    return answer, Timed(median(walls), median(cpus))


def under(what: str, took: Timed, most: float | None) -> Row:
    """A row of time."""
    if most is None:
        return Row(what, str(took), "")
    return Row(what, str(took), f"under {most:g} s", took.wall < most)


def both_modes(name: str, problem: Problem, most: float | None) -> Iterator[Row]:
    """Optimum, floor and times of one problem."""
    greatest, took = timed(lambda: solve(problem))
    yield proven(f"{name}: total", problem, greatest, f"{greatest.total:.6f}")
    yield under(f"{name}: time, total", took, most)
    fair, took = timed(lambda: solve(problem, "floor"))
    yield proven(f"{name}: floor", problem, fair, f"{fair.worst:.6f}, total {fair.total:.6f}")
    if name in SAME_TOTAL:
        share = fair.total / greatest.total
        yield Row(f"{name}: total kept with the floor", f"{share:.4%}", "at least 99.9 %", share >= 0.999)
    if name == "midl2018_lb":
        exact = fair.worst > 0.9448 and fair.total > 141.95
        yield Row(f"{name}: least loads", f"{fair.worst:.4f}, {fair.total:.3f}", "0.945, 142.0", exact)
    yield under(f"{name}: time, floor", took, most)


def worst_first(name: str, problem: Problem) -> Iterator[Row]:
    """The worst-served paper first beside the plain flow, in a process of its own that has nothing else."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        plain, fair, ratio, peak, ok = process.submit(_worst_first, problem).result()
    highest = fair.worst if fair.worst_bound is None else fair.worst_bound
    share = fair.worst / highest if highest > 0 else 1.0
    large = len(problem.scores) > DECIDED
    shown = f"{fair.worst:.4f} of {highest:.4f} ({share:.2%}), {fair.certainty}"
    yield Row(f"{name}: worst paper / ceiling", shown, "at least 99 %", ok and share >= 0.99)
    yield Row(
        f"{name}: total / optimum", f"{fair.total / max(plain.total, 1e-9):.4%}, gap {fair.gap:.4%}", ""
    )
    must = "at most 10 times" if large else ""
    yield Row(f"{name}: cpu / plain flow", f"{ratio:.1f} times", must, ratio <= 10 if large else None)
    yield Row(f"{name}: memory", f"{peak:,.0f} MB", "under 1,000 MB", peak < 1000)


def _worst_first(problem: Problem) -> tuple[Solution, Solution, float, float, bool]:
    plain, took = timed(lambda: solve(problem))
    fair, longer = timed(lambda: solve(problem, "floor"))
    peak = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    return plain, fair, longer.cpu / took.cpu, peak, verify(problem, fair).ok


def proven(what: str, problem: Problem, solution: Solution, shown: str) -> Row:
    """A row of optimality, as the verifier sees it."""
    report = verify(problem, solution)
    return Row(what, f"{shown}, gap {solution.gap:.1e}", "best, proven", report.ok and report.optimal)


def probability_limit(problem: Problem) -> Iterator[Row]:
    """The limit of 0.5: price, time, and what many draws show."""
    solution, took = timed(lambda: sample(problem, 0.5, seed=1))
    assert solution.odds
    gap = 1 - solution.odds.expected_total / verify(problem, solution).bound
    yield Row("limit 0.5: below the fractional optimum", f"{gap:.4%}", "at most 0.1 %", gap <= 1e-3)
    yield under("limit 0.5: time", took, 3.0)
    marginals = probability_limited(problem, 0.5)
    sampler, often = Sampler(marginals), np.zeros(len(problem.scores))
    for seed in range(SAMPLES):
        often += sampler.draw(seed)
    likely = np.flatnonzero(marginals.parts)
    odds = np.minimum(marginals.probabilities[likely], 0.5)
    off = float(np.max((often[likely] - SAMPLES * odds) / np.sqrt(SAMPLES * odds * (1 - odds))))
    shown = f"at most {often.max() / SAMPLES:.4f}, {off:.1f} deviations"
    yield Row(f"limit 0.5: {SAMPLES:,} draws", shown, f"under {DEVIATIONS:g} deviations", off < DEVIATIONS)


def evenness(problem: Problem) -> Iterator[Row]:
    """Fit spread evenly: what is proven, and the price."""
    solution, took = timed(lambda: solve(problem, "even"))
    report, even = verify(problem, solution), solution.evenness
    assert even
    yield Row("even: below the proven bound", f"{even.gap:.4%}", "proven", report.ok)
    yield Row("even: price in total fit", f"{1 - solution.total / solution.bound:.4%}", "")
    yield under("even: time", took, None)


def side_constraints(problem: Problem) -> Iterator[Row]:
    """All rules on panels together."""
    rules = panel_rules(problem)
    solution, took = timed(lambda: solve_panels(problem, rules))
    report = verify(problem, solution, rules)
    yield Row("panel rules together: met", "; ".join(report.faults[:2]) or "all", "all", report.ok)
    yield Row("panel rules together: gap", f"{solution.gap:.4%}", "under 0.5 %", solution.gap < 5e-3)
    yield under("panel rules together: time", took, 60.0)
    first, took = timed(lambda: solve_panels(problem, rules, "floor"))
    report = verify(problem, first, rules)
    above = f"{first.worst:.4f} of at most {report.worst_bound:.4f}"
    yield Row("panel rules, worst paper first", "; ".join(report.faults[:2]) or above, "proven", report.ok)
    yield under("panel rules, worst paper first: time", took, None)
    who = int(solution.reviewers[0])
    rest = declined(problem, [who])
    again, took = timed(lambda: rerun(rest, solution.pairs(), rules=rules))
    moved = f"{len(again.removed)} for {solution.loads(problem.n_reviewers)[who]}"
    are_met = verify(rest, again.solution, rules).ok
    yield Row("panel rules, one declines: pairs removed", moved, "all rules met", are_met)
    yield under("panel rules, one declines: time", took, None)


def changes(problem: Problem) -> Iterator[Row]:
    """One decline, then many withdrawals at once."""
    before = solve(problem)
    loads = before.loads(problem.n_reviewers)
    some = np.flatnonzero((loads > 0) & (loads <= 3))[:: problem.n_reviewers // 7].tolist()
    most, took = 0, Timed(0, 0)
    for who in some:
        again, took = timed(lambda who=who: rerun(declined(problem, [who]), before.pairs()))  # type: ignore[misc]
        most = max(most, len(again.added), len(again.removed))
    yield Row(f"one of {len(some)} declines: changed pairs", str(most), "at most 3", most <= 3)
    yield under("one declines: time", took, 1.0)
    rest, papers, people = shrunk(problem)
    again, took = timed(lambda: rerun(rest, before.pairs()))
    lost = [pair for pair in before.pairs() if pair[0] in papers or pair[1] in people]
    new = sum(paper not in papers for paper, _ in lost)
    share = (len(again.removed) + len(again.added)) / (len(lost) + new)
    below = 1 - again.solution.total / solve(rest).total
    yield Row("2 % withdrawn, 3 % gone: changes", f"{share:.3f} of needed", "at most 1.05", share <= 1.05)
    yield Row("2 % withdrawn, 3 % gone: below the optimum", f"{below:.3%}", "at most 0.3 %", below <= 3e-3)
    yield under("2 % withdrawn, 3 % gone: time", took, None)


def step_in(problem: Problem) -> Iterator[Row]:
    """Substitutes for a paper, with the rules on panels looked at."""
    before, rules = solve(problem).pairs(), panel_rules(problem)
    found, took = timed(lambda: substitutes(problem, before[1:], before[0][0], rules=rules))
    yield Row("substitutes for one paper", f"{len(found)} ranked", "some", bool(found))
    yield under("substitutes for one paper: time", took, 0.05)


def same_again(problem: Problem) -> Iterator[Row]:
    """Two processes with the same seed write the same file."""
    for words in (["--objective", "total"], ["--objective", "floor"], ["--probability-limit", "0.5"]):
        one, other = (_written(problem, [*words, "--seed", "1"], hashing) for hashing in ("1", "2"))
        same = "identical" if one == other else "different"
        yield Row(f"same seed twice, {words[1]}: files", same, "identical", one == other)


def _written(problem: Problem, words: list[str], hashing: str) -> str:
    """The result file of the command, without its seconds."""
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "problem.npz", Path(folder) / "result.json"
        write_problem(path, problem)
        command = [sys.executable, "-m", "reviews.matching", "solve", str(path), *words, "--out", str(out)]
        environment = os.environ | {"PYTHONHASHSEED": hashing}
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
        written = out.read_text(encoding="utf-8")
    return written.replace(f'"seconds": {json.loads(written)["seconds"]}', "")


def large() -> Iterator[Row]:
    """3 million pairs: time, memory, and how time grows, each objective in a process of its own."""
    small = long_tailed(2000, 2000, 150, 4)
    for objective in ("total", "floor"):
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            pairs, took, peak, ok = process.submit(_large, objective).result()
        yield Row(f"{LARGE}: {objective}", f"{pairs:,} pairs", "best, proven", ok)
        yield under(f"{LARGE}: time, {objective}", took, 8.0)
        yield Row(f"{LARGE}: memory, {objective}", f"{peak:,.0f} MB", "under 1,000 MB", peak < 1000)
        fast = timed(lambda objective=objective: solve(small, objective))[1]  # type: ignore[misc]
        n = len(small.scores)
        growth = took.cpu / fast.cpu / (pairs * log2(pairs) / (n * log2(n)))
        shown = f"{growth:.2f} times as {n:,} pairs"
        yield Row(f"{LARGE}: time per pair x log, {objective}", shown, "about 1")


def _large(objective: str) -> tuple[int, Timed, float, bool]:
    problem = long_tailed(20_000, 16_000, 150, 5)
    solution, took = timed(lambda: solve(problem, objective))
    peak = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    report = verify(problem, solution)
    return len(problem.scores), took, peak, report.ok and report.optimal


def affinity(expertise: Path | None, *, at_size: bool) -> Iterator[Row]:
    """Fit from text: how often it is wrong, and how long it takes."""
    marks = {"words": 0.28, "both": 0.24}
    for name, loss in losses(expertise).items() if expertise else ():
        most = marks.get(name)
        yield Row(
            f"text: loss of {name}",
            f"{loss:.4f}",
            f"under {most}" if most else "",
            loss < most if most else None,
        )
    if at_size:
        papers, past = made_up_texts(10_000, 10_000, 5)
        wall, cpu = perf_counter(), process_time()
        text_affinity(papers, past)
        took = Timed(perf_counter() - wall, process_time() - cpu)
        yield under("text: 10,000 x 10,000, five past papers each", took, 60.0)


def rows(chosen: argparse.Namespace) -> Iterator[Row]:
    """All that can be measured with what was named."""
    paths = sorted(chosen.folder.glob("*.npz")) if chosen.folder else []
    problems = {path.stem: read_problem(path) for path in paths}
    for name, problem in problems.items():
        if len(problem.scores) <= DECIDED or name in SECONDS:
            yield from both_modes(name, problem, SECONDS.get(name))
        yield from worst_first(name, problem)
    for name, problem in at_full_size():
        yield from worst_first(name, problem)
    yield from both_modes("made up 490 x 120", long_tailed(490, 120, 120, 14), None)
    yield from both_modes("made up 600 x 200 in five steps", steps_of_five(600, 200, 10), 1.0)
    full = problems.get("conf2k") or long_tailed(2000, 2000, 150, 4)
    for part in (evenness, probability_limit, side_constraints, changes, step_in, same_again):
        yield from part(full)
    if chosen.large:
        yield from large()
    yield from affinity(chosen.expertise, at_size=chosen.large)


def main() -> int:
    """Print the table; 1 if something was missed."""
    parser = argparse.ArgumentParser(description="What the assignment engine promises, measured.")
    parser.add_argument("folder", nargs="?", type=Path, help="problems as .npz files")
    parser.add_argument("--expertise", type=Path, help="ratings for the loss of fit from text")
    parser.add_argument(
        "--large", action="store_true", help="also 3 million pairs, and 10,000 x 10,000 texts"
    )
    missed = 0
    print(f"{'measure':54} {'measured':44} {'must':20}")
    for row in rows(parser.parse_args()):
        word = {True: "ok", False: "MISSED", None: ""}[row.ok]
        missed += row.ok is False
        print(f"{row.what:54} {row.measured:44} {row.must:20} {word}".rstrip(), flush=True)
    print(f"{missed} missed" if missed else "nothing missed")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
