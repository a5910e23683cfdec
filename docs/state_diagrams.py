"""Prints docs/states.md: the diagram of every state machine, from the tables that the code itself obeys.

`python docs/state_diagrams.py > docs/states.md`; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping

from effgenai.archive import states as archive
from effgenai.conferences.core import states as conferences
from effgenai.mail import states as mail
from program.proposals import states as proposals
from reviews.assignment import states as assignment
from reviews.assignment_drafts import states as drafts
from reviews.committee import states as committee
from reviews.decisions import states as decisions
from reviews.reviewing import states as reviewing
from submissions.core import states as submissions

MACHINES: list[tuple[str, str, Mapping[str, set[str]]]] = [
    ("Conference (public state)", "effgenai/conferences/core/states.py", conferences.TRANSITIONS),
    ("Submission", "submissions/core/states.py", submissions.TRANSITIONS),
    ("Invitation", "reviews/committee/states.py", committee.INVITATION_TRANSITIONS),
    ("Application to review", "reviews/committee/states.py", committee.APPLICATION_TRANSITIONS),
    ("Assignment run", "reviews/assignment_drafts/states.py", drafts.DRAFT_TRANSITIONS),
    ("Assignment", "reviews/assignment/states.py", assignment.ASSIGNMENT_TRANSITIONS),
    ("Review", "reviews/reviewing/states.py", reviewing.REVIEW_TRANSITIONS),
    ("Decision", "reviews/decisions/states.py", decisions.DECISION_TRANSITIONS),
    ("Release at a time", "reviews/decisions/states.py", decisions.SCHEDULED_TRANSITIONS),
    ("Plan of the programme", "program/proposals/states.py", proposals.PROPOSAL_TRANSITIONS),
    ("Mailing", "effgenai/mail/states.py", mail.MAILING_TRANSITIONS),
    ("Mail", "effgenai/mail/states.py", mail.EMAIL_TRANSITIONS),
    ("Site as files", "effgenai/archive/states.py", archive.EXPORT_TRANSITIONS),
]


def diagram(transitions: Mapping[str, set[str]]) -> str:
    """A Mermaid state diagram: the first state of the table is where things begin."""
    first, *_ = transitions
    lines = ["stateDiagram-v2", f"    [*] --> {first}"]
    for state, following in transitions.items():
        lines += [f"    {state} --> {after}" for after in sorted(following)]
        if not following:
            lines.append(f"    {state} --> [*]")
    return "\n".join(lines)


def page() -> str:
    """The whole of docs/states.md."""
    parts = [
        "# States",
        "",
        "Written by `docs/state_diagrams.py` from the tables in the code; do not edit by hand.",
        "",
    ]
    for name, where, transitions in MACHINES:
        parts += [f"## {name}", "", f"`{where}`", "", "```mermaid", diagram(transitions), "```", ""]
    return "\n".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    print(page(), end="")
