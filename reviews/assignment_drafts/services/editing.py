"""A draft changed by hand: people put on papers and taken off, and what chairs say of pairs for good."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Overtaken, Refused, refuse
from effgenai.conferences.core.records import record
from effgenai.conferences.core.viewer import viewer_for
from effgenai.resilience.database.locks import lock
from reviews.assignment_drafts.models import AssignmentDraft, CoveredPaper, PairRule, ProposedPair
from reviews.assignment_drafts.queries.context import DraftContext, draft_context
from reviews.assignment_drafts.queries.drafts import find_draft
from reviews.assignment_drafts.queries.facts import Pair
from reviews.assignment_drafts.queries.pairs.exclusions import exclusions_on
from reviews.assignment_drafts.rules.drafts import why_not_edit
from reviews.assignment_drafts.states import PairRuleKind
from submissions.core.models import Submission

MAX_EDITS = 100
STALE = "Somebody changed this draft since you looked, so nothing was done. This is how it is now."
FIELDS = ("submission_id", "user_id", "score", "parts", "is_new", "by_hand")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """Pairs to take out and to put in, in one step; `seen` is the version of the draft that was looked at."""

    seen: int
    out: Collection[Pair] = ()
    put: Collection[Pair] = ()


@transaction.atomic
def edit_draft(*, draft: AssignmentDraft, edit: Edit, by: User, at: dt.datetime) -> AssignmentDraft:
    """Change pairs of a draft, all or nothing. Total, worst paper and empty places follow; the bound stays.

    Refuses a page that is stale, pairs that are not there any more, and what may not be.
    """
    row = _locked(draft, seen=edit.seen, by=by, at=at)
    context = draft_context(viewer_for(user=by, conference=row.conference, at=at), row)
    _check_out(context, edit.out)
    _check_put(context, edit)
    gone = [pair for pair in context.pairs if (pair.submission_id, pair.user_id) in edit.out]
    new = [_new_pair(context, pair) for pair in edit.put]
    _change(context, gone, new)
    done = {"out": [_pair_to_json(pair) for pair in gone], "put": [list(pair) for pair in edit.put]}
    _save(row, edits=[*row.edits, done][-MAX_EDITS:])
    _record("proposal.edit", context, gone, new, by=by, at=at)
    return row


@transaction.atomic
def undo_edit(*, draft: AssignmentDraft, seen: int, by: User, at: dt.datetime) -> AssignmentDraft:
    """Take back the last change that was made by hand.

    Raises Overtaken if the draft was changed since `seen`, and Refused if nothing is left to take back, or
    what went is gone for good.
    """
    row = _locked(draft, seen=seen, by=by, at=at)
    if not row.edits:
        raise Refused("Nothing was changed by hand, or the change is too long ago to be taken back.")
    *edits, last = row.edits
    context = draft_context(viewer_for(user=by, conference=row.conference, at=at), row)
    put = {(paper, who) for paper, who in last["put"]}
    gone = [pair for pair in context.pairs if (pair.submission_id, pair.user_id) in put]
    back = [ProposedPair(draft=row, **stored) for stored in last["out"]]
    _check_back(context, back, without=put)
    _change(context, gone, back)
    _save(row, edits=edits)
    _record("proposal.edit", context, gone, back, by=by, at=at)
    return row


@transaction.atomic
def rule_pair(
    *,
    draft: AssignmentDraft,
    pair: tuple[Submission, User],
    kind: PairRuleKind | None,
    by: User,
    at: dt.datetime,
) -> None:
    """Say of a pair that every later draft keeps it, or never makes it; None takes that word back.

    Raises Refused if the draft is out of reach or no draft any more, or if what is required may not be.
    """
    submission, person = pair
    row = _locked(draft, seen=None, by=by, at=at)
    exclusions = exclusions_on(row, [submission.pk], [person.pk], reader=by)
    if kind == PairRuleKind.REQUIRED:
        exclusions.forbidden.clear()
        refuse(exclusions.why_not(submission, person, may_have=True))
    about: dict[str, Any] = {"submission": submission, "user": person, "role": row.role}
    if kind is None:
        PairRule.objects.filter(**about).delete()
    else:
        PairRule.objects.update_or_create(**about, defaults={"kind": kind, "made_at": at, "made_by": by})
    words = kind.label.lower() if kind else "rule taken back"
    record(
        action="pair.rule",
        by=by,
        at=at,
        conference=row.conference,
        paper=submission.number,
        summary=f"{person} · {words}",
    )


def _locked(draft: AssignmentDraft, *, seen: int | None, by: User, at: dt.datetime) -> AssignmentDraft:
    """The draft under a lock, if the person may still know of it and has seen it as it is."""
    row = lock(draft, "conference", "applied_by")
    if find_draft(viewer_for(user=by, conference=row.conference, at=at), row.key) is None:
        raise Refused("This draft is not there any more.")
    refuse(why_not_edit(row))
    if seen is not None and row.version != seen:
        raise Overtaken(STALE)
    return row


def _check_out(context: DraftContext, out: Collection[Pair]) -> None:
    there = {(pair.submission_id, pair.user_id): pair for pair in context.pairs}
    for ids in out:
        if ids not in there:
            raise Overtaken(STALE)
        who, paper = there[ids].user, there[ids].submission
        if ids in context.facts.begun:
            raise Refused(f"{who} has begun a review of paper {paper.number}, and keeps it.")
        if ids in context.facts.required:
            raise Refused(f"A chair requires {who} on paper {paper.number}. Take that back first.")


def _check_put(context: DraftContext, edit: Edit) -> None:
    papers, people = {paper for paper, _ in edit.put}, {who for _, who in edit.put}
    exclusions = exclusions_on(context.draft, papers, people, reader=context.facts.reader)
    loads = context.loads.copy()
    loads.subtract(who for _, who in edit.out)
    for paper, who in edit.put:
        if not context.knows(paper, who) or (paper, who) in context.named:
            raise Overtaken(STALE)
        submission, member = (
            context.facts.papers[context.row[paper]],
            context.facts.members[context.column[who]],
        )
        refuse(exclusions.why_not(submission, member.user, may_have=True))
        loads[who] += 1
        if loads[who] > member.load_max:
            raise Refused(f"{member.user} would have {loads[who]} of at most {member.load_max} papers.")


def _check_back(context: DraftContext, back: list[ProposedPair], *, without: set[Pair]) -> None:
    """Accounts can be merged and closed since."""
    people = set(User.objects.filter(pk__in=[pair.user_id for pair in back]).values_list("pk", flat=True))
    named = context.named - without
    if any(pair.user_id not in people or (pair.submission_id, pair.user_id) in named for pair in back):
        raise Refused("An account of that change is gone or merged, so it cannot be taken back.")


def _new_pair(context: DraftContext, pair: Pair) -> ProposedPair:
    paper, who = pair
    fit = context.fit(paper, who)
    return ProposedPair(
        draft=context.draft,
        submission=context.facts.papers[context.row[paper]],
        user=context.facts.members[context.column[who]].user,
        score=fit.score,
        parts=fit.parts,
        is_new=pair not in context.facts.standing,
        by_hand=True,
    )


def _pair_to_json(pair: ProposedPair) -> dict[str, Any]:
    return {name: getattr(pair, name) for name in FIELDS}


def _change(context: DraftContext, gone: list[ProposedPair], new: list[ProposedPair]) -> None:
    """Write the pairs, and what follows for the figures of the draft."""
    draft, touched = context.draft, {pair.submission_id for pair in [*gone, *new]}
    ProposedPair.objects.filter(pk__in=[pair.pk for pair in gone]).delete()
    ProposedPair.objects.bulk_create(new)
    sums = _sums(draft)
    for paper in touched:
        _count_missing(context, paper, filled=len(sums[paper]))
    worst = min(sums, key=lambda paper: (sum(sums[paper]), paper), default=None)
    draft.total = sum(map(sum, sums.values()))
    draft.worst, draft.worst_paper_id = sum(sums[worst]) if worst else 0.0, worst


def _count_missing(context: DraftContext, paper: int, *, filled: int) -> None:
    """Note how many places of the paper are empty now, of those that it had before the first change."""
    row, _ = CoveredPaper.objects.get_or_create(draft=context.draft, submission_id=paper)
    if row.places is None:
        row.places = len(context.of_paper[paper]) + row.missing
    row.missing = max(0, row.places - filled)
    row.save()


def _sums(draft: AssignmentDraft) -> dict[int, list[float]]:
    """The fits of each paper that the draft covers."""
    found: dict[int, list[float]] = defaultdict(list)
    for paper in draft.papers.values_list("submission", flat=True):
        found[paper] = []
    for paper, score in draft.pairs.order_by("pk").values_list("submission", "score"):
        found[paper].append(score)
    return found


def _save(draft: AssignmentDraft, *, edits: list[dict[str, Any]]) -> None:
    draft.edits, draft.version = edits, draft.version + 1
    draft.save(update_fields=["total", "worst", "worst_paper", "edits", "version"])


def _record(
    action: str,
    context: DraftContext,
    gone: Iterable[ProposedPair],
    new: Iterable[ProposedPair],
    *,
    by: User,
    at: dt.datetime,
) -> None:
    """A line for each paper, hidden from those in conflict with it."""
    said: dict[int, list[str]] = defaultdict(list)
    numbers = {}
    for sign, pairs in (("−", gone), ("+", new)):
        for pair in pairs:
            said[pair.submission_id].append(f"{sign} {pair.user}")
            numbers[pair.submission_id] = pair.submission.number
    for paper, words in said.items():
        record(
            action=action,
            by=by,
            at=at,
            conference=context.draft.conference,
            paper=numbers[paper],
            summary=", ".join(words),
            draft=context.draft.key,
        )
