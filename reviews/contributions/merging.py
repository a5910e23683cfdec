"""Committee, bids, tasks and drafts, when two accounts of one person are merged."""

from __future__ import annotations

from collections.abc import Iterator

from effgenai.accounts.identities.merging import Merge, MergePart, Objection, hand_over
from effgenai.accounts.models import User
from effgenai.conferences.core.records import record
from effgenai.conferences.core.states import Role
from effgenai.resilience.database.locks import lock_all
from reviews.assignment.models import Assignment
from reviews.assignment.rules import Writing
from reviews.assignment.services import record_assignment
from reviews.assignment.states import AssignmentState
from reviews.assignment_drafts.models import AssignmentDraft, PairRule, ProposedPair
from reviews.assignment_drafts.states import PairRuleKind
from reviews.bidding.models import Bid
from reviews.committee.models import Application
from reviews.committee.states import ApplicationState
from reviews.expertise.models import PastPaper, Reviewer
from reviews.reviewing.models import Review
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from submissions.core.models import Submission

ANSWERS = (
    ApplicationState.WITHDRAWN,
    ApplicationState.DECLINED,
    ApplicationState.APPLIED,
    ApplicationState.APPROVED,
)
# What a person knows of their own conflicts anyway. The others would tell them who wrote a paper.
KNOWN_TO_THEM = (ConflictSource.AUTHOR, ConflictSource.DECLARED)


def _assignments_on_both(stays: User, goes: User) -> list[tuple[Assignment, Assignment]]:
    """The tasks of both accounts on the same paper, in pairs."""
    mine = {assignment.submission_id: assignment for assignment in _assignments_of(stays)}
    return [
        (mine[assignment.submission_id], assignment)
        for assignment in _assignments_of(goes)
        if assignment.submission_id in mine
    ]


def _assignments_of(user: User) -> list[Assignment]:
    rows = Assignment.objects.filter(reviewer=user).order_by("pk")
    return list(rows.select_related("submission__conference", "reviewer", "review"))


def _stands(assignment: Assignment) -> bool:
    return assignment.state != AssignmentState.DECLINED


def has_begun(assignment: Assignment) -> bool:
    """Whether anything of the review is written."""
    review: Review | None = getattr(assignment, "review", None)
    written = (review.submitted_at, review.draft) if review else (None, None)
    return Writing.of(assignment.state, *written).has_begun


def _objections(stays: User, goes: User) -> Iterator[Objection]:
    for mine, theirs in _assignments_on_both(stays, goes):
        if not (_stands(mine) and _stands(theirs)):
            continue
        name = f"paper {mine.submission.number} of {mine.submission.conference.short_name}"
        if has_begun(mine) and has_begun(theirs):
            yield Objection(
                f"Both accounts have begun a review of {name}. Empty one of them, or ask the chairs to take "
                "one away, so that nothing you wrote is lost.",
                "Both accounts have begun a review of the same paper; one of them has to be settled first.",
            )
        elif mine.role != theirs.role:
            yield Objection(
                f"One account reviews {name}, the other looks after it. Ask the chairs to take one away.",
                "The accounts have different tasks on the same paper; one of them has to be settled first.",
            )


def _assignments(merge: Merge, relation: str) -> None:
    """The tasks of both. Of two on one paper the one that stands and is begun remains."""
    for mine, theirs in _assignments_on_both(merge.kept, merge.gone):
        weaker = min(theirs, mine, key=lambda assignment: (_stands(assignment), has_begun(assignment)))
        record_assignment("assignment.remove", weaker, by=None, at=merge.at)
        weaker.delete()
    Assignment.objects.filter(reviewer=merge.gone).update(reviewer=merge.kept)
    _rename_in_undo(merge)


def _rename_in_undo(merge: Merge) -> None:
    """What an applied draft took off comes back to the account that there is."""
    for draft in lock_all(AssignmentDraft.objects.exclude(changes={})):
        assignments = draft.changes.get("removed", [])
        concerned = [
            assignment
            for assignment in assignments
            if merge.gone.pk in (assignment["reviewer_id"], assignment["assigned_by_id"])
        ]
        for assignment in concerned:
            for name in ("reviewer_id", "assigned_by_id"):
                assignment[name] = merge.kept.pk if assignment[name] == merge.gone.pk else assignment[name]
        if concerned:
            draft.save(update_fields=["changes"])


def _bids(merge: Merge, relation: str) -> None:
    """The later word counts."""
    known = {bid.submission_id: bid for bid in merge.kept.bids.all()}
    for bid in list(merge.gone.bids.all()):
        mine = known.get(bid.submission_id)
        if mine and mine.at >= bid.at:
            bid.delete()
            continue
        if mine:
            mine.delete()
        Bid.objects.filter(pk=bid.pk).update(reviewer=merge.kept)


def _pair_rules(merge: Merge, relation: str) -> None:
    """Of two words on one pair, never wins."""
    known = {(rule.submission_id, rule.role): rule for rule in PairRule.objects.filter(user=merge.kept)}
    for rule in list(PairRule.objects.filter(user=merge.gone)):
        mine = known.get((rule.submission_id, rule.role))
        if mine and (mine.kind == PairRuleKind.FORBIDDEN or rule.kind != PairRuleKind.FORBIDDEN):
            rule.delete()
            continue
        if mine:
            mine.delete()
        PairRule.objects.filter(pk=rule.pk).update(user=merge.kept)


def _proposed(merge: Merge, relation: str) -> None:
    """A draft names a pair once; what a chair put there by hand goes first."""
    known = {
        (pair.draft_id, pair.submission_id): pair for pair in ProposedPair.objects.filter(user=merge.kept)
    }
    for pair in list(ProposedPair.objects.filter(user=merge.gone)):
        mine = known.get((pair.draft_id, pair.submission_id))
        if mine and (mine.by_hand or not pair.by_hand):
            pair.delete()
            continue
        if mine:
            mine.delete()
        ProposedPair.objects.filter(pk=pair.pk).update(user=merge.kept)


def _applications(merge: Merge, relation: str) -> None:
    """One offer to review a conference: the one that got furthest, else the later one."""
    known = {row.conference_id: row for row in merge.kept.applications.all()}
    for row in list(merge.gone.applications.all()):
        mine = known.get(row.conference_id)
        if mine and _weight(mine) >= _weight(row):
            row.delete()
            continue
        if mine:
            mine.delete()
        Application.objects.filter(pk=row.pk).update(user=merge.kept)


def _weight(row: Application) -> tuple[int, float]:
    return ANSWERS.index(ApplicationState(row.state)), row.changed_at.timestamp()


def _reviewers(merge: Merge, relation: str) -> None:
    """One committee member: the topics of both, the lower load, seniority and times away of either."""
    known = {row.conference_id: row for row in merge.kept.reviewer_rows.all()}
    for row in list(merge.gone.reviewer_rows.prefetch_related("topics")):
        mine = known.get(row.conference_id)
        if mine is None:
            Reviewer.objects.filter(pk=row.pk).update(user=merge.kept)
            continue
        mine.topics.add(*row.topics.all())
        _unite(mine, row)
        row.delete()


def _unite(mine: Reviewer, row: Reviewer) -> None:
    mine.load_max = min(mine.load_max, row.load_max)
    mine.load_min = min(mine.load_min, row.load_min)
    mine.is_senior = mine.is_senior or row.is_senior
    mine.takes_emergencies = mine.takes_emergencies or row.takes_emergencies
    if mine.away_from is None:
        mine.away_from, mine.away_until = row.away_from, row.away_until
    mine.joined_at = min(mine.joined_at, row.joined_at)
    mine.save()


def _past_papers(merge: Merge, relation: str) -> None:
    """The papers of both, each once, with its abstract if either list has it."""
    known = {paper.title.lower(): paper for paper in merge.kept.past_papers.all()}
    for paper in list(merge.gone.past_papers.all()):
        mine = known.get(paper.title.lower())
        if mine is None:
            PastPaper.objects.filter(pk=paper.pk).update(user=merge.kept)
            continue
        mine.abstract, mine.year = mine.abstract or paper.abstract, mine.year or paper.year
        mine.save(update_fields=["abstract", "year"])
        paper.delete()


def _tell_chairs(merge: Merge) -> None:
    """Tasks that are in conflict now stand in the record, for the chairs who may know of the paper.

    The software writes the line, not the person: it would tell them more of the paper than they may know.
    """
    for assignment in in_conflict(merge.kept):
        paper = assignment.submission
        record(
            action="assignment.conflict",
            by=None,
            at=merge.at,
            conference=paper.conference,
            paper=paper.number,
            summary=f"{merge.kept} has the task and is in conflict, since two accounts are one",
            pseudonym=assignment.pseudonym,
        )


def in_conflict(user: User) -> list[Assignment]:
    """The person's tasks that stand although they may not judge the paper."""
    free = Submission.objects.without_conflict(user).values("pk")
    assignments = Assignment.objects.active().of(user).exclude(submission__in=free)
    return list(assignments.select_related("submission__conference", "reviewer"))


def _preview(stays: User, goes: User) -> Iterator[str]:
    yield from _preview_of_assignments(stays, goes)
    loads = {row.conference_id: row.load_max for row in stays.reviewer_rows.all()}
    for row in goes.reviewer_rows.select_related("conference"):
        if row.conference_id in loads:
            least = min(row.load_max, loads[row.conference_id])
            yield f"{row.conference.short_name}: you take at most {least} papers, the lower number of both."
    if goes.past_papers.exists():
        yield "The papers you wrote before are listed together."
    yield from _preview_of_conflicts(stays, goes)


def _preview_of_assignments(stays: User, goes: User) -> Iterator[str]:
    twice = {theirs.pk for _, theirs in _assignments_on_both(stays, goes)}
    for assignment in _assignments_of(goes):
        paper = assignment.submission
        verb = "look after" if assignment.role == Role.AREA_CHAIR else "review"
        then = (
            "you have this task under both accounts and keep one" if assignment.pk in twice else "moves along"
        )
        yield f"{paper.conference.short_name}: paper {paper.number}, which you {verb}: {then}."


def _preview_of_conflicts(stays: User, goes: User) -> Iterator[str]:
    """Tasks of one account on papers that the other one wrote, or declared a conflict with."""
    for judge, other in ((stays, goes), (goes, stays)):
        declared = Conflict.objects.binding().filter(user=other, source__in=KNOWN_TO_THEM)
        wrote = other.authorships.values_list("submission", flat=True)
        papers = {*declared.values_list("submission", flat=True), *wrote}
        for assignment in _assignments_of(judge):
            if _stands(assignment) and assignment.submission_id in papers:
                paper = assignment.submission
                yield (
                    f"{paper.conference.short_name}: you have a task on paper {paper.number}, which you may "
                    "not judge, as the other account shows. Chairs without a conflict are told."
                )


PART = MergePart(
    rows={
        "reviews.Assignment.reviewer": _assignments,
        "reviews.Bid.reviewer": _bids,
        "reviews.PairRule.user": _pair_rules,
        "reviews.ProposedPair.user": _proposed,
        "reviews.Application.user": _applications,
        "reviews.Reviewer.user": _reviewers,
        "reviews.PastPaper.user": _past_papers,
        "reviews.Invitation.user": hand_over,
        "reviews.Invitation.created_by": hand_over,
        "reviews.Assignment.assigned_by": hand_over,
        "reviews.AssignmentDraft.created_by": hand_over,
        "reviews.AssignmentDraft.applied_by": hand_over,
        "reviews.PairRule.made_by": hand_over,
        "reviews.Application.decided_by": hand_over,
        "reviews.Decision.decided_by": hand_over,
        "reviews.Decision.released_by": hand_over,
        "reviews.DecisionChange.changed_by": hand_over,
        "reviews.SeenFlag.seen_by": hand_over,
        "reviews.ScheduledRelease.scheduled_by": hand_over,
    },
    objections=_objections,
    preview=_preview,
    afterwards=_tell_chairs,
)
