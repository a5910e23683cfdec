"""What a chair chooses before a draft is made, and what the engine cannot do together."""

from __future__ import annotations

import dataclasses

from effgenai.conferences.core.states import Role
from reviews.assignment_drafts.states import Aim, Standing
from reviews.bidding.models import BiddingRound
from reviews.matching import OBJECTIVES

AIM_SENTENCES: dict[str, str] = {
    Aim.TOTAL: "The highest fit of all pairs together",
    Aim.MAX_MIN: "The worst-served paper as good as possible, then the highest fit",
    Aim.EVEN: "Fit spread evenly over the papers",
}
PANEL_RULES = ("senior", "one_per_institution", "topic", "liked", "no_mutual")
WHOLE = 100
MAX_SEED = 2**31 - 1

ONE_AIM = "The engine can do this with the highest fit only: choose that aim, or drop this."
NO_EVEN_PANELS = (
    "The engine cannot spread fit evenly under rules on panels: choose another aim, or drop this."
)
NO_PANELS = "The engine draws without rules on panels: drop the limit, or the rules."
TARGET_ALONE = (
    "How good the worst paper is to be goes with the aim at the worst paper alone, without rules on panels."
)
MAX_RESERVE = 20
NOT_WITH_FEW_CHANGES = "As few changes as possible leave no choice: keep what is assigned, or start afresh."


@dataclasses.dataclass(frozen=True, slots=True)
class Choices:
    """What the engine is asked. Weights are per cent: text and topics of the fit, bids of the whole score."""

    role: str = Role.REVIEWER
    objective: str = Aim.TOTAL
    text: int = 60
    topics: int = 40
    bids: int = 30
    standing: str = Standing.ALL_STAYS
    balanced: bool = False
    probability_limit: float | None = None
    seed: int = 1
    senior: bool = False
    one_per_institution: bool = False
    topic: bool = False
    liked: bool = False
    no_mutual: bool = False
    target: float | None = None
    reserve: int = 0

    @property
    def panel_rules(self) -> list[str]:
        """The names of the chosen rules that tie the people of a paper together."""
        return [name for name in PANEL_RULES if getattr(self, name)]

    @property
    def weights(self) -> dict[str, float]:
        """How much text and topics count, as shares of one."""
        return {"text": self.text / WHOLE, "topics": self.topics / WHOLE}

    @property
    def aim(self) -> str:
        """What it aims at, in a word or two."""
        return Aim(self.objective).label


CHOICE_NAMES = tuple(field.name for field in dataclasses.fields(Choices))


def aims() -> list[str]:
    """What may be aimed at, as far as the engine can."""
    return [aim for aim in AIM_SENTENCES if aim in OBJECTIVES]


def why_not_choose(choices: Choices) -> dict[str, str]:
    """The reasons why the engine cannot do it, by the name of the choice to change; none if it can."""
    return {**_nonsense(choices), **_clashes(choices)}


def _nonsense(choices: Choices) -> dict[str, str]:
    wrong = {}
    if choices.objective not in aims():
        wrong["objective"] = "There is no such aim."
    if choices.standing not in Standing.values:
        wrong["standing"] = "Say what becomes of what is assigned."
    if choices.text + choices.topics != WHOLE or min(choices.text, choices.topics) < 0:
        total = choices.text + choices.topics
        wrong["topics"] = f"Text and topics make {total} per cent together: let them make {WHOLE}."
    if not 0 <= choices.bids <= BiddingRound.MAX_WEIGHT:
        wrong["bids"] = "Bids make up at most half of a score."
    if choices.probability_limit is not None and not 0 < choices.probability_limit <= 1:
        wrong["probability_limit"] = "A limit lies above 0 and is at most 100 per cent."
    if not 0 <= choices.reserve <= MAX_RESERVE:
        wrong["reserve"] = f"A reserve is at most {MAX_RESERVE} papers of each."
    if not 0 <= choices.seed <= MAX_SEED:
        wrong["seed"] = f"A seed is a whole number from 0 to {MAX_SEED}."
    return wrong


def _clashes(choices: Choices) -> dict[str, str]:
    wrong = {}
    is_plain, few = choices.objective == Aim.TOTAL, choices.standing == Standing.FEW_CHANGES
    if few and not is_plain:
        wrong["standing"] = ONE_AIM
    if choices.probability_limit is not None and (choices.panel_rules or few or not is_plain):
        wrong["probability_limit"] = (
            NO_PANELS if choices.panel_rules else NOT_WITH_FEW_CHANGES if few else ONE_AIM
        )
    if choices.target is not None and (choices.objective != Aim.MAX_MIN or choices.panel_rules):
        wrong["target"] = TARGET_ALONE
    if choices.panel_rules and choices.objective == Aim.EVEN:
        wrong[choices.panel_rules[0]] = NO_EVEN_PANELS
    return wrong


def default_name(choices: Choices, day: str) -> str:
    """What a draft is called that nobody named: its aim and its day."""
    who = "Area chairs: " if choices.role == Role.AREA_CHAIR else ""
    aim = choices.aim[:1].lower() + choices.aim[1:] if who else choices.aim
    return f"{who}{aim}, {day}"
