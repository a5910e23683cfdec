"""All conflicts of a conference at a glance, by paper or by person, as far as a chair may read of them."""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import Func, JSONField
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from effgenai.conferences.core.models import Membership
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.ui.navigation import Chip
from effgenai.ui.tables import Column
from effgenai.ui.text.markdown import render_inline
from submissions.conflicts.models import Conflict
from submissions.conflicts.overview import (
    HIDDEN,
    ConflictPair,
    ConflictSearch,
    Known,
    Mention,
    MentionGroup,
    Subject,
    is_one_sided,
    label_of,
)
from submissions.conflicts.queries.shown import shown_conflicts
from submissions.conflicts.rules import JUDGES, conflict_words
from submissions.conflicts.states import TELLING_SOURCES, ConflictSource, ConflictStanding
from submissions.core.models import Submission, SubmissionQuerySet
from submissions.core.states import ON_THE_DESK

PAPER_COLUMNS = (
    Column("No.", order="number", look="num"),
    Column("Paper", order="name"),
    Column("Confirmed", order="confirmed", look="num", phone=False),
    Column("Potential", order="potential", look="num", phone=False),
    Column("Free reviewers", order="free", look="num", phone=False),
    Column("In conflict"),
)
PERSON_COLUMNS = (
    Column("Name", order="name"),
    Column("Role", phone=False),
    Column("Confirmed", order="confirmed", look="num", phone=False),
    Column("Potential", order="potential", look="num", phone=False),
    Column("Free papers", order="free", look="num", phone=False),
    Column("In conflict with"),
)
SORTS = ("number", "name", "confirmed", "potential", "free")
EXPORT_HEADER = ["number", "title", "name", "email", "roles", "source", "standing", "reason", "since"]
ROLE_ORDER = (Role.CHAIR, Role.AREA_CHAIR, Role.REVIEWER)
SOURCES = (*ConflictSource.values, HIDDEN)
# A number in the place of a key, while an address is built once for all rows.
PLACE = 987654321


@dataclasses.dataclass(frozen=True, slots=True)
class OverviewRow:
    """A paper or a person with the other side by source; the numbers count all that are in conflict."""

    subject: Subject
    confirmed: int
    potential: int
    free: int
    groups: Sequence[MentionGroup]


@dataclasses.dataclass(frozen=True, slots=True)
class ConflictOverview:
    """The table after filtering, and the numbers over all of it."""

    rows: Sequence[OverviewRow]
    chips: Sequence[Chip]
    papers: int
    people: int
    confirmed: int
    potential: int

    @property
    def has_sides(self) -> bool:
        """Whether there are both papers and people."""
        return bool(self.papers and self.people)


def papers_overview(viewer: Viewer, text: str, sort: str) -> ConflictOverview:
    """A row for each paper on the desk that the chair handles; a constant number of queries."""
    known = _known(viewer)
    return _overview(known, known.papers, known.people, ConflictSearch.of(text), sort)


def people_overview(viewer: Viewer, text: str, sort: str) -> ConflictOverview:
    """A row for each member of the committee; a constant number of queries."""
    known = _known(viewer)
    return _overview(known, known.people, known.papers, ConflictSearch.of(text), sort)


def _papers_of(viewer: Viewer) -> SubmissionQuerySet:
    return Submission.objects.handled_by(viewer).filter(state__in=ON_THE_DESK)


def _known(viewer: Viewer) -> Known:
    """The papers, the committee and the pairs in conflict, as plain values; three queries."""
    papers, people = _papers(viewer), _people(viewer)
    return Known(papers, people, _pairs(viewer, papers, people))


def _papers(viewer: Viewer) -> dict[int, Subject]:
    address = _address("submissions:paper", viewer.conference.slug, PLACE)
    rows = _papers_of(viewer).order_by("number").values_list("pk", "number", "title")
    return {
        pk: Subject(
            pk=pk,
            place=place,
            number=number,
            name=render_inline(title),
            mark=SafeString(f'aria-label="paper {number}">{number}'),
            text=title.casefold(),
            url=address.replace(str(PLACE), str(number)),
            counts=True,
        )
        for place, (pk, number, title) in enumerate(rows)
    }


def _people(viewer: Viewer) -> dict[int, Subject]:
    """The committee by name. Who reviews, with an account that is open, counts as free for a paper."""
    rows = Membership.objects.filter(conference=viewer.conference, role__in=JUDGES)
    rows = rows.order_by("user__name", "user__email", "user")
    held: dict[int, list[str]] = defaultdict(list)
    facts: dict[int, tuple[str, str, bool]] = {}
    values = rows.values_list("user", "role", "user__key", "user__name", "user__email", "user__is_active")
    for pk, role, key, name, email, is_active in values:
        held[pk].append(role)
        facts[pk] = (key, name or email, is_active)
    address = _address("reviews:member", viewer.conference.slug, "0" * 12)
    return {
        pk: Subject(
            pk=pk,
            place=place,
            number=None,
            name=name,
            mark=SafeString(f'dir="auto">{escape(name)}'),
            text=name.casefold(),
            url=address.replace("0" * 12, key),
            note=", ".join(str(role.label) for role in ROLE_ORDER if role in held[pk]),
            counts=is_active and Role.REVIEWER in held[pk],
        )
        for place, (pk, (key, name, is_active)) in enumerate(facts.items())
    }


def _address(name: str, *args: Any) -> str:
    return reverse(name, args=args)


def _pairs(
    viewer: Viewer, papers: Mapping[int, Subject], people: Mapping[int, Subject]
) -> list[ConflictPair]:
    """Who is in conflict with what, each pair once, with its reasons by source; one query.

    The database hands over a list for each paper: reading each row for itself would take most of the time.
    """
    me = viewer.user.pk if viewer.user else None
    about = Conflict.objects.filter(submission__in=_papers_of(viewer).values("pk"))
    reason = Func("user", "source", "standing", "pk", function="jsonb_build_array", output_field=JSONField())
    rows = shown_conflicts(viewer, about).order_by().values("submission").annotate(all=JSONBAgg(reason))
    decide, after = _address("submissions:conflict", viewer.conference.slug, PLACE).split(str(PLACE))
    hidden = frozenset(TELLING_SOURCES) if viewer.conference.hide_authors_from_chairs else frozenset()
    pairs: list[ConflictPair] = []
    for paper, reasons in rows.values_list("submission", "all"):
        found: dict[int, ConflictPair] = {}
        for person, source, standing, pk in reasons if paper in papers else ():
            if person not in people:
                continue
            pair = found.get(person) or found.setdefault(person, ConflictPair(paper, person))
            if source in hidden:
                pair.add(HIDDEN, standing, "")
            else:
                pair.add(source, standing, "" if person == me else f"{decide}{pk}{after}")
        pairs += found.values()
    return pairs


def _overview(
    known: Known,
    subjects: Mapping[int, Subject],
    others: Mapping[int, Subject],
    search: ConflictSearch,
    sort: str,
) -> ConflictOverview:
    beside: dict[int, list[ConflictPair]] = defaultdict(list)
    of_papers = subjects is known.papers
    for pair in known.pairs:
        beside[pair.paper if of_papers else pair.person].append(pair)
    across = _Across(others, sum(other.counts for other in others.values()))
    rows = (_row(subject, beside[pk], across, search) for pk, subject in subjects.items())
    return ConflictOverview(
        rows=_sorted([row for row in rows if row], sort),
        chips=_chips(known, subjects, of_papers=of_papers),
        papers=len(known.papers),
        people=len(known.people),
        confirmed=sum(pair.standing == ConflictStanding.CONFIRMED for pair in known.pairs),
        potential=sum(pair.standing == ConflictStanding.POTENTIAL for pair in known.pairs),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _Across:
    """The side that the rows list: by key, and how many can be free."""

    others: Mapping[int, Subject]
    countable: int


def _row(
    subject: Subject, pairs: Sequence[ConflictPair], across: _Across, search: ConflictSearch
) -> OverviewRow | None:
    """The row, or None where the search leaves it out."""
    others = across.others
    standings = [pair.standing for pair in pairs]
    apart = [pair for pair in pairs if pair.standing != ConflictStanding.DISMISSED]
    shown = [(pair, others[pair.other(subject)]) for pair in pairs]
    shown = [(pair, other) for pair, other in shown if search.takes(pair, subject, other)]
    if not shown and not search.takes_alone(subject, has_conflicts=bool(apart)):
        return None
    shown.sort(key=lambda one: one[1].place)
    return OverviewRow(
        subject=subject,
        confirmed=standings.count(ConflictStanding.CONFIRMED),
        potential=standings.count(ConflictStanding.POTENTIAL),
        free=across.countable - sum(others[pair.other(subject)].counts for pair in apart),
        groups=_groups(shown, search),
    )


def _groups(shown: Sequence[tuple[ConflictPair, Subject]], search: ConflictSearch) -> list[MentionGroup]:
    """The other side by source, in the order of the sources."""
    found: dict[str, list[Mention]] = {}
    for pair, other in shown:
        for source, (standing, url) in pair.reasons.items():
            if search.names(source, standing):
                found.setdefault(source, []).append(Mention(other, url, standing))
    return [MentionGroup(label_of(source), found[source]) for source in SOURCES if source in found]


def _sorted(rows: list[OverviewRow], sort: str) -> list[OverviewRow]:
    """The rows in the order asked for; those that are equal stay in the order of numbers or names."""
    name = sort.removeprefix("-")
    if name == "name":
        return sorted(rows, key=lambda row: row.subject.text, reverse=sort.startswith("-"))
    if name in {"", "number"}:
        return rows[::-1] if sort.startswith("-") else rows
    return sorted(rows, key=lambda row: int(getattr(row, name)), reverse=sort.startswith("-"))


def _chips(known: Known, subjects: Mapping[int, Subject], *, of_papers: bool) -> list[Chip]:
    """Ready-made searches, each with the pairs, or the rows without any, that it finds."""
    apart = [pair for pair in known.pairs if pair.standing != ConflictStanding.DISMISSED]
    touched = {pair.paper if of_papers else pair.person for pair in apart}
    reasons = [pair.sources for pair in apart]
    sources = Counter(itertools.chain.from_iterable(reasons))
    potential = sum(pair.standing == ConflictStanding.POTENTIAL for pair in apart)
    states = (
        ("Potential", "is:potential", potential),
        ("One side alone says so", "is:one-sided", sum(map(is_one_sided, reasons))),
        ("Without a conflict", "is:none", len(subjects) - len(touched)),
        ("Dismissed", "is:dismissed", len(known.pairs) - len(apart)),
    )
    by_source = ((label_of(source), f"source:{source}", sources[source]) for source in SOURCES)
    return [Chip(label, query, number) for label, query, number in (*states, *by_source) if number]


def export_rows(viewer: Viewer, text: str) -> Iterator[list[Any]]:
    """The conflicts that the search takes, a line for each reason, under `EXPORT_HEADER`; three queries."""
    known, search = _known(viewer), ConflictSearch.of(text)
    taken = {
        (pair.paper, pair.person)
        for pair in known.pairs
        if search.takes(pair, known.papers[pair.paper], known.people[pair.person])
    }
    about = Conflict.objects.filter(submission__in=_papers_of(viewer).values("pk"))
    rows = shown_conflicts(viewer, about).select_related("submission", "user")
    with_authors = not viewer.conference.hide_authors_from_chairs
    for row in rows.order_by("submission__number", "user__name", "user", "pk"):
        source = row.source if with_authors or row.source not in TELLING_SOURCES else HIDDEN
        if (row.submission_id, row.user_id) in taken and search.names(source, row.standing):
            yield _line(row, source, known.people[row.user_id].note, with_authors=with_authors)


def _line(row: Conflict, source: str, roles: str, *, with_authors: bool) -> list[Any]:
    words = row.detail if source != HIDDEN else conflict_words(row, with_authors=with_authors)
    return [
        row.submission.number,
        row.submission.title,
        row.user.name,
        row.user.email,
        roles,
        label_of(source),
        row.get_standing_display(),
        words,
        row.created_at,
    ]
