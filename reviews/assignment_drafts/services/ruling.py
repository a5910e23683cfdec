"""What chairs said of pairs for good: taken back, or explained."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.records import record
from effgenai.conferences.core.viewer import Viewer
from effgenai.resilience.database.locks import lock_all
from reviews.assignment_drafts.models import PairRule


@transaction.atomic
def lift_rules(*, viewer: Viewer, rules: Collection[int], at: dt.datetime) -> int:
    """Take these rules back, of those on papers that the chair handles; return how many there were."""
    found = _locked(viewer, rules)
    for rule in found:
        _record(viewer, rule, "rule taken back", at)
    PairRule.objects.filter(pk__in=[rule.pk for rule in found]).delete()
    return len(found)


@transaction.atomic
def explain_rule(*, viewer: Viewer, rule: int, reason: str, at: dt.datetime) -> PairRule:
    """Say why a rule is there. Raises Refused if it is not there any more, or not for this chair."""
    found = _locked(viewer, [rule])
    if not found:
        raise Refused("This rule was taken back meanwhile.")
    (row,) = found
    if row.reason != reason:
        row.reason = reason
        row.save(update_fields=["reason"])
        _record(viewer, row, "why it is there", at)
    return row


def _locked(viewer: Viewer, rules: Collection[int]) -> list[PairRule]:
    if not viewer.is_chair:
        raise Refused("Only chairs decide on the rules of pairs.")
    visible = PairRule.objects.visible_to(viewer).filter(pk__in=rules)
    return lock_all(visible.select_related("submission", "user"))


def _record(viewer: Viewer, rule: PairRule, words: str, at: dt.datetime) -> None:
    record(
        action="pair.rule",
        by=viewer.user,
        at=at,
        conference=viewer.conference,
        paper=rule.submission.number,
        summary=f"{rule.user} · {rule.get_kind_display().lower()}: {words}",
    )
