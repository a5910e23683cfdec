"""How good a draft is proven to be, in sentences that say no more than was shown."""

from __future__ import annotations

import dataclasses

from reviews.assignment_drafts.models import AssignmentDraft
from reviews.bidding.fit import fit_words

SAME = 1e-6
# Up to so many per cent below the best possible is called near it.
NEAR = 1.0
Sign = tuple[str, str]
OPTIMAL = ("good", "Proven optimal")
NEARLY = ("info", "Near the best")
UNFINISHED = ("attention", "Search not finished")
UNPROVEN = ("attention", "Not proven near the best")


@dataclasses.dataclass(frozen=True, slots=True)
class Proof:
    """A sign and a word, and the sentences beside it. `is_unfinished`: more than a little may be missing."""

    sign: Sign
    sentences: list[str]

    @property
    def is_unfinished(self) -> bool:
        """Whether the engine ended before it had shown that the answer is near the best."""
        return self.sign in {UNFINISHED, UNPROVEN}


def proof_of(draft: AssignmentDraft) -> Proof:
    """What is proven of a draft that is there."""
    if draft.version:
        return Proof(("info", "Changed by hand"), [_of_changed(draft), *_of_worst(draft), *_of_cost(draft)])
    sign = _sign(max(below_best(draft), _worst_below(draft)), is_finished=draft.is_finished)
    say = _of_even if draft.even_gap is not None else _of_drawn if draft.expected is not None else _of_plain
    more = [] if draft.is_finished else ["The search was ended before it had proven more."]
    return Proof(sign, [*say(draft, sign), *_of_worst(draft), *more, *_of_cost(draft)])


def below_best(draft: AssignmentDraft) -> float:
    """How far what was aimed at may be below the best possible, in per cent.

    What is proven of a draw is the mean of all draws, and of an even one its evenness, as long as nothing was
    changed by hand; else it is the total.
    """
    if draft.even_gap is not None and not draft.version:
        return 100 * draft.even_gap
    total = draft.total if draft.expected is None or draft.version else draft.expected
    if total is None or draft.bound is None:
        return 0.0
    return max(0.0, 100 * (draft.bound - total) / max(1.0, abs(draft.bound)))


def is_optimal(draft: AssignmentDraft) -> bool:
    """Whether nothing better exists, up to rounding."""
    return below_best(draft) <= 100 * SAME


def is_worst_best(draft: AssignmentDraft) -> bool:
    """Whether no assignment serves its worst paper better, up to rounding; known if that was aimed at."""
    bound, worst = draft.worst_bound, draft.worst
    return bound is not None and worst is not None and bound - worst <= SAME * max(1.0, abs(bound))


def cost_of(draft: AssignmentDraft) -> float | None:
    """What aim, rules and limits cost of the total that can be had without them; None if nothing."""
    cost, greatest = draft.cost, draft.greatest
    return cost if cost and greatest and cost > SAME * abs(greatest) else None


def cost_share(draft: AssignmentDraft) -> float:
    """The same in per cent of that total."""
    return 100 * (cost_of(draft) or 0.0) / (abs(draft.greatest or 0.0) or 1.0)


def _sign(below: float, *, is_finished: bool) -> Sign:
    if below <= 100 * SAME:
        return OPTIMAL
    if below <= NEAR:
        return NEARLY
    return UNPROVEN if is_finished else UNFINISHED


def _worst_below(draft: AssignmentDraft) -> float:
    """How far the worst paper may be below what it could be, in per cent; 0 if it was no aim."""
    bound, worst = draft.worst_bound, draft.worst
    if bound is None or worst is None or is_worst_best(draft):
        return 0.0
    return 100 * (bound - worst) / max(abs(bound), SAME)


def _share(below: float) -> str:
    return f"{below:.2f} %"


def _of_changed(draft: AssignmentDraft) -> str:
    if is_optimal(draft):
        return "It is as good as what the engine proved possible for the choices made."
    most = f"{draft.bound or 0.0:.2f}"
    return f"It is at most {_share(below_best(draft))} below the most that was proven possible, {most}."


def _of_plain(draft: AssignmentDraft, sign: Sign) -> list[str]:
    if sign == OPTIMAL:
        as_well = " and serves its worst paper as well" if draft.worst_bound is not None else ""
        if draft.target is not None and not as_well:
            as_well = f" and gives no paper less than {fit_words(draft.target)}"
        others = "no other assignment for these choices that fills as many places"
        return [f"Nothing better exists: {others}{as_well} has a greater total fit."]
    may_be = "At most" if sign == NEARLY else "It may be as much as"
    most = f"no assignment for these choices has a total fit above {draft.bound or 0.0:.2f}."
    return [f"{may_be} {_share(below_best(draft))} below the best possible: {most}"]


def _of_drawn(draft: AssignmentDraft, sign: Sign) -> list[str]:
    mean, total = f"{draft.expected or 0.0:.2f}", f"{draft.total or 0.0:.2f}"
    this_one = f"This draw has a total fit of {total}, the mean of all draws is {mean}."
    if sign == OPTIMAL:
        return [this_one, "No way to draw under this limit of chance has a greater mean."]
    may_be = "at most" if sign == NEARLY else "perhaps as much as"
    below = f"{may_be} {_share(below_best(draft))} below the best possible, {draft.bound or 0.0:.2f}."
    return [this_one, f"That mean, not this draw, is {below}"]


def _of_even(draft: AssignmentDraft, sign: Sign) -> list[str]:
    if sign == OPTIMAL:
        return ["No other assignment for these choices spreads the fit more evenly."]
    may_be = "at most" if sign == NEARLY else "perhaps as much as"
    return [f"How evenly it spreads the fit is {may_be} {_share(below_best(draft))} below the best possible."]


def _of_worst(draft: AssignmentDraft) -> list[str]:
    if draft.worst_bound is None:
        return []
    if is_worst_best(draft):
        return ["None serves its worst paper better."]
    return [f"The worst paper could have at most {fit_words(draft.worst_bound)}."]


def _of_cost(draft: AssignmentDraft) -> list[str]:
    cost, share = cost_of(draft), cost_share(draft)
    if cost is None:
        return []
    what = (
        "Spreading the fit evenly costs" if _is_even_alone(draft) else "The aim, rules and limits chosen cost"
    )
    return [f"{what} {cost:.2f} of the total fit ({share:.1f} %)."]


def _is_even_alone(draft: AssignmentDraft) -> bool:
    return draft.even_gap is not None and not draft.balanced
