"""`python -m program.planning solve PROBLEM.json --out PLAN.json`, and `verify PROBLEM.json PLAN.json`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from program.planning.placing.shortage import quick_check
from program.planning.plan import Plan
from program.planning.problem.errors import PlanningError
from program.planning.problem.reading import read_earlier_plan, read_json, read_planning_problem
from program.planning.problem.writing import write_json
from program.planning.solving import plan_programme
from program.planning.verification.verifier import plan_faults

_REFUSED, _CLASH = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command: 0 if all is well, 1 for bad files or a failed check, 2 if rules clash."""
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.command(chosen))
    except PlanningError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return _REFUSED


def _solve(chosen: argparse.Namespace) -> int:
    problem = read_planning_problem(chosen.problem)
    before = read_earlier_plan(chosen.before) if chosen.before else None
    plan = plan_programme(problem, seed=chosen.seed, before=before)
    if chosen.out:
        write_json(chosen.out, plan.as_json())
    _tell(plan)
    return _CLASH if plan.clashes or plan.unplaced else 0


def _tell(plan: Plan) -> None:
    placed = sum(len(papers) for papers in plan.sessions.values())
    sys.stdout.write(
        f"{placed} papers placed, {len(plan.unplaced)} not; similarity {plan.similarity:.4f} "
        f"(at most {plan.bound:.4f}), {plan.seconds:.1f} s\n"
    )
    for reason in plan.unplaced.values():
        sys.stderr.write(f"{reason}\n")
    if plan.clashes:
        sys.stderr.write("These rules cannot all hold:\n")
        sys.stderr.writelines(f"* {sentence}\n" for sentence in plan.clashes)


def _check(chosen: argparse.Namespace) -> int:
    sentences = quick_check(read_planning_problem(chosen.problem))
    sys.stdout.writelines(f"{sentence}\n" for sentence in sentences)
    return _CLASH if sentences else 0


def _verify(chosen: argparse.Namespace) -> int:
    faults = plan_faults(read_json(chosen.problem), read_json(chosen.plan))
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    if not faults:
        sys.stdout.write("All rules hold, and the figures are right.\n")
    return _REFUSED if faults else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="program.planning", description="Plan papers into sessions.")
    commands = parser.add_subparsers(required=True)
    solving = commands.add_parser("solve", help="make a plan")
    solving.add_argument("problem", type=Path)
    solving.add_argument("--seed", type=int, default=0, help="for another plan as good (default: 0)")
    solving.add_argument(
        "--keep", dest="before", type=Path, help="an earlier plan; as few papers move as can be"
    )
    solving.add_argument("--out", type=Path, help="write the plan as JSON")
    solving.set_defaults(command=_solve)
    checking = commands.add_parser("check", help="say what looks impossible, before any search")
    checking.add_argument("problem", type=Path)
    checking.set_defaults(command=_check)
    verifying = commands.add_parser("verify", help="check a plan and its figures")
    verifying.add_argument("problem", type=Path)
    verifying.add_argument("plan", type=Path)
    verifying.set_defaults(command=_verify)
    return parser


if __name__ == "__main__":
    sys.exit(main())
