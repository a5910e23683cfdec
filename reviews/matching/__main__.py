"""`python -m reviews.matching solve PROBLEM.npz --out RESULT.json`, and `verify PROBLEM.npz RESULT.json`."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from reviews.matching.draws.sampling import sample
from reviews.matching.files.archives import read_problem, read_rules
from reviews.matching.files.results import read_result, write_result
from reviews.matching.files.tables import read_table
from reviews.matching.objectives.solver import curve, solve
from reviews.matching.panels.solver import solve_panels
from reviews.matching.problem.effort import after
from reviews.matching.problem.errors import MatchingError, ProblemError
from reviews.matching.problem.problem import Problem
from reviews.matching.problem.solution import MAX_MIN, OBJECTIVES, PANELS, TOTAL, Solution
from reviews.matching.verification.verifier import Report, verify

_NOT_FINISHED = 3
_SHOWN = 1e-6  # of the best: less is a rounding error


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    0 if all is well, 1 if there is no answer or the check failed, 2 for bad input, 3 if the search ended
    before it had proven that nothing better is possible.
    """
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.command(chosen))
    except MatchingError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2 if isinstance(refusal, ValueError) else 1


def _read(chosen: argparse.Namespace) -> Problem:
    """The problem of an archive, or of a CSV file with the numbers that come beside it."""
    if chosen.problem.suffix.lower() != ".csv":
        return read_problem(chosen.problem)
    if chosen.demand is None or chosen.load is None:
        raise ProblemError(
            "A CSV file needs --demand (reviewers a paper) and --load (most papers a reviewer)."
        )
    return read_table(chosen.problem, demand=chosen.demand, load_max=chosen.load, load_min=chosen.least)


def _solve(chosen: argparse.Namespace) -> int:
    problem = _read(chosen)
    solution = _best(problem, chosen) if chosen.probability_limit is None else _sampled(problem, chosen)
    if chosen.out:
        write_result(chosen.out, solution, problem)
    sys.stdout.write(
        f"{len(solution.pairs())} pairs, total {solution.total:.6f} (at most {solution.bound:.6f}), "
        f"worst paper {solution.worst:.6f}, {solution.seconds:.3f} s\n"
    )
    sys.stdout.writelines(f"{sentence}\n" for sentence in _remarks(solution))
    return 0 if solution.finished else _NOT_FINISHED


def _remarks(solution: Solution) -> Iterator[str]:
    """What is not as it was wished, and how far from the best the answer may be."""
    yield from (infeasibility.sentence for infeasibility in solution.infeasibilities)
    if solution.odds:
        yield f"One of many draws; on average their total is {solution.odds.expected_total:.6f}."
    if solution.evenness:
        yield (
            f"The evenness is at most {solution.evenness.gap:.4%} below the best; its price is at most "
            f"{solution.gap:.4%} of the greatest total."
        )
    if not solution.finished:
        yield f"The search ended before all was proven: {_missing(solution)}."


def _missing(solution: Solution) -> str:
    total = f"the total is at most {solution.gap:.4%} below the greatest"
    if solution.worst_bound is None:
        return total
    worst = "no worst paper can be better"
    if solution.worst_gap >= _SHOWN:
        worst = f"the worst paper is at most {solution.worst_gap:.4%} below the best"
    return f"{worst}, and {total} with such a worst paper"


def _curve(chosen: argparse.Namespace) -> int:
    found = curve(
        _read(chosen), chosen.points, allow_shortfall=chosen.allow_shortfall, work_limit=chosen.work
    )
    sys.stdout.write("worst paper,total\n")
    sys.stdout.writelines(f"{one.worst:.6f},{one.total:.6f}\n" for one in found)
    return 0 if found[-1].finished else _NOT_FINISHED


def _best(problem: Problem, chosen: argparse.Namespace) -> Solution:
    if not chosen.panels:
        return solve(
            problem,
            chosen.objective,
            allow_shortfall=chosen.allow_shortfall,
            target=chosen.target,
            work_limit=chosen.work,
            should_stop=None if chosen.patience is None else after(chosen.patience),
        )
    rules = read_rules(chosen.problem)
    return solve_panels(problem, rules, chosen.objective, allow_shortfall=chosen.allow_shortfall)


def _sampled(problem: Problem, chosen: argparse.Namespace) -> Solution:
    if chosen.objective != TOTAL or chosen.panels:
        raise ProblemError(
            "A probability limit goes with the objective total alone, without rules on panels."
        )
    return sample(problem, chosen.probability_limit, seed=chosen.seed, spread=chosen.spread)


def _verify(chosen: argparse.Namespace) -> int:
    solution = read_result(chosen.result)
    if chosen.objective:
        solution = replace(solution, objective=chosen.objective)
    rules = read_rules(chosen.problem) if solution.objective == PANELS else None
    report = verify(_read(chosen), solution, rules)
    sys.stdout.writelines(f"{fault}\n" for fault in report.faults)
    if report.ok:
        sys.stdout.write(f"All constraints hold; {_verdict(solution, report)}.\n")
    return 0 if report.ok else 1


def _verdict(solution: Solution, report: Report) -> str:
    if solution.objective == PANELS and report.worst_bound is None:
        return f"no more than {report.bound:.6f} can be had, {solution.gap:.3%} above its {report.total:.6f}"
    if solution.objective in {PANELS, MAX_MIN} and not report.optimal:
        highest = solution.worst if report.worst_bound is None else report.worst_bound
        return (
            f"a worst paper of {solution.worst:.6f}, where at most {highest:.6f} can be had, and a total of "
            f"{report.total:.6f}, where at most {report.bound:.6f} can be had with it"
        )
    if solution.evenness:
        even = solution.evenness
        return f"the sums are worth {even.worth:.6f} of at most {even.bound:.6f}, total {report.total:.6f}"
    if solution.odds is None:
        best = "is the best there is" if report.optimal else f"of at most {report.bound:.6f}"
        return f"total {report.total:.6f} {best}"
    expected = solution.odds.expected_total
    if report.optimal:
        return f"no odds under the limit expect more than its {expected:.6f}"
    return f"its odds expect {expected:.6f} of the {report.bound:.6f} that the limit allows"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="reviews.matching", description="Assign reviewers to papers.")
    commands = parser.add_subparsers(required=True)
    solving = commands.add_parser("solve", help="find the best assignment")
    _add_problem(solving)
    solving.add_argument("--objective", choices=OBJECTIVES, default=TOTAL)
    solving.add_argument("--allow-shortfall", action="store_true", help="fill as many places as can be")
    solving.add_argument("--panels", action="store_true", help="keep the rules on panels that the file holds")
    solving.add_argument("--probability-limit", type=float, help="draw it; no pair is likelier than this")
    solving.add_argument("--seed", type=int, default=0, help="which draw (default: 0)")
    solving.add_argument(
        "--spread", type=float, default=0.0, help="0 to 1: move odds to pairs nearly as good"
    )
    solving.add_argument("--target", type=float, help="with the floor: what is enough for the worst paper")
    solving.add_argument(
        "--patience", type=float, help="seconds until the best so far is taken, wherever the search is"
    )
    _add_work(solving)
    solving.add_argument("--out", type=Path, help="write the result as JSON")
    solving.set_defaults(command=_solve)
    drawing = commands.add_parser("curve", help="what a better worst paper costs, as CSV")
    _add_problem(drawing)
    drawing.add_argument("--points", type=int, default=8, help="how many at most (default: %(default)s)")
    drawing.add_argument("--allow-shortfall", action="store_true", help="fill as many places as can be")
    _add_work(drawing)
    drawing.set_defaults(command=_curve)
    checking = commands.add_parser("verify", help="check a result and prove its bound")
    _add_problem(checking)
    checking.add_argument("result", type=Path)
    checking.add_argument("--objective", choices=OBJECTIVES, help="what the result claims, if not as it says")
    checking.set_defaults(command=_verify)
    return parser


def _add_work(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--work", type=float, help="most work of a floor, in millions of pairs looked at (some 3 ms each)"
    )


def _add_problem(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "problem", type=Path, help="a NumPy archive (.npz), or a CSV of paper, reviewer, score"
    )
    command.add_argument("--demand", type=int, help="reviewers that each paper of a CSV needs")
    command.add_argument("--load", type=int, help="most papers of each reviewer of a CSV")
    command.add_argument("--least", type=int, default=0, help="least papers of each reviewer of a CSV")


if __name__ == "__main__":
    sys.exit(main())
