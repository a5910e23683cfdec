"""Taking back what an applied draft did: what it would be, and what stands in its way."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from typing import Any

from effgenai.accounts.models import User
from effgenai.conferences.core.states import Role
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.assignment_drafts.models import AssignmentDraft, PairRule
from reviews.assignment_drafts.queries.facts import begun_pairs
from reviews.assignment_drafts.queries.pairs.exclusions import exclusions_on
from reviews.assignment_drafts.states import PairRuleKind
from submissions.core.models import Submission
from submissions.core.states import UNDER_REVIEW

# By the names they have in `changes`, which older drafts hold too: some are called otherwise in code now.
FIELDS = {
    "key": "key",
    "submission_id": "submission_id",
    "reviewer_id": "reviewer_id",
    "role": "role",
    "state": "state",
    "pseudonym": "pseudonym",
    "run_id": "draft_id",
    "score": "score",
    "parts": "parts",
    "assigned_by_id": "assigned_by_id",
}
TIMES = {"assigned_at": "assigned_at", "told_at": "notified_at"}


def assignment_to_json(assignment: Assignment) -> dict[str, Any]:
    """Everything of an assignment that is taken off, so that it can come back as it was."""
    times = {name: getattr(assignment, field) for name, field in TIMES.items()}
    return {name: getattr(assignment, field) for name, field in FIELDS.items()} | {
        name: value and value.isoformat() for name, value in times.items()
    }


def assignment_from_json(stored: dict[str, Any]) -> Assignment:
    """The assignment again, not saved."""
    times = {field: stored[name] and dt.datetime.fromisoformat(stored[name]) for name, field in TIMES.items()}
    return Assignment(**{field: stored[name] for name, field in FIELDS.items()}, **times)


@dataclasses.dataclass(frozen=True, slots=True)
class Undoing:
    """The tasks that would go and those that would come back, and all that keeps them from it.

    `rules` are the numbers of papers to which rules made since forbid somebody to come back.
    """

    added: list[Assignment]
    removed: list[Assignment]
    notified: set[str]
    obstacles: list[str]
    rules: list[int]

    @property
    def letters(self) -> dict[User, list[Assignment]]:
        """Who was told that they lose a paper, and is told that it is theirs again."""
        again: dict[User, list[Assignment]] = defaultdict(list)
        for assignment in self.removed:
            if assignment.key in self.notified:
                again[assignment.reviewer].append(assignment)
        return again


def undoing_of(draft: AssignmentDraft, reader: User | None) -> Undoing:
    """What undoing this draft would do now, as this chair may read it."""
    keys = draft.changes.get("added", [])
    rows = Assignment.objects.filter(key__in=keys).select_related("submission__conference", "reviewer")
    added = list(rows.order_by("submission__number", "pk"))
    stored = draft.changes.get("removed", [])
    removed = _there([assignment_from_json(one) for one in stored])
    lost = ["An account or a paper is gone for good."] if len(removed) < len(stored) else []
    return Undoing(
        added=added,
        removed=removed,
        notified=set(draft.changes.get("told", [])),
        obstacles=[*lost, *_grown(draft, added, len(keys)), *_in_the_way(draft, removed, reader)],
        rules=_ruled_since(draft, removed),
    )


def _there(assignments: list[Assignment]) -> list[Assignment]:
    """Those of papers and people that exist, with both at hand, by number of the paper."""
    papers = Submission.objects.select_related("conference").in_bulk(
        [assignment.submission_id for assignment in assignments]
    )
    people = User.objects.in_bulk([assignment.reviewer_id for assignment in assignments])
    found = [
        assignment
        for assignment in assignments
        if assignment.submission_id in papers and assignment.reviewer_id in people
    ]
    for assignment in found:
        assignment.submission, assignment.reviewer = (
            papers[assignment.submission_id],
            people[assignment.reviewer_id],
        )
    return sorted(found, key=lambda assignment: assignment.submission.number)


def _grown(draft: AssignmentDraft, added: list[Assignment], number: int) -> list[str]:
    """What has grown on the tasks that the draft made."""
    begun = begun_pairs({assignment.submission_id for assignment in added}, Role(draft.role))
    found = []
    if len(added) < number:
        found.append("Some of the tasks it made were taken off since, so it cannot be undone as a whole.")
    for assignment in added:
        who, paper = assignment.reviewer, f"paper {assignment.submission.number}"
        if assignment.submission.state not in UNDER_REVIEW:
            found.append(f"{_paper(assignment)} is {assignment.submission.get_state_display().lower()} now.")
        elif (assignment.submission_id, assignment.reviewer_id) in begun:
            found.append(f"{who} has begun a review of {paper}.")
        elif assignment.state != AssignmentState.ASSIGNED:
            found.append(f"{who} has declined {paper}.")
        elif assignment.notified_at:
            found.append(f"{who} has been told of {paper}.")
    return found


def _in_the_way(draft: AssignmentDraft, removed: list[Assignment], reader: User | None) -> list[str]:
    """What keeps the tasks that it took off from coming back."""
    papers, people = (
        {assignment.submission_id for assignment in removed},
        {assignment.reviewer_id for assignment in removed},
    )
    # Who had a paper in spite of a rule gets it back in spite of it; what was said since is another matter.
    exclusions = exclusions_on(draft, papers, people, reader=reader, since=draft.applied_at)
    members = set(
        draft.conference.memberships.filter(user__in=people, role=draft.role).values_list("user", flat=True)
    )
    taken = set(Assignment.objects.filter(submission__in=papers).values_list("submission", "pseudonym"))
    found = []
    for assignment in removed:
        if assignment.submission.state not in UNDER_REVIEW:
            found.append(f"{_paper(assignment)} is {assignment.submission.get_state_display().lower()} now.")
        elif assignment.reviewer_id not in members:
            found.append(f"{assignment.reviewer} is no longer on the committee in this role.")
        elif why := exclusions.why_not(assignment.submission, assignment.reviewer):
            found.append(why)
        elif (assignment.submission_id, assignment.pseudonym) in taken:
            found.append(
                f"Somebody else is called {assignment.pseudonym} on paper {assignment.submission.number} now."
            )
    return list(dict.fromkeys(found))


def _ruled_since(draft: AssignmentDraft, removed: list[Assignment]) -> list[int]:
    pairs = {(assignment.submission_id, assignment.reviewer_id) for assignment in removed}
    rules = PairRule.objects.filter(
        submission__in=[paper for paper, _ in pairs],
        role=draft.role,
        kind=PairRuleKind.FORBIDDEN,
        made_at__gt=draft.applied_at,
    )
    rows = rules.values_list("submission", "user", "submission__number")
    return sorted({number for paper, who, number in rows if (paper, who) in pairs})


def _paper(assignment: Assignment) -> str:
    return f"Paper {assignment.submission.number}"
