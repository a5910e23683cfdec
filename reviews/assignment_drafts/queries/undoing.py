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
from reviews.assignment_drafts.models import AssignmentRun
from reviews.assignment_drafts.queries.exclusions import bars_on
from reviews.assignment_drafts.queries.facts import begun_tasks
from submissions.core.models import Submission
from submissions.core.states import UNDER_REVIEW

KEPT = (
    "key",
    "submission_id",
    "reviewer_id",
    "role",
    "state",
    "pseudonym",
    "run_id",
    "score",
    "parts",
    "assigned_by_id",
)
TIMES = ("assigned_at", "told_at")


def kept_task(task: Assignment) -> dict[str, Any]:
    """Everything of a task that is taken off, so that it can come back as it was."""
    times = {name: getattr(task, name) for name in TIMES}
    return {name: getattr(task, name) for name in KEPT} | {
        name: value and value.isoformat() for name, value in times.items()
    }


def restored_task(kept: dict[str, Any]) -> Assignment:
    """The task again, not saved."""
    times = {name: kept[name] and dt.datetime.fromisoformat(kept[name]) for name in TIMES}
    return Assignment(**{name: kept[name] for name in KEPT}, **times)


@dataclasses.dataclass(frozen=True, slots=True)
class Undoing:
    """The tasks that would go and those that would come back, and all that keeps them from it."""

    added: list[Assignment]
    removed: list[Assignment]
    told: set[str]
    obstacles: list[str]

    @property
    def letters(self) -> dict[User, list[Assignment]]:
        """Who was told that they lose a paper, and is told that it is theirs again."""
        again: dict[User, list[Assignment]] = defaultdict(list)
        for task in self.removed:
            if task.key in self.told:
                again[task.reviewer].append(task)
        return again


def undoing_of(run: AssignmentRun, reader: User | None) -> Undoing:
    """What undoing this draft would do now, as this chair may read it."""
    keys = run.changes.get("added", [])
    rows = Assignment.objects.filter(key__in=keys).select_related("submission__conference", "reviewer")
    added = list(rows.order_by("submission__number", "pk"))
    kept = run.changes.get("removed", [])
    removed = _there([restored_task(one) for one in kept])
    lost = ["An account or a paper is gone for good."] if len(removed) < len(kept) else []
    return Undoing(
        added=added,
        removed=removed,
        told=set(run.changes.get("told", [])),
        obstacles=[*lost, *_grown(run, added, len(keys)), *_in_the_way(run, removed, reader)],
    )


def _there(tasks: list[Assignment]) -> list[Assignment]:
    """Those of papers and people that exist, with both at hand, by number of the paper."""
    papers = Submission.objects.select_related("conference").in_bulk([task.submission_id for task in tasks])
    people = User.objects.in_bulk([task.reviewer_id for task in tasks])
    found = [task for task in tasks if task.submission_id in papers and task.reviewer_id in people]
    for task in found:
        task.submission, task.reviewer = papers[task.submission_id], people[task.reviewer_id]
    return sorted(found, key=lambda task: task.submission.number)


def _grown(run: AssignmentRun, added: list[Assignment], number: int) -> list[str]:
    """What has grown on the tasks that the draft made."""
    begun = begun_tasks({task.submission_id for task in added}, Role(run.role))
    found = []
    if len(added) < number:
        found.append("Some of the tasks it made were taken off since, so it cannot be undone as a whole.")
    for task in added:
        who, paper = task.reviewer, f"paper {task.submission.number}"
        if task.submission.state not in UNDER_REVIEW:
            found.append(f"{_paper(task)} is {task.submission.get_state_display().lower()} now.")
        elif (task.submission_id, task.reviewer_id) in begun:
            found.append(f"{who} has begun a review of {paper}.")
        elif task.state != AssignmentState.ASSIGNED:
            found.append(f"{who} has declined {paper}.")
        elif task.told_at:
            found.append(f"{who} has been told of {paper}.")
    return found


def _in_the_way(run: AssignmentRun, removed: list[Assignment], reader: User | None) -> list[str]:
    """What keeps the tasks that it took off from coming back."""
    papers, people = {task.submission_id for task in removed}, {task.reviewer_id for task in removed}
    bars = bars_on(run, papers, people, reader=reader)
    members = set(
        run.conference.memberships.filter(user__in=people, role=run.role).values_list("user", flat=True)
    )
    taken = set(Assignment.objects.filter(submission__in=papers).values_list("submission", "pseudonym"))
    found = []
    for task in removed:
        if task.submission.state not in UNDER_REVIEW:
            found.append(f"{_paper(task)} is {task.submission.get_state_display().lower()} now.")
        elif task.reviewer_id not in members:
            found.append(f"{task.reviewer} is no longer on the committee in this role.")
        elif why := bars.why_not(task.submission, task.reviewer):
            found.append(why)
        elif (task.submission_id, task.pseudonym) in taken:
            found.append(f"Somebody else is called {task.pseudonym} on paper {task.submission.number} now.")
    return list(dict.fromkeys(found))


def _paper(task: Assignment) -> str:
    return f"Paper {task.submission.number}"
