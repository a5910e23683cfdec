"""What a chair chooses before a draft is made, and what the engine cannot do together."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from effgenai.conferences.core.states import Role
from reviews.matching import EVEN, MAX_MIN, OBJECTIVES, TOTAL

ALL_STAYS, FEW_CHANGES, AFRESH = "keep", "few_changes", "afresh"
AIMS = {
    TOTAL: ("Highest fit", "The highest fit of all pairs together"),
    MAX_MIN: ("Worst paper first", "The worst-served paper as good as possible, then the highest fit"),
    EVEN: ("Even", "Fit spread evenly over the papers"),
}
STANDING = {
    ALL_STAYS: "Keep all of it, and add what is missing",
    FEW_CHANGES: "Change as little as possible: only what may no longer be, such as a conflict",
    AFRESH: "Start afresh; only reviews that are begun stay with whoever writes them",
}
PANEL_RULES = ("senior", "one_per_institution", "topic", "liked", "no_mutual")
WHOLE = 100
MAX_BIDS = 50

ONE_AIM = "The engine can do this with the highest fit only: choose that aim, or drop this."
NO_EVEN_PANELS = (
    "The engine cannot spread fit evenly under rules on panels: choose another aim, or drop this."
)
NO_PANELS = "The engine draws without rules on panels: drop the limit, or the rules."
NOT_WITH_FEW_CHANGES = "As few changes as possible leave no choice: keep what is assigned, or start afresh."


@dataclasses.dataclass(frozen=True, slots=True)
class Choices:
    """What the engine is asked. Weights are per cent: text and topics of the fit, bids of the whole score."""

    role: str = Role.REVIEWER
    objective: str = TOTAL
    text: int = 60
    topics: int = 40
    bids: int = 30
    standing: str = ALL_STAYS
    balanced: bool = False
    probability_limit: float | None = None
    seed: int = 1
    senior: bool = False
    one_per_institution: bool = False
    topic: bool = False
    liked: bool = False
    no_mutual: bool = False

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
        return AIMS.get(self.objective, AIMS[TOTAL])[0]

    def to_json(self) -> dict[str, Any]:
        """The choices as they are kept with a draft."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Choices:
        """The choices of a draft; what was not known when it was made is as usual."""
        names = {field.name for field in dataclasses.fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in names})


def aims() -> list[str]:
    """What may be aimed at, as far as the engine can."""
    return [aim for aim in AIMS if aim in OBJECTIVES]


def why_not_choose(choices: Choices) -> dict[str, str]:
    """The reasons why the engine cannot do it, by the name of the choice to change; none if it can."""
    return {**_nonsense(choices), **_clashes(choices)}


def _nonsense(choices: Choices) -> dict[str, str]:
    wrong = {}
    if choices.objective not in aims():
        wrong["objective"] = "There is no such aim."
    if choices.standing not in STANDING:
        wrong["standing"] = "Say what becomes of what is assigned."
    if choices.text + choices.topics != WHOLE or min(choices.text, choices.topics) < 0:
        total = choices.text + choices.topics
        wrong["topics"] = f"Text and topics make {total} per cent together: let them make {WHOLE}."
    if not 0 <= choices.bids <= MAX_BIDS:
        wrong["bids"] = "Bids make up at most half of a score."
    if choices.probability_limit is not None and not 0 < choices.probability_limit <= 1:
        wrong["probability_limit"] = "A limit lies above 0 and is at most 100 per cent."
    return wrong


def _clashes(choices: Choices) -> dict[str, str]:
    wrong = {}
    is_plain, few = choices.objective == TOTAL, choices.standing == FEW_CHANGES
    if few and not is_plain:
        wrong["standing"] = ONE_AIM
    if choices.probability_limit is not None and (choices.panel_rules or few or not is_plain):
        wrong["probability_limit"] = (
            NO_PANELS if choices.panel_rules else NOT_WITH_FEW_CHANGES if few else ONE_AIM
        )
    if choices.panel_rules and choices.objective == EVEN:
        wrong[choices.panel_rules[0]] = NO_EVEN_PANELS
    return wrong


def default_name(choices: Choices, day: str) -> str:
    """What a draft is called that nobody named: its aim and its day."""
    who = "Area chairs: " if choices.role == Role.AREA_CHAIR else ""
    aim = choices.aim[:1].lower() + choices.aim[1:] if who else choices.aim
    return f"{who}{aim}, {day}"
