"""The draft as the planner has to respect it: what is planned, what stays, who is busy where."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from effgenai.conferences.core.models import Membership
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from program.core.models import Talk, Unavailability, known_papers
from program.core.states import SessionKind
from program.desk.queries.draft import SessionRow, session_rows
from program.proposals.choices import PLANNED_KINDS, PlanningChoices
from program.proposals.queries.people import Names
from program.proposals.states import NobodyTwice, Scope
from submissions.authors.models import Authorship
from submissions.core.models import Submission

COMMITTEE = (Role.CHAIR, Role.AREA_CHAIR, Role.REVIEWER)


@dataclasses.dataclass(frozen=True, slots=True)
class PaperPlace:
    """Where a paper is in the draft: the id of the session, and the talk."""

    session: str
    talk: Talk


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class DraftFacts:
    """Papers by their number, sessions by a name of their own, and people by theirs.

    `standing` are the papers that have a place, `chosen` the sessions that may be filled, `planned` the
    papers that may move. `staying` do not; `outside` do not either and break a rule where they are, so that
    the planner leaves them out and only keeps their people busy. `busy` are in a session anyway.
    """

    choices: PlanningChoices
    rows: Mapping[str, SessionRow]
    papers: Mapping[str, Submission]
    away: list[Unavailability]
    names: Names
    committee: Mapping[str, Membership]
    standing: Mapping[str, PaperPlace]
    chosen: frozenset[str]
    planned: frozenset[str]
    staying: frozenset[str]
    outside: frozenset[str]
    busy: Mapping[str, list[str]]

    def people(self, paper: str) -> list[str]:
        """Who of a paper must not be in two places."""
        return [
            self.names.of(one.email, one.name)
            for one in self.papers[paper].authorships.all()
            if one.is_presenter or self.choices.twice == NobodyTwice.PEOPLE
        ]


def draft_facts(viewer: Viewer, choices: PlanningChoices) -> DraftFacts:
    """The draft as its editor may know it; a constant number of queries.

    Papers that the editor may not know keep their places, and nothing is said of their people.
    """
    rows = _by_name(session_rows(viewer))
    known = known_papers(viewer).prefetch_related("authorships", "topics").order_by("number")
    papers = {str(paper.number): paper for paper in known}
    away = list(viewer.conference.unavailabilities.all())
    members = _committee(viewer)
    names = _names(rows.values(), papers.values(), away, members)
    standing = {
        str(talk.talk.submission.number): PaperPlace(name, talk.talk)
        for name, row in rows.items()
        for talk in row.talks
        if talk.talk.submission is not None and str(talk.talk.submission.number) in papers
    }
    chosen = frozenset(name for name, row in rows.items() if _may_fill(row, choices, away))
    planned = frozenset(paper for paper in papers if _is_planned(standing.get(paper), choices, chosen))
    facts = DraftFacts(
        choices=choices,
        rows=rows,
        papers=papers,
        away=away,
        names=names,
        committee={names.of(one.user.email, str(one.user)): one for one in members},
        standing=standing,
        chosen=chosen,
        planned=planned,
        staying=frozenset(standing.keys() - planned),
        outside=frozenset(),
        busy={name: _busy_in(row, names) for name, row in rows.items()},
    )
    return _without(facts, _breaking(facts))


def _without(facts: DraftFacts, outside: frozenset[str]) -> DraftFacts:
    """The facts with these papers left out, and their people busy where they are."""
    busy = {name: list(people) for name, people in facts.busy.items()}
    for paper in outside:
        busy[facts.standing[paper].session] += facts.people(paper)
    return dataclasses.replace(facts, staying=facts.staying - outside, outside=outside, busy=busy)


def is_closed(row: SessionRow, away: Iterable[Unavailability]) -> bool:
    """Whether its room cannot be had for all of it."""
    return any(
        one.room_id is not None and one.room_id == row.session.room_id and _meets(row, one) for one in away
    )


def _meets(row: SessionRow, one: Unavailability) -> bool:
    return one.starts_at < row.ends_at and row.starts_at < one.ends_at


def _by_name(rows: list[SessionRow]) -> dict[str, SessionRow]:
    """Sessions by what sentences call them; where two would be called the same they are numbered."""
    found: dict[str, SessionRow] = {}
    seen: Counter[str] = Counter()
    for row in rows:
        name = f"“{row.session.title}” ({row.starts_at:%a %H:%M})"
        seen[name] += 1
        found[name if seen[name] == 1 else f"{name}, no. {seen[name]}"] = row
    return found


def _committee(viewer: Viewer) -> list[Membership]:
    """Whom the editor may propose as chairs: only chairs of the conference know the committee."""
    if not viewer.is_chair:
        return []
    rows = Membership.objects.filter(conference=viewer.conference, role__in=COMMITTEE)
    return list({row.user_id: row for row in rows.select_related("user").order_by("pk")}.values())


def _names(
    rows: Iterable[SessionRow],
    papers: Iterable[Submission],
    away: Iterable[Unavailability],
    members: Iterable[Membership],
) -> Names:
    names = Names()
    authors: Iterable[Authorship] = (author for paper in papers for author in paper.authorships.all())
    for author in authors:
        names.note(author.email, author.name)
    for row in rows:
        for one in row.session.people.all():
            names.note(one.email, one.name)
        for talk in _invited(row):
            names.note(talk.email, talk.speaker)
    for absence in away:
        if absence.email:
            names.note(absence.email, absence.name or absence.email)
    for member in members:
        names.note(member.user.email, str(member.user))
    return names


def _invited(row: SessionRow) -> list[Talk]:
    return [one.talk for one in row.talks if one.talk.submission is None and one.talk.speaker]


def _busy_in(row: SessionRow, names: Names) -> list[str]:
    """Chairs, panellists and invited speakers."""
    people = [names.of(one.email, one.name) for one in row.session.people.all()]
    return list(dict.fromkeys([*people, *(names.of(talk.email, talk.speaker) for talk in _invited(row))]))


def _may_fill(row: SessionRow, choices: PlanningChoices, away: Iterable[Unavailability]) -> bool:
    session = row.session
    is_wanted = session.key in choices.sessions and session.kind in PLANNED_KINDS
    return is_wanted and not session.is_locked and not is_closed(row, away)


def _is_planned(standing: PaperPlace | None, choices: PlanningChoices, chosen: frozenset[str]) -> bool:
    if standing is None:
        return True
    is_fixed = standing.talk.is_locked or standing.talk.is_cancelled
    may_move = standing.session in chosen and not is_fixed
    return choices.scope == Scope.UNLOCKED and may_move


def _breaking(facts: DraftFacts) -> frozenset[str]:
    """Papers that stay although somebody of them is away, elsewhere, or presents two posters there."""
    absent: dict[str, list[Unavailability]] = defaultdict(list)
    for one in facts.away:
        if one.email:
            absent[facts.names.of(one.email, one.name or one.email)].append(one)
    busy: dict[str, list[str]] = defaultdict(list)
    for name, people in facts.busy.items():
        for person in people:
            busy[person].append(name)
    presenting: dict[str, list[str]] = defaultdict(list)
    found = set()
    for paper, place in facts.standing.items():
        if paper not in facts.staying:
            continue
        people = facts.people(paper)
        if any(_is_hindered(facts, place.session, absent[who], busy[who], presenting[who]) for who in people):
            found.add(paper)
        else:
            for who in people:
                presenting[who].append(place.session)
    return frozenset(found)


def _is_hindered(
    facts: DraftFacts,
    session: str,
    absent: Iterable[Unavailability],
    busy: list[str],
    presenting: list[str],
) -> bool:
    """Whether somebody cannot present there: away, in it anyway, at another poster of it, or elsewhere."""
    row = facts.rows[session]
    again = row.session.kind == SessionKind.POSTER and session in presenting
    elsewhere = (facts.rows[other] for other in [*busy, *presenting] if other != session)
    is_away = any(_meets(row, one) for one in absent)
    return is_away or again or session in busy or any(other.meets(row) for other in elsewhere)
