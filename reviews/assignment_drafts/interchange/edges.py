"""Edges of OpenReview as JSON: head is a paper, tail a person, and the invitation says what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from effgenai.conferences.core.states import Role
from reviews.assignment_drafts.interchange.lines import (
    NOTHING,
    OPENREVIEW,
    BadAssignmentFile,
    FileContent,
    FileLine,
    id_of,
    number_of,
)
from submissions.imports.imported import BadImport
from submissions.imports.systems import loaded_json
from submissions.imports.values import shown

GROUPS = {"reviewers": Role.REVIEWER, "area_chairs": Role.AREA_CHAIR}
NAMES_OF_GROUPS = {Role.REVIEWER: "Reviewers", Role.AREA_CHAIR: "Area_Chairs"}
ASSIGNMENTS = ("assignment", "proposed_assignment")


class OtherEdge(Exception):  # noqa: N818  what the edge is; the message says why
    """The edge tells of no assignment here; the message says of what."""


def from_json(text: str) -> FileContent:
    """The edges of a list, of an answer of the API, or one in each line. Raises `BadAssignmentFile`."""
    try:
        content = loaded_json(text)
    except BadImport as bad:
        raise BadAssignmentFile(str(bad)) from bad
    lines: list[FileLine] = []
    problems: list[str] = []
    for place, edge in enumerate(_edges(content), 1):
        try:
            lines.append(_line(place, edge))
        except OtherEdge as other:
            problems.append(f"Entry {place}: {other}")
    return FileContent(OPENREVIEW, lines, problems, "Entry")


def _edges(content: Any) -> Iterator[Any]:
    """All edges, those of groups with what their group has in common."""
    listed = content
    if isinstance(content, Mapping):
        listed = next((content[name] for name in ("edges", "groupedEdges") if name in content), [content])
    if not isinstance(listed, list):
        raise BadAssignmentFile(NOTHING)
    for edge in listed:
        values = edge.get("values") if isinstance(edge, Mapping) else None
        if not isinstance(values, list):
            yield edge
            continue
        common = edge["id"] if isinstance(edge.get("id"), Mapping) else {}
        yield from ({**common, **value} if isinstance(value, Mapping) else value for value in values)


def _line(place: int, edge: Any) -> FileLine:
    if not isinstance(edge, Mapping):
        raise OtherEdge("it is not an object.")
    paper, person = (str(edge.get(name) or "").strip() for name in ("head", "tail"))
    role = role_of(str(edge.get("invitation") or ""))
    number = number_of(paper)
    known = id_of(paper) if number is None else number
    if known is None or not person:
        raise OtherEdge("it has no head, which is the paper, or no tail, which is the person.")
    return FileLine(place, known, person.lower(), role=role)


def role_of(invitation: str) -> Role | None:
    """The role in an invitation such as `Venue/Area_Chairs/-/Assignment`; None if there is none.

    Raises OtherEdge where it is of something else than assignments.
    """
    if not invitation:
        return None
    before, _, what = invitation.lower().rpartition("/-/")
    group = before.rpartition("/")[2]
    if what not in ASSIGNMENTS or group not in GROUPS:
        raise OtherEdge(f"“{shown(invitation)}” is no assignment of reviewers or area chairs.")
    return GROUPS[group]


def invitation_of(role: Role) -> str:
    """The end of the invitation of an assignment in this role."""
    return f"{NAMES_OF_GROUPS[role]}/-/Assignment"
