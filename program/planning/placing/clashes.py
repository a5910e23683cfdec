"""Why papers have no place, and the smallest set of rules that cannot all hold.

The smallest set is found by hitting sets (Ignatiev, Previti, Liffiton and Marques-Silva 2015): every set of
rules that can hold leaves out at least one rule of each clash, so a smallest set that meets all that such
sets leave out is a smallest clash as soon as it is one at all.
"""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from program.planning.placing.placement import Placement, can_place
from program.planning.placing.reasons import reason_of
from program.planning.placing.rules import PLACED, PlanRule, every_rule, sentence_of
from program.planning.placing.shortage import missing_places
from program.planning.problem.model import PlanningProblem

_MAX_STEPS = 60


def unplaced_papers(problem: PlanningProblem, placement: Placement) -> tuple[tuple[str, ...], dict[str, str]]:
    """The sentences of rules that clash, and a reason for each paper that has no place, by its id."""
    without = [number for number in range(len(problem.papers)) if number not in placement]
    if not without:
        return (), {}
    short = missing_places(problem)
    sentences = list(short.values())
    others = [number for number in without if problem.papers[number].kind not in short]
    clash: tuple[PlanRule, ...] = ()
    if others:
        clash = smallest_clash(problem, placement, others[0])
        sentences += [f"{sentence_of(problem, rule)}." for rule in clash]
    reasons = {
        problem.papers[number].id: reason_of(problem, number, short.get(problem.papers[number].kind), clash)
        for number in without
    }
    return tuple(_capital(sentence) for sentence in sentences), reasons


def _capital(sentence: str) -> str:
    """A sentence that begins with a person or a number stays as it is."""
    return sentence[:1].upper() + sentence[1:] if sentence.startswith(("paper ", "session ")) else sentence


def smallest_clash(problem: PlanningProblem, placement: Placement, paper: int) -> tuple[PlanRule, ...]:
    """The fewest rules that cannot all hold if `paper`, which has no place, is to have one.

    The smallest of all as far as the work allows, else one of which every rule is needed.
    """
    placed = {PlanRule(PLACED, number) for number in placement}
    rules = [rule for rule in every_rule(problem) if rule.kind != PLACED or rule in placed]
    rules.append(PlanRule(PLACED, paper))
    clash = _needed(problem, rules)
    return _smallest(problem, clash, rules)


def _needed(problem: PlanningProblem, rules: Sequence[PlanRule]) -> list[PlanRule]:
    """A clash of which every rule is needed; rules that say little are given up in large steps first."""
    needed = list(rules)
    step = max(1, len(needed) // 2)
    while True:
        at = 0
        while at < len(needed):
            rest = needed[:at] + needed[at + step :]
            if can_place(problem, frozenset(rest)):
                at += step
            else:
                needed = rest
        if step == 1:
            return needed
        step = max(1, min(step // 2, len(needed)))


def _smallest(
    problem: PlanningProblem, clash: list[PlanRule], rules: Sequence[PlanRule]
) -> tuple[PlanRule, ...]:
    """The smallest clash among these rules, no larger than the one that is given."""
    left_out: list[frozenset[int]] = []
    for _ in range(_MAX_STEPS):
        tried = _smallest_meeting(left_out, len(rules))
        if len(tried) >= len(clash):
            break
        holding = {rules[number] for number in tried}
        if not can_place(problem, frozenset(holding)):
            return tuple(sorted(holding))
        for part in _halves([rule for rule in rules if rule not in holding]):
            if can_place(problem, frozenset(holding | set(part))):
                holding |= set(part)
        left_out.append(frozenset(number for number, rule in enumerate(rules) if rule not in holding))
    return tuple(sorted(clash))


def _halves(rules: list[PlanRule]) -> list[list[PlanRule]]:
    """The rules in large parts first, then in smaller ones, at last one by one."""
    parts, size = [], max(1, len(rules) // 2)
    while rules:
        parts += [rules[at : at + size] for at in range(0, len(rules), size)]
        if size == 1:
            break
        size //= 2
    return parts


def _smallest_meeting(sets: Sequence[frozenset[int]], count: int) -> list[int]:
    """As few numbers as possible of which each set has one."""
    if not sets:
        return []
    table = np.zeros((len(sets), count))
    for row, members in enumerate(sets):
        table[row, list(members)] = 1
    found = milp(
        np.ones(count),
        integrality=np.ones(count, dtype=np.int64),
        bounds=Bounds(0.0, 1.0),
        constraints=[LinearConstraint(table, 1.0, np.inf)],
    )
    chosen = np.asarray(found.x) > 0.5  # there is always one: all numbers
    return [int(number) for number in np.flatnonzero(chosen)]
