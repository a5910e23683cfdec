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
from reviews.assignment_drafts.models import AssignmentRun, PairRule, ProposedPair
from reviews.assignment_drafts.queries.context import Ground, ground_of_draft
from reviews.assignment_drafts.queries.drafts import find_run
from reviews.assignment_drafts.queries.exclusions import bars_on
from reviews.assignment_drafts.queries.facts import Pair
from reviews.assignment_drafts.rules.drafts import why_not_edit
from reviews.assignment_drafts.states import PairRuleKind
from submissions.core.models import Submission

MOST_EDITS = 100
STALE = "Somebody changed this draft since you looked, so nothing was done. This is how it is now."
FIELDS = ("submission_id", "user_id", "score", "parts", "is_new", "by_hand")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """Pairs to take out and to put in, in one step; `seen` is the version of the draft that was looked at."""

    seen: int
    out: Collection[Pair] = ()
    put: Collection[Pair] = ()


def version_of(run: AssignmentRun) -> int:
    """How many times the draft was changed by hand, which tells a stale page from a fresh one."""
    return int(run.settings.get("version", 0))


@transaction.atomic
def edit_draft(*, run: AssignmentRun, edit: Edit, by: User, at: dt.datetime) -> AssignmentRun:
    """Change pairs of a draft, all or nothing. Total, worst paper and empty places follow; the bound stays.

    Refuses a page that is stale, pairs that are not there any more, and what may not be.
    """
    row = _locked(run, seen=edit.seen, by=by, at=at)
    ground = ground_of_draft(viewer_for(user=by, conference=row.conference, at=at), row)
    _check_out(ground, edit.out)
    _check_put(ground, edit)
    gone = [pair for pair in ground.pairs if (pair.submission_id, pair.user_id) in edit.out]
    new = [_new_pair(ground, pair) for pair in edit.put]
    _change(ground, gone, new)
    done = {"out": [_kept(pair) for pair in gone], "put": [list(pair) for pair in edit.put]}
    edits = [*row.settings.get("edits", []), done][-MOST_EDITS:]
    _save(row, edits=edits)
    _record("proposal.edit", ground, gone, new, by=by, at=at)
    return row


@transaction.atomic
def undo_edit(*, run: AssignmentRun, seen: int, by: User, at: dt.datetime) -> AssignmentRun:
    """Take back the last change that was made by hand."""
    row = _locked(run, seen=seen, by=by, at=at)
    edits = list(row.settings.get("edits", []))
    if not edits:
        raise Refused("Nothing was changed by hand, or the change is too long ago to be taken back.")
    last = edits.pop()
    ground = ground_of_draft(viewer_for(user=by, conference=row.conference, at=at), row)
    put = {(paper, who) for paper, who in last["put"]}
    gone = [pair for pair in ground.pairs if (pair.submission_id, pair.user_id) in put]
    back = [ProposedPair(run=row, **kept) for kept in last["out"]]
    _check_back(ground, back, without=put)
    _change(ground, gone, back)
    _save(row, edits=edits)
    _record("proposal.edit", ground, gone, back, by=by, at=at)
    return row


@transaction.atomic
def rule_pair(
    *,
    run: AssignmentRun,
    pair: tuple[Submission, User],
    kind: PairRuleKind | None,
    by: User,
    at: dt.datetime,
) -> None:
    """Say of a pair that every later draft keeps it, or never makes it; None takes that word back."""
    submission, person = pair
    row = _locked(run, seen=None, by=by, at=at)
    bars = bars_on(row, [submission.pk], [person.pk], reader=by)
    if kind == PairRuleKind.REQUIRED:
        bars.forbidden.clear()
        refuse(bars.why_not(submission, person, may_hold=True))
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


def _locked(run: AssignmentRun, *, seen: int | None, by: User, at: dt.datetime) -> AssignmentRun:
    """The draft under a lock, if the person may still know of it and has seen it as it is."""
    row = lock(run, "conference", "applied_by")
    if find_run(viewer_for(user=by, conference=row.conference, at=at), row.key) is None:
        raise Refused("This draft is not there any more.")
    refuse(why_not_edit(row))
    if seen is not None and version_of(row) != seen:
        raise Overtaken(STALE)
    return row


def _check_out(ground: Ground, out: Collection[Pair]) -> None:
    there = {(pair.submission_id, pair.user_id): pair for pair in ground.pairs}
    for ids in out:
        if ids not in there:
            raise Overtaken(STALE)
        who, paper = there[ids].user, there[ids].submission
        if ids in ground.facts.begun:
            raise Refused(f"{who} has begun a review of paper {paper.number}, and keeps it.")
        if ids in ground.facts.required:
            raise Refused(f"A chair requires {who} on paper {paper.number}. Take that back first.")


def _check_put(ground: Ground, edit: Edit) -> None:
    papers, people = {paper for paper, _ in edit.put}, {who for _, who in edit.put}
    bars = bars_on(ground.run, papers, people, reader=ground.facts.reader)
    loads = ground.loads.copy()
    loads.subtract(who for _, who in edit.out)
    for paper, who in edit.put:
        if not ground.knows(paper, who) or (paper, who) in ground.named:
            raise Overtaken(STALE)
        submission, member = ground.facts.papers[ground.row[paper]], ground.facts.members[ground.column[who]]
        refuse(bars.why_not(submission, member.user, may_hold=True))
        loads[who] += 1
        if loads[who] > member.load_max:
            raise Refused(f"{member.user} would have {loads[who]} of at most {member.load_max} papers.")


def _check_back(ground: Ground, back: list[ProposedPair], *, without: set[Pair]) -> None:
    """Accounts can be merged and closed since."""
    people = set(User.objects.filter(pk__in=[pair.user_id for pair in back]).values_list("pk", flat=True))
    named = ground.named - without
    if any(pair.user_id not in people or (pair.submission_id, pair.user_id) in named for pair in back):
        raise Refused("An account of that change is gone or merged, so it cannot be taken back.")


def _new_pair(ground: Ground, pair: Pair) -> ProposedPair:
    paper, who = pair
    fit = ground.fit(paper, who)
    return ProposedPair(
        run=ground.run,
        submission=ground.facts.papers[ground.row[paper]],
        user=ground.facts.members[ground.column[who]].user,
        score=fit.score,
        parts=fit.parts,
        is_new=pair not in ground.facts.standing,
        by_hand=True,
    )


def _kept(pair: ProposedPair) -> dict[str, Any]:
    return {name: getattr(pair, name) for name in FIELDS}


def _change(ground: Ground, gone: list[ProposedPair], new: list[ProposedPair]) -> None:
    """Write the pairs, and what follows for the figures of the draft."""
    run, touched = ground.run, {pair.submission_id for pair in [*gone, *new]}
    places: dict[str, int] = run.settings.get("places", {})
    missing: dict[str, int] = dict(run.settings.get("missing", {}))
    before = {paper: len(ground.of_paper[paper]) for paper in touched}
    ProposedPair.objects.filter(pk__in=[pair.pk for pair in gone]).delete()
    ProposedPair.objects.bulk_create(new)
    sums = _sums(run)
    for paper in touched:
        wanted = places.setdefault(str(paper), before[paper] + missing.get(str(paper), 0))
        missing[str(paper)] = max(0, wanted - len(sums[paper]))
    worst = min(sums, key=lambda paper: (sum(sums[paper]), paper), default=None)
    run.total = sum(map(sum, sums.values()))
    run.settings |= {
        "places": places,
        "missing": {paper: number for paper, number in missing.items() if number},
        "worst": sum(sums[worst]) if worst else 0.0,
        "worst_paper": worst,
    }


def _sums(run: AssignmentRun) -> dict[int, list[float]]:
    """The fits of each paper that the draft covers."""
    found: dict[int, list[float]] = defaultdict(list)
    for paper in run.settings.get("papers", []):
        found[paper] = []
    for paper, score in run.pairs.order_by("pk").values_list("submission", "score"):
        found[paper].append(score)
    return found


def _save(run: AssignmentRun, *, edits: list[dict[str, Any]]) -> None:
    run.settings |= {"edits": edits, "version": version_of(run) + 1}
    run.save(update_fields=["total", "settings"])


def _record(
    action: str,
    ground: Ground,
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
            conference=ground.run.conference,
            paper=numbers[paper],
            summary=", ".join(words),
            run=ground.run.key,
        )
