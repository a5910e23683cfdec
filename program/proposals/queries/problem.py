"""The planner's problem as its file would have it, made from the draft."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping
from typing import Any

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.viewer import Viewer
from effgenai.ui.text.numbers import counted
from program.core.models import Unavailability
from program.core.states import SIDE_BY_SIDE, SessionKind
from program.core.times import at_venue
from program.desk.queries.draft import TalkRow
from program.planning import EarlierPlan
from program.proposals.choices import PlanningChoices
from program.proposals.queries.draft_facts import DraftFacts, draft_facts, is_closed

SPARE = 20  # one in so many places of poster sessions is spare where no boards are named


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class DraftProblem:
    """The problem, the facts behind its ids, and sentences on what it leaves out."""

    facts: DraftFacts
    data: Mapping[str, Any]
    notes: tuple[str, ...]

    def placed(self) -> dict[str, list[str]]:
        """The papers of each session as the draft has them, without those that break a rule there."""
        found: dict[str, list[str]] = {name: [] for name in self.facts.rows}
        for paper, place in self.facts.standing.items():
            if paper not in self.facts.outside:
                found[place.session].append(paper)
        return found

    def before(self) -> EarlierPlan | None:
        """What is to stay as far as possible: all of it if the editor wants that, else what stays anyway."""
        facts, boards = self.facts, _boards(self.facts)
        if facts.choices.stays:
            sessions = {name: tuple(papers) for name, papers in self.placed().items() if papers}
        else:
            hanging = {name: there.keys() & facts.staying for name, there in boards.items()}
            sessions = {name: tuple(sorted(papers)) for name, papers in hanging.items() if papers}
        return EarlierPlan(sessions=sessions, boards=boards) if sessions else None


def draft_problem(viewer: Viewer, choices: PlanningChoices) -> DraftProblem:
    """What the planner is asked; a constant number of queries."""
    facts = draft_facts(viewer, choices)
    conference = viewer.conference
    kinds = {paper: _kind(facts, paper) for paper in sorted(facts.planned | facts.staying, key=int)}
    shares = _shares(facts, kinds)
    data = {
        "papers": [_paper(facts, paper, kind) for paper, kind in kinds.items()],
        "sessions": [_session(facts, name, shares) for name in facts.rows],
        "unavailable": [_absence(conference, facts, one) for one in facts.away if one.email],
        "locked": [
            {"paper": paper, "session": facts.standing[paper].session}
            for paper in sorted(facts.staying, key=int)
        ],
        "nobody_twice": choices.twice,
        "chairs": [{"person": name} for name in facts.committee],
    }
    return DraftProblem(facts=facts, data=data, notes=tuple(_notes(facts)))


def _kind(facts: DraftFacts, paper: str) -> str:
    if paper in facts.staying:
        return facts.rows[facts.standing[paper].session].session.kind
    return facts.choices.kind_of(facts.papers[paper].presentation)


def _paper(facts: DraftFacts, paper: str, kind: str) -> dict[str, Any]:
    one, place = facts.papers[paper], facts.standing.get(paper)
    authors = [(facts.names.of(each.email, each.name), each.is_presenter) for each in one.authorships.all()]
    length = place.talk.minutes if place else facts.choices.minutes
    return {
        "id": paper,
        "title": one.title,
        "abstract": one.abstract,
        "keywords": [topic.name for topic in one.topics.all()],
        "people": [name for name, _ in authors],
        "presenters": [name for name, is_presenter in authors if is_presenter],
        "kind": kind,
        "minutes": 0 if kind in SIDE_BY_SIDE else length,
    }


def _shares(facts: DraftFacts, kinds: Mapping[str, str]) -> dict[str, int]:
    """How many posters or demos one session takes where nobody says how many boards there are."""
    there = {
        kind: sum(facts.rows[name].session.kind == kind for name in facts.chosen) for kind in SIDE_BY_SIDE
    }
    papers = Counter(
        kind
        for paper, kind in kinds.items()
        if paper in facts.planned or facts.standing[paper].session in facts.chosen
    )
    return {
        kind: -(-papers[kind] // number) + (papers[kind] // (number * SPARE) if number > 1 else 0)
        for kind, number in there.items()
        if number
    }


def _session(facts: DraftFacts, name: str, shares: Mapping[str, int]) -> dict[str, Any]:
    row = facts.rows[name]
    boards = (
        _labels(facts, name, shares)
        if row.session.kind == SessionKind.POSTER and name in facts.chosen
        else []
    )
    return {
        "id": name,
        "kind": row.session.kind,
        "room": row.session.room.name if row.session.room else "",
        "begins": row.starts_at.isoformat(),
        "ends": row.ends_at.isoformat(),
        "places": len(boards) or _places(facts, name, shares),
        "people": facts.busy[name],
        "boards": boards,
    }


def _places(facts: DraftFacts, name: str, shares: Mapping[str, int]) -> int:
    """Places for what stays, and in chosen sessions for what else fits beside talks that are not planned."""
    row = facts.rows[name]
    staying = [
        place.talk
        for paper, place in facts.standing.items()
        if place.session == name and paper in facts.staying
    ]
    if name not in facts.chosen:
        return len(staying)
    if row.session.kind in SIDE_BY_SIDE:
        return max(len(staying), shares.get(row.session.kind, 0) - len(_fixed(facts, name)))
    taken = sum(talk.minutes for talk in staying) + sum(_fixed(facts, name))
    free = (row.ends_at - row.starts_at).total_seconds() / 60 - taken
    lengths = [facts.standing[paper].talk.minutes for paper in facts.planned if paper in facts.standing]
    # The planner adds up the lengths of its own papers, but knows nothing of talks that are none.
    length = (max if _fixed(facts, name) else min)([facts.choices.minutes, *lengths])
    return len(staying) + max(0, int(free // length))


def _fixed(facts: DraftFacts, name: str) -> list[int]:
    """The lengths of talks that take time or a place there and are not part of the problem."""
    return [
        one.talk.minutes for one in facts.rows[name].talks if one.is_shown and not _is_in_problem(facts, one)
    ]


def _boards(facts: DraftFacts) -> dict[str, dict[str, str]]:
    """The boards of posters in the problem that hang, by session."""
    found: dict[str, dict[str, str]] = {
        name: {} for name, row in facts.rows.items() if row.session.kind == SessionKind.POSTER
    }
    for paper, place in facts.standing.items():
        if place.session in found and place.talk.board and paper not in facts.outside:
            found[place.session][paper] = place.talk.board
    return found


def _labels(facts: DraftFacts, name: str, shares: Mapping[str, int]) -> list[str]:
    """Boards in walking order: those named, or 1, 2, 3; without taken ones, with those of what stays."""
    staying = {
        place.talk.board
        for paper, place in facts.standing.items()
        if place.session == name and paper in facts.staying and place.talk.board
    }
    taken = {
        one.talk.board for one in facts.rows[name].talks if one.is_shown and not _is_in_problem(facts, one)
    }
    if facts.choices.boards:
        return [board for board in dict.fromkeys([*facts.choices.boards, *staying]) if board not in taken]
    wanted = _places(facts, name, shares)
    numbers = (str(number + 1) for number in range(wanted + len(taken) + len(staying)))
    free = [number for number in numbers if number not in taken | staying]
    return [*free[: max(0, wanted - len(staying))], *sorted(staying)]


def _is_in_problem(facts: DraftFacts, one: TalkRow) -> bool:
    paper = one.talk.submission
    return paper is not None and str(paper.number) in facts.planned | facts.staying


def _absence(conference: Conference, facts: DraftFacts, one: Unavailability) -> dict[str, Any]:
    return {
        "person": facts.names.of(one.email, one.name or one.email),
        "from": at_venue(conference, one.starts_at).isoformat(),
        "to": at_venue(conference, one.ends_at).isoformat(),
    }


def _notes(facts: DraftFacts) -> list[str]:
    """What the planner leaves alone though somebody may not expect it."""
    wanted = [row for row in facts.rows.values() if row.session.key in facts.choices.sessions]
    notes = [
        f"“{row.session.title}” is not filled: its room cannot be had for all of it."
        for row in wanted
        if is_closed(row, facts.away)
    ]
    notes += [
        f"“{row.session.title}” is locked, so it is not filled." for row in wanted if row.session.is_locked
    ]
    if facts.outside:
        papers = counted(len(facts.outside), "paper")
        notes.append(f"{papers} that stay break a rule where they are; see the warnings of the draft.")
    return notes
