"""Assignments written in the forms of other systems."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from effgenai.conferences.core.states import Role
from effgenai.ui.text.controls import without_controls
from reviews.assignment_drafts.interchange.edges import invitation_of


@dataclasses.dataclass(frozen=True, slots=True)
class Pair:
    """A pair to be written."""

    paper: int
    email: str
    is_area_chair: bool = False
    score: float | None = None

    @property
    def role(self) -> Role:
        """In which role the person has the paper."""
        return Role.AREA_CHAIR if self.is_area_chair else Role.REVIEWER


def hotcrp_table(pairs: Iterable[Pair]) -> tuple[list[str], list[list[object]]]:
    """Heading and rows of HotCRP's bulk assignment: the first area chair of a paper leads, others assist.

    HotCRP knows one lead of a paper, and any number of people who write a meta-review.
    """
    led: set[int] = set()
    rows: list[list[object]] = []
    for pair in pairs:
        action = "review"
        if pair.is_area_chair:
            action = "metareview" if pair.paper in led else "lead"
            led.add(pair.paper)
        rows.append([pair.paper, action, pair.email])
    return ["paper", "action", "email"], rows


def openreview_table(pairs: Iterable[Pair]) -> tuple[list[str], list[list[object]]]:
    """Heading and rows as edges: paper, person, the fit as weight (1 where it is not known), and the role."""
    rows: list[list[object]] = [
        [pair.paper, pair.email, 1 if pair.score is None else round(pair.score, 4), invitation_of(pair.role)]
        for pair in pairs
    ]
    return ["head", "tail", "weight", "invitation"], rows


def cmt_xml(pairs: Iterable[Pair]) -> str:
    """The file of CMT's bulk import."""
    of_paper: dict[int, list[str]] = defaultdict(list)
    for pair in pairs:
        of_paper[pair.paper].append(without_controls(pair.email))
    root = Element("assignments")
    for paper, people in sorted(of_paper.items()):
        submission = SubElement(root, "submission", submissionId=str(paper))
        for email in people:
            SubElement(submission, "user", email=email)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"
