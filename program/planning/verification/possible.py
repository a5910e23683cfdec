"""Whether one paper alone may be in a session."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

POSTER = "poster"


def may_be_in(problem: Mapping[str, Any], paper: Mapping[str, Any], session: Mapping[str, Any]) -> bool:
    """By kind, length, locks, and the people who are away or busy."""
    begins, ends = times_of(session["begins"], session["ends"])
    lasts = (ends - begins).total_seconds() / 60
    if paper["kind"] != session["kind"] or not session.get("places"):
        return False
    if paper["kind"] != POSTER and (paper.get("minutes") or 0) > lasts + 1e-6:
        return False
    locks = [
        str(lock["session"]) for lock in problem.get("locked") or [] if str(lock["paper"]) == str(paper["id"])
    ]
    if any(lock != str(session["id"]) for lock in locks):
        return False
    people = people_of(problem, paper)
    away = [one for one in problem.get("unavailable") or [] if str(one["person"]) in people]
    if any(overlap(session, {"begins": one["from"], "ends": one["to"]}) for one in away):
        return False
    return not any(
        people & {*map(str, other.get("people") or [])} and overlap(session, other)
        for other in problem["sessions"]
    )


def people_of(problem: Mapping[str, Any], paper: Mapping[str, Any]) -> set[str]:
    """Who of a paper must not be in two places."""
    everyone = (paper.get("people") or []) if problem.get("nobody_twice") == "people" else []
    return {str(person) for person in [*(paper.get("presenters") or []), *everyone]}


def overlap(one: Mapping[str, Any], two: Mapping[str, Any]) -> bool:
    """Whether two things share more than an instant."""
    begins, ends = times_of(one["begins"], one["ends"])
    other_begins, other_ends = times_of(two["begins"], two["ends"])
    return begins < other_ends and other_begins < ends


def times_of(begins: str, ends: str) -> tuple[datetime, datetime]:
    """Two ISO times as times."""
    return datetime.fromisoformat(begins), datetime.fromisoformat(ends)
