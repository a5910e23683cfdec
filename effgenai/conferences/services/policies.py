from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.models import Conference, Policy
from effgenai.conferences.policies import ChosenPolicy
from effgenai.conferences.records import record
from effgenai.conferences.services.rows import lock_conference
from effgenai.conferences.states import PolicyKind


@transaction.atomic
def save_policies(
    *, conference: Conference, chosen: Mapping[PolicyKind, ChosenPolicy | None], by: User, at: dt.datetime
) -> list[PolicyKind]:
    """Make these the policies of the call, None for silence; return the kinds that changed."""
    lock_conference(conference)
    known = {policy.kind: policy for policy in conference.policies.all()}
    changed = [kind for kind, policy in chosen.items() if _is_other(known.get(kind), policy)]
    for kind in changed:
        old, new = known.get(kind), chosen[kind]
        verb = _write(conference, kind, old, new)
        texts = {"before": old.text if old else "", "after": new.text if new else ""}
        record(
            action=f"policy.{verb}",
            by=by,
            at=at,
            conference=conference,
            summary=kind.label,
            kind=kind,
            **texts,
        )
    return changed


def _is_other(old: Policy | None, new: ChosenPolicy | None) -> bool:
    return (ChosenPolicy(old.option, old.text) if old else None) != new


def _write(conference: Conference, kind: PolicyKind, old: Policy | None, new: ChosenPolicy | None) -> str:
    if old and not new:
        old.delete()
        return "remove"
    assert new is not None
    Policy.objects.update_or_create(
        conference=conference, kind=kind, defaults={"option": new.option, "text": new.text}
    )
    return "change" if old else "add"
