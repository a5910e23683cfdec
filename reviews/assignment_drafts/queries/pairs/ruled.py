"""What chairs said of pairs for good, as one list."""

from __future__ import annotations

import dataclasses

from effgenai.conferences.core.viewer import Viewer
from effgenai.ui.navigation import Chip
from effgenai.ui.tables import Column
from effgenai.ui.text.numbers import named_number, with_numbers
from reviews.assignment_drafts.models import PairRule
from reviews.assignment_drafts.states import PairRuleKind

COLUMNS = (
    Column("Rule"),
    Column("Who"),
    Column("Paper", look="num"),
    Column("Title", phone=False),
    Column("Set", phone=False),
    Column("Why"),
)
FILTERS = (("rule:required", "Required"), ("rule:never", "Never"))
WORDS = {PairRuleKind.REQUIRED: "rule:required", PairRuleKind.FORBIDDEN: "rule:never"}


@dataclasses.dataclass(frozen=True, slots=True)
class PairRulesPage:
    """The rules that a search leaves, and how many there are in all."""

    rows: list[PairRule]
    total: int
    chips: list[Chip]


def pair_rules_page(viewer: Viewer, text: str = "") -> PairRulesPage:
    """The rules on papers that this chair handles, by paper; one query. `text` filters."""
    visible = PairRule.objects.visible_to(viewer).select_related("submission", "user", "made_by")
    rules = list(visible.order_by("submission__number", "user__name", "pk"))
    return PairRulesPage(
        rows=[rule for rule in rules if _matches(rule, text)],
        total=len(rules),
        chips=[Chip(label, query, sum(_matches(rule, query) for rule in rules)) for query, label in FILTERS],
    )


def _matches(rule: PairRule, text: str) -> bool:
    """True if every word is in the name, title or reason, is the number of the paper, or names the rule."""
    said = f"{rule.user} {rule.submission.title} {rule.reason}".lower()
    return all(
        word in said or word == WORDS[PairRuleKind(rule.kind)] or named_number(word) == rule.submission.number
        for word in with_numbers(text.lower()).split()
    )
