"""What a viewer must not notice: apps above know the papers and authors, mails and the record obey."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, When

from effgenai.conferences.core.models import Membership
from effgenai.conferences.core.viewer import Viewer

HiddenPapers = Callable[[Viewer], set[int]]
KeepsPapers = Callable[[Viewer], bool]
_PROVIDERS: list[HiddenPapers] = []
_KEEPERS: list[KeepsPapers] = []
BlindPapers = Callable[[Viewer, str], Q]
AuthorTest = Callable[[Viewer, str, str, str], Q]
NOBODY = Q(pk__in=())
_AUTHORS: list[tuple[BlindPapers, AuthorTest]] = []


def register_hidden_papers(provider: HiddenPapers) -> None:
    """Add who knows such papers; called from `AppConfig.ready`. A provider makes one query at most."""
    _PROVIDERS.append(provider)


def hidden_papers(viewer: Viewer) -> set[int]:
    """The numbers of the papers of the conference that this viewer must not notice in mails or the record."""
    return set().union(*(provider(viewer) for provider in _PROVIDERS))


def register_kept_papers(keeps: KeepsPapers) -> None:
    """Add who knows whether a paper in the process is kept from a chair. From `AppConfig.ready` only."""
    _KEEPERS.append(keeps)


def is_any_paper_kept_from(viewer: Viewer) -> bool:
    """Whether the viewer must not notice some paper in the process; drafts are nobody's business anyway."""
    return any(keeps(viewer) for keeps in _KEEPERS)


def register_authors(is_blind: BlindPapers, wrote: AuthorTest) -> None:
    """Add who knows whose authors chairs may not know yet; called from `AppConfig.ready`.

    Both give a condition on rows that name a paper by its number in the field of the first name given;
    `wrote` also takes the field of a person and that of an address (empty: there is none).
    """
    _AUTHORS.append((is_blind, wrote))


def about_blind_paper(viewer: Viewer, *, paper: str) -> Q:
    """The rows about papers whose authors this chair may not know yet."""
    if not viewer.conference.hide_authors_from_chairs:
        return NOBODY
    blind = NOBODY
    for is_blind, _ in _AUTHORS:
        blind |= is_blind(viewer, paper)
    return blind


def of_hidden_author(viewer: Viewer, *, paper: str, person: str, address: str = "") -> Q:
    """The rows that name an author of such a paper: whoever wrote it, and whoever is of no committee here."""
    if not viewer.conference.hide_authors_from_chairs:
        return NOBODY
    member = Membership.objects.filter(conference=viewer.conference, user=OuterRef(person))
    author = ~Q(Exists(member))
    for _, wrote in _AUTHORS:
        author |= wrote(viewer, paper, person, address)
    return about_blind_paper(viewer, paper=paper) & author


def holds(condition: Q) -> Case:
    """The condition as a column: true or false, never unknown."""
    return Case(When(condition, then=True), default=False, output_field=BooleanField())
