"""What a viewer must not notice: apps above know the papers and authors, mails and the record obey."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, When

from effgenai.conferences.core.models import Membership
from effgenai.conferences.core.viewer import Viewer
from effgenai.contributions import Contribution, contributed

NOBODY = Q(pk__in=())


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HiddenPapers(Contribution):
    """What an app knows of the papers and authors that a chair must not notice; each makes one query at most.

    `numbers`: of the papers of the conference that are hidden from the viewer. `is_any_in_process`: whether
    there is one beyond drafts. `is_blind` and `wrote` give conditions on rows that name a paper by its number
    in the field of the first name given: whether chairs may not know its authors yet, and whether an author
    of it is meant by the field of a person and that of an address (empty: there is none).
    """

    numbers: Callable[[Viewer], set[int]]
    is_any_in_process: Callable[[Viewer], bool]
    is_blind: Callable[[Viewer, str], Q]
    wrote: Callable[[Viewer, str, str, str], Q]


def hidden_papers(viewer: Viewer) -> set[int]:
    """The numbers of the papers of the conference that this viewer must not notice in mails or the record."""
    kinds = contributed(HiddenPapers)
    return viewer.once("hidden papers", lambda: set().union(*(papers.numbers(viewer) for papers in kinds)))


def is_any_paper_hidden_from(viewer: Viewer) -> bool:
    """Whether the viewer must not notice some paper in the process; drafts are nobody's business anyway."""
    kinds = contributed(HiddenPapers)
    return viewer.once("is any hidden", lambda: any(papers.is_any_in_process(viewer) for papers in kinds))


def about_blind_paper(viewer: Viewer, *, paper: str) -> Q:
    """The rows about papers whose authors this chair may not know yet."""
    if not viewer.conference.hide_authors_from_chairs:
        return NOBODY
    blind = NOBODY
    for papers in contributed(HiddenPapers):
        blind |= papers.is_blind(viewer, paper)
    return blind


def of_hidden_author(viewer: Viewer, *, paper: str, person: str, address: str = "") -> Q:
    """The rows that name an author of such a paper: whoever wrote it, and whoever is of no committee here."""
    if not viewer.conference.hide_authors_from_chairs:
        return NOBODY
    member = Membership.objects.filter(conference=viewer.conference, user=OuterRef(person))
    author = ~Q(Exists(member))
    for papers in contributed(HiddenPapers):
        author |= papers.wrote(viewer, paper, person, address)
    return about_blind_paper(viewer, paper=paper) & author


def holds(condition: Q) -> Case:
    """The condition as a column: true or false, never unknown."""
    return Case(When(condition, then=True), default=False, output_field=BooleanField())
