"""Results as JSON files, for scripts and for whoever wants to check them.

Keys stay as files have always had them: `shortages` are infeasibilities, `prices` are duals, and
`panel_prices` are the duals of rules on panels.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from reviews.matching.problem.checks import whole_numbers_2d
from reviews.matching.problem.errors import Infeasibility, ProblemError
from reviews.matching.problem.problem import Problem
from reviews.matching.problem.solution import (
    CHANGES,
    OBJECTIVES,
    PANELS,
    TOTAL,
    DualPrice,
    Evenness,
    Odds,
    Solution,
    WorstProof,
)

_NEEDED = ("pairs", "total", "worst", "bound")


def write_result(path: Path | str, solution: Solution, problem: Problem | None = None) -> None:
    """Write a solution as JSON: pairs, figures, infeasibilities and the dual prices that prove the bound.

    With the names of the pairs if the problem has some. Raises `ProblemError` if the file cannot be written.
    """
    content = _figures(solution) | _names(solution, problem) | _proofs(solution)
    try:
        Path(path).write_text(json.dumps(content) + "\n", encoding="utf-8")
    except OSError as fault:
        raise ProblemError(f"{path} cannot be written: {fault.strerror}.") from None


def _figures(solution: Solution) -> dict[str, Any]:
    return {
        "objective": solution.objective,
        "total": solution.total,
        "worst": solution.worst,
        "worst_paper": solution.worst_paper,
        "bound": solution.bound,
        "worst_bound": solution.worst_bound,
        "seconds": solution.seconds,
        "finished": solution.finished,
        "certainty": solution.certainty,
        "within": solution.within,
        "target": solution.target,
        "shortages": [vars(infeasibility) for infeasibility in solution.infeasibilities],
        "pairs": [list(pair) for pair in solution.pairs()],
        "prices": None if solution.duals is None else solution.duals.tolist(),
    }


def _names(solution: Solution, problem: Problem | None) -> dict[str, Any]:
    if not (problem and problem.paper_names and problem.reviewer_names):
        return {}
    papers, reviewers = problem.paper_names, problem.reviewer_names
    return {"names": [[papers[paper], reviewers[reviewer]] for paper, reviewer in solution.pairs()]}


def _proofs(solution: Solution) -> dict[str, Any]:
    """What only some solutions have beside their figures."""
    content: dict[str, Any] = {}
    if solution.rule_duals:
        content["panel_prices"] = _listed(solution.rule_duals)
    if proof := solution.worst_proof:
        content["worst_proof"] = {
            "bound": proof.bound,
            "prices": proof.duals.tolist(),
            "panel_prices": _listed(proof.rule_duals),
        }
    if even := solution.evenness:
        content["evenness"] = {
            "unit": even.unit,
            "worth": even.worth,
            "bound": even.bound,
            "slopes": even.slopes.tolist(),
            "prices": even.duals.tolist(),
        }
    if solution.odds:
        content["odds"] = vars(solution.odds) | {"parts": solution.odds.parts.tolist()}
    return content


def _listed(duals: Sequence[DualPrice]) -> list[list[object]]:
    return [[dual.kind, list(dual.key), dual.value] for dual in duals]


def read_result(path: Path | str) -> Solution:
    """The solution that a file holds. Raises `ProblemError` if it holds none or cannot be read."""
    content = _content(Path(path))
    missing = [name for name in _NEEDED if name not in content]
    if missing:
        raise ProblemError(f"{path} lacks {', '.join(missing)}.")
    try:
        return _solution(content)
    except ProblemError as fault:
        raise ProblemError(f"{path} holds something that is no result: {fault}") from None
    except (TypeError, ValueError, KeyError, OverflowError):
        raise ProblemError(f"{path} holds something that is no result.") from None


def _content(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ProblemError(f"There is no file {path}.") from None
    except (OSError, ValueError, RecursionError):
        raise ProblemError(f"{path} is no readable JSON.") from None
    return content if isinstance(content, dict) else {}


def _solution(content: dict[str, Any]) -> Solution:
    pairs = whole_numbers_2d("pairs", np.array(content["pairs"]))
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    duals, worst_bound, worst_paper = map(content.get, ("prices", "worst_bound", "worst_paper"))
    return Solution(
        objective=_objective(content.get("objective", TOTAL)),
        papers=pairs[:, 0],
        reviewers=pairs[:, 1],
        total=float(content["total"]),
        worst=float(content["worst"]),
        worst_paper=None if worst_paper is None else int(worst_paper),
        bound=float(content["bound"]),
        worst_bound=None if worst_bound is None else float(worst_bound),
        seconds=float(content.get("seconds", 0.0)),
        finished=content.get("finished") is not False,
        infeasibilities=_infeasibilities(content.get("shortages", [])),
        duals=None if duals is None else np.array(duals, dtype=np.float64),
        odds=_odds(content.get("odds")),
        target=None if content.get("target") is None else float(content["target"]),
        evenness=_evenness(content.get("evenness")),
        rule_duals=_rule_duals(content.get("panel_prices", [])),
        worst_proof=_worst_proof(content.get("worst_proof")),
    )


def _rule_duals(rows: Sequence[tuple[str, Sequence[int], float]]) -> tuple[DualPrice, ...]:
    return tuple(
        DualPrice(str(kind), tuple(int(part) for part in key), float(value)) for kind, key, value in rows
    )


def _worst_proof(entry: dict[str, Any] | None) -> WorstProof | None:
    if entry is None:
        return None
    return WorstProof(
        bound=float(entry["bound"]),
        duals=np.array(entry["prices"], dtype=np.float64),
        rule_duals=_rule_duals(entry["panel_prices"]),
    )


def _objective(name: object) -> str:
    if name not in (*OBJECTIVES, PANELS, CHANGES):
        raise ProblemError(f"the objective {name} is unknown.")
    return str(name)


def _evenness(entry: dict[str, Any] | None) -> Evenness | None:
    if entry is None:
        return None
    return Evenness(
        unit=float(entry["unit"]),
        worth=float(entry["worth"]),
        bound=float(entry["bound"]),
        slopes=np.array(entry["slopes"], dtype=np.float64),
        duals=np.array(entry["prices"], dtype=np.float64),
    )


def _odds(entry: dict[str, Any] | None) -> Odds | None:
    if entry is None:
        return None
    if int(entry["units"]) < 1:
        raise ProblemError("its odds have no parts.")
    return Odds(
        limit=float(entry["limit"]),
        spread=float(entry["spread"]),
        seed=int(entry["seed"]),
        expected_total=float(entry["expected_total"]),
        units=int(entry["units"]),
        parts=np.array(entry["parts"], dtype=np.int64).reshape(-1, 3),
    )


def _infeasibilities(listed: Sequence[dict[str, Any]]) -> tuple[Infeasibility, ...]:
    return tuple(
        Infeasibility(
            sentence=str(entry["sentence"]),
            papers=tuple(entry["papers"]),
            reviewers=tuple(entry["reviewers"]),
            missing=int(entry["missing"]),
        )
        for entry in listed
    )
