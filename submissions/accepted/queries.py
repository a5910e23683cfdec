"""Accepted papers as everyone sees them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Exists, OuterRef, Prefetch, Subquery
from django.urls import reverse

from effgenai.accounts.names.letters import folded
from effgenai.conferences.core.models import Conference, Topic
from effgenai.ui.text.numbers import named_number, with_numbers
from submissions.accepted.bibtex import keys_of
from submissions.accepted.facts import PaperFact, facts_of, presentations_of
from submissions.authors.models import Authorship
from submissions.core.models import Submission, SubmissionQuerySet
from submissions.materials.models import Award, Material
from submissions.materials.states import FILE_KINDS, MaterialKind

WITHOUT_KIND = "Further papers"
FEATURES = {"award": "Awarded", "code": "With code", "video": "With video"}
LINK_LABELS = {MaterialKind.PAPER: "PDF", MaterialKind.PREPRINT: "Preprint", MaterialKind.PROJECT: "Project"}


@dataclasses.dataclass(frozen=True, slots=True)
class PaperLink:
    """A link beside a paper: our own file (`is_file`, its address from the root) or another site's."""

    kind: str
    label: str
    url: str
    is_file: bool


@dataclasses.dataclass(frozen=True, slots=True)
class AcceptedPaper:
    """An accepted paper with everything public about it."""

    paper: Submission
    authors: list[Authorship]
    topics: list[Topic]
    awards: list[Award]
    links: list[PaperLink]

    @property
    def kind(self) -> str:
        """How it is presented, or the word for those of which it is not said."""
        return self.paper.presentation or WITHOUT_KIND

    @property
    def features(self) -> set[str]:
        """What it can be filtered by besides topic and kind: award, code, video."""
        found = {link.kind for link in self.links} & {"code", "video"}
        return found | ({"award"} if self.awards else set())

    def link(self, kind: str) -> PaperLink | None:
        """The link of this kind, if there is one."""
        return next((link for link in self.links if link.kind == kind), None)


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """What a visitor looks for; what is empty or unknown asks for nothing."""

    text: str = ""
    topic: str = ""
    presentation: str = ""
    has: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """Something to filter by, and how many papers would be left."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Papers that are presented alike."""

    label: str
    papers: list[AcceptedPaper]


@dataclasses.dataclass(frozen=True, slots=True)
class AcceptedPapers:
    """The list after filtering, in groups, and what can be filtered by."""

    groups: list[Group]
    total: int
    topics: list[Choice]
    presentations: list[Choice]
    features: list[Choice]

    @property
    def papers(self) -> list[Submission]:
        """The papers of all groups."""
        return [row.paper for group in self.groups for row in group.papers]


def of_conference(conference: Conference) -> SubmissionQuerySet:
    """All accepted papers of the conference."""
    return Submission.objects.filter(conference=conference).public()


def accepted_rows(conference: Conference, *, with_abstracts: bool = False) -> list[AcceptedPaper]:
    """Every accepted paper with what is public about it, in the order of the list; six queries."""
    papers = of_conference(conference)
    rows = _rows(conference, papers if with_abstracts else papers.defer("abstract"))
    kinds = presentations_of(conference)
    return sorted(
        rows,
        key=lambda row: _place(
            kinds, row.paper.presentation, awarded=bool(row.awards), number=row.paper.number
        ),
    )


def _rows(conference: Conference, papers: SubmissionQuerySet) -> list[AcceptedPaper]:
    names = Authorship.objects.only("submission_id", "name", "affiliation", "position")
    shown = Material.objects.public().select_related("file")
    together = ("topics", "awards", Prefetch("authorships", names), Prefetch("materials", shown))
    return [_row(conference, paper) for paper in papers.prefetch_related(*together)]


def _row(conference: Conference, paper: Submission) -> AcceptedPaper:
    kinds = list(MaterialKind)
    materials = sorted(paper.materials.all(), key=lambda material: kinds.index(MaterialKind(material.kind)))
    return AcceptedPaper(
        paper=paper,
        authors=list(paper.authorships.all()),
        topics=list(paper.topics.all()),
        awards=list(paper.awards.all()),
        links=[_link(conference, paper.number, material) for material in materials],
    )


def _link(conference: Conference, number: int, material: Material) -> PaperLink:
    kind = MaterialKind(material.kind)
    label = LINK_LABELS.get(kind, str(kind.label))
    if kind in FILE_KINDS:
        url = reverse("submissions:paper_file", args=[conference.slug, number, kind])
        return PaperLink(kind, label, url, is_file=True)
    if "doi.org/" in material.address and kind == MaterialKind.PREPRINT:
        label = "DOI"
    return PaperLink(kind, label, material.address, is_file=False)


def _place(
    kinds: Sequence[str], presentation: str, *, awarded: bool, number: int
) -> tuple[int, str, bool, int]:
    """Kinds as the conference orders them, then the others by name, then none; in each, awards first."""
    order = kinds.index(presentation) if presentation in kinds else len(kinds) + (not presentation)
    return order, presentation, not awarded, number


def accepted_papers(conference: Conference, wanted: Wanted) -> AcceptedPapers:
    """What is wanted of the accepted papers; a constant number of queries.

    Beside each choice stands how many papers would be left with it, all else being as it is.
    """
    rows = accepted_rows(conference, with_abstracts=bool(wanted.text))
    topics = {str(topic.pk): topic for topic in conference.topics.all()}
    wanted = _known(wanted, topics)
    said = [row for row in rows if _says(row, wanted.text)]
    groups = itertools.groupby((row for row in said if _fits(row, wanted)), key=lambda row: row.kind)
    return AcceptedPapers(
        groups=[Group(label, list(papers)) for label, papers in groups],
        total=len(rows),
        topics=_topic_choices(said, wanted, topics),
        presentations=_presentation_choices(rows, said, wanted),
        features=_feature_choices(rows, said, wanted),
    )


def _known(wanted: Wanted, topics: Mapping[str, Topic]) -> Wanted:
    """The same without words that are no topic; a number that is none finds nothing."""
    is_topic = wanted.topic in topics or wanted.topic.isdecimal()
    return wanted if is_topic else dataclasses.replace(wanted, topic="")


def _says(row: AcceptedPaper, text: str) -> bool:
    """Whether every word is its number or in title, abstract, authors or affiliations, accents aside."""
    if not text:
        return True
    people = (part for author in row.authors for part in (author.name, author.affiliation))
    said = folded("\n".join([row.paper.title, row.paper.abstract, *people]))
    words = folded(with_numbers(text)).split()
    return all(word in said or named_number(word) == row.paper.number for word in words)


def _fits(row: AcceptedPaper, wanted: Wanted) -> bool:
    return (
        (not wanted.topic or any(str(topic.pk) == wanted.topic for topic in row.topics))
        and (not wanted.presentation or row.kind == wanted.presentation)
        and wanted.has <= row.features
    )


def _topic_choices(
    rows: Iterable[AcceptedPaper], wanted: Wanted, topics: Mapping[str, Topic]
) -> list[Choice]:
    others = dataclasses.replace(wanted, topic="")
    counts = Counter(str(topic.pk) for row in rows if _fits(row, others) for topic in row.topics)
    return [
        Choice(value, topic.name, counts[value], value == wanted.topic) for value, topic in topics.items()
    ]


def _presentation_choices(
    rows: Iterable[AcceptedPaper], said: Iterable[AcceptedPaper], wanted: Wanted
) -> list[Choice]:
    others = dataclasses.replace(wanted, presentation="")
    counts = Counter(row.kind for row in said if _fits(row, others))
    kinds = dict.fromkeys(row.kind for row in rows)
    return [Choice(kind, kind, counts[kind], kind == wanted.presentation) for kind in kinds]


def _feature_choices(
    rows: Iterable[AcceptedPaper], said: Sequence[AcceptedPaper], wanted: Wanted
) -> list[Choice]:
    there: set[str] = set().union(*(row.features for row in rows))
    choices = []
    for name in (name for name in FEATURES if name in there):
        with_it = dataclasses.replace(wanted, has=wanted.has | {name})
        count = sum(_fits(row, with_it) for row in said)
        choices.append(Choice(name, FEATURES[name], count, name in wanted.has))
    return choices


@dataclasses.dataclass(frozen=True, slots=True)
class AcceptedLine:
    """What the list knows of a paper before it is drawn: enough for its place, its key and its neighbours."""

    number: int
    title: str
    author: str
    awarded: bool


def accepted_lines(conference: Conference) -> list[AcceptedLine]:
    """Every accepted paper in the order of the list; two queries."""
    first = Authorship.objects.filter(submission=OuterRef("pk")).order_by("position").values("name")[:1]
    awarded = Exists(Award.objects.filter(submission=OuterRef("pk")))
    papers = of_conference(conference).annotate(first=Subquery(first), awarded=awarded)
    kinds = presentations_of(conference)
    rows = papers.values_list("presentation", "awarded", "number", "title", "first")
    ordered = sorted(rows, key=lambda row: _place(kinds, row[0], awarded=row[1], number=row[2]))
    return [
        AcceptedLine(number, title, author or "", awarded) for _, awarded, number, title, author in ordered
    ]


def highlights(conference: Conference, count: int) -> tuple[list[AcceptedPaper], int]:
    """The first papers of the list, those with awards before all others, and how many there are in all."""
    lines = accepted_lines(conference)
    first = [line.number for line in sorted(lines, key=lambda line: not line.awarded)[:count]]
    rows = _rows(conference, of_conference(conference).filter(number__in=first).defer("abstract"))
    return sorted(rows, key=lambda row: first.index(row.paper.number)), len(lines)


def links_of(conference: Conference, numbers: Iterable[int]) -> dict[int, list[PaperLink]]:
    """What is public beside these papers, by their numbers, in the usual order of kinds; one query."""
    papers = of_conference(conference).filter(number__in=numbers)
    shown = Material.objects.public().filter(submission__in=papers)
    kinds = list(MaterialKind)
    found: dict[int, list[PaperLink]] = {}
    for one in sorted(
        shown.select_related("file", "submission"), key=lambda one: kinds.index(MaterialKind(one.kind))
    ):
        number = one.submission.number
        found.setdefault(number, []).append(_link(conference, number, one))
    return found


def year_of(conference: Conference) -> int:
    """The year in which its papers appeared."""
    return (conference.starts_on or conference.created_at).year


def citation_keys(conference: Conference, lines: Iterable[AcceptedLine]) -> dict[int, str]:
    """The BibTeX key of every accepted paper, by its number."""
    named = ((line.number, line.author, line.title) for line in lines)
    return keys_of(named, year_of(conference))


@dataclasses.dataclass(frozen=True, slots=True)
class AcceptedPaperPage:
    """The public page of one accepted paper, and its neighbours in the list."""

    row: AcceptedPaper
    key: str
    affiliations: list[str]
    facts: list[PaperFact]
    previous: AcceptedLine | None
    next: AcceptedLine | None

    @property
    def bylines(self) -> list[tuple[Authorship, int]]:
        """Each author with the number of their affiliation; 0: none is known."""
        return [
            (author, self.affiliations.index(author.affiliation) + 1 if author.affiliation else 0)
            for author in self.row.authors
        ]


def accepted_paper(conference: Conference, number: int, at: dt.datetime) -> AcceptedPaperPage | None:
    """The page of the accepted paper of this number; None if there is none. A constant number of queries."""
    row = accepted_row(conference, number)
    if row is None:
        return None
    lines = accepted_lines(conference)
    place = next(index for index, line in enumerate(lines) if line.number == number)
    return AcceptedPaperPage(
        row=row,
        key=citation_keys(conference, lines)[number],
        affiliations=list(dict.fromkeys(author.affiliation for author in row.authors if author.affiliation)),
        facts=facts_of(conference, number, at),
        previous=lines[place - 1] if place else None,
        next=lines[place + 1] if place + 1 < len(lines) else None,
    )


def accepted_row(conference: Conference, number: int) -> AcceptedPaper | None:
    """The accepted paper of this number with what is public about it; five queries."""
    return next(iter(_rows(conference, of_conference(conference).filter(number=number))), None)
