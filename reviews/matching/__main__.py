"""`python -m reviews.matching solve PROBLEM.npz --out RESULT.json`, and `verify PROBLEM.npz RESULT.json`."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from reviews.matching.errors import MatchingError
from reviews.matching.files import read_problem
from reviews.matching.results import read_result, write_result
from reviews.matching.solver import OBJECTIVES, solve
from reviews.matching.verify import verify


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command: 0 if all is well, 1 if there is no answer or the check failed, 2 for bad input."""
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except MatchingError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2 if isinstance(refusal, ValueError) else 1


def _solve(chosen: argparse.Namespace) -> int:
    problem = read_problem(chosen.problem)
    solution = solve(problem, chosen.objective, allow_shortfall=chosen.allow_shortfall)
    if chosen.out:
        write_result(chosen.out, solution)
    sys.stdout.write(
        f"{len(solution.pairs())} pairs, total {solution.total:.6f} (at most {solution.bound:.6f}), "
        f"worst paper {solution.worst:.6f}, {solution.seconds:.3f} s\n"
    )
    sys.stdout.writelines(f"{shortage.sentence}\n" for shortage in solution.shortages)
    return 0


def _verify(chosen: argparse.Namespace) -> int:
    solution = read_result(chosen.result)
    if chosen.objective:
        solution = replace(solution, objective=chosen.objective)
    report = verify(read_problem(chosen.problem), solution)
    sys.stdout.writelines(f"{fault}\n" for fault in report.faults)
    if report.ok:
        sys.stdout.write(f"All constraints hold; total {report.total:.6f} is the best there is.\n")
    return 0 if report.ok else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="reviews.matching", description="Assign reviewers to papers.")
    commands = parser.add_subparsers(required=True)
    solving = commands.add_parser("solve", help="find the best assignment")
    solving.add_argument("problem", type=Path)
    solving.add_argument("--objective", choices=OBJECTIVES, default="total")
    solving.add_argument("--allow-shortfall", action="store_true", help="fill as many places as can be")
    solving.add_argument("--out", type=Path, help="write the result as JSON")
    solving.set_defaults(run=_solve)
    checking = commands.add_parser("verify", help="check a result and prove its bound")
    checking.add_argument("problem", type=Path)
    checking.add_argument("result", type=Path)
    checking.add_argument("--objective", choices=OBJECTIVES, help="what the result claims, if not as it says")
    checking.set_defaults(run=_verify)
    return parser


if __name__ == "__main__":
    sys.exit(main())
