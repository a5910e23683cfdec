"""One change of several papers of a draft at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from reviews.assignment_drafts.models import AssignmentDraft, PairRule, ProposedPair
from reviews.assignment_drafts.queries.facts import Pair, begun_pairs
from reviews.assignment_drafts.services.editing import Edit, edit_draft, rule_pair
from reviews.assignment_drafts.states import PairRuleKind


@transaction.atomic
def require_readers(*, draft: AssignmentDraft, papers: Collection[int], by: User, at: dt.datetime) -> int:
    """Have every later draft keep whom this one names on these papers, by their numbers; return how many.

    All or nothing: raises Refused with the first pair that may not be.
    """
    required = _required(draft)
    pairs = [pair for pair in _pairs(draft, papers) if _ids(pair) not in required]
    for pair in pairs:
        rule_pair(draft=draft, pair=(pair.submission, pair.user), kind=PairRuleKind.REQUIRED, by=by, at=at)
    return len(pairs)


@transaction.atomic
def require_no_longer(*, draft: AssignmentDraft, papers: Collection[int], by: User, at: dt.datetime) -> int:
    """Take back that drafts keep whom this one names on these papers; return how many rules that were."""
    required = _required(draft)
    pairs = [pair for pair in _pairs(draft, papers) if _ids(pair) in required]
    for pair in pairs:
        rule_pair(draft=draft, pair=(pair.submission, pair.user), kind=None, by=by, at=at)
    return len(pairs)


@transaction.atomic
def take_out_readers(
    *, draft: AssignmentDraft, papers: Collection[int], seen: int, by: User, at: dt.datetime
) -> int:
    """Take out whom the draft names on these papers but for those who stay; return how many went.

    It is one change, which can be taken back as one. Who has begun a review stays, and who is required.
    Raises Overtaken for a page that is stale.
    """
    pairs = _pairs(draft, papers)
    staying = _required(draft) | begun_pairs({pair.submission_id for pair in pairs}, Role(draft.role))
    gone = [_ids(pair) for pair in pairs if _ids(pair) not in staying]
    if not gone:
        raise Refused("Nobody can be taken out there: tick papers with people who are not required.")
    edit_draft(draft=draft, edit=Edit(seen=seen, out=gone), by=by, at=at)
    return len(gone)


def _pairs(draft: AssignmentDraft, papers: Collection[int]) -> list[ProposedPair]:
    rows = draft.pairs.filter(submission__number__in=papers).select_related("submission", "user")
    return list(rows.order_by("submission__number", "pk"))


def _ids(pair: ProposedPair) -> Pair:
    return pair.submission_id, pair.user_id


def _required(draft: AssignmentDraft) -> set[Pair]:
    rules = PairRule.objects.filter(submission__in=draft.covered(), role=draft.role)
    return set(rules.filter(kind=PairRuleKind.REQUIRED).values_list("submission", "user"))
