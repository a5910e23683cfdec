"""Accounts that look like one person's, among the people of whom a chair may know."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import TextField, Value
from django.db.models.functions import Cast

from effgenai.accounts.identities.duplicate_accounts import (
    DuplicateAccounts,
    KnownAs,
    find_duplicate_accounts,
)
from effgenai.accounts.models import MergeRequest, User
from effgenai.conferences.core.viewer import Viewer
from effgenai.ui.tables import Column
from reviews.committee.queries.members import COMMITTEE
from submissions.authors.models import Authorship
from submissions.core.models import Submission

COLUMNS = (
    Column("Account"),
    Column("And"),
    Column("Why"),
    Column("Action"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class AccountSide:
    """One of two accounts as the chair knows it: a member, or an author of papers they handle."""

    user: User
    address: str
    is_member: bool
    papers: tuple[int, ...]

    @property
    def words(self) -> str:
        """Where the chair meets this person."""
        papers = ", ".join(map(str, self.papers))
        wrote = f"author of paper{'s' if len(self.papers) > 1 else ''} {papers}" if papers else ""
        return ", ".join(part for part in ("on the committee" if self.is_member else "", wrote) if part)


@dataclasses.dataclass(frozen=True, slots=True)
class DuplicateRow:
    """Two accounts, why they look like one person's, and when they were last asked."""

    one: AccountSide
    other: AccountSide
    reasons: tuple[str, ...]
    asked_at: dt.datetime | None


def duplicate_rows(viewer: Viewer) -> list[DuplicateRow]:
    """Pairs for a chair: members, and authors of the papers they handle unless authors are hidden from them.

    Nothing of a paper in conflict is drawn upon, nor the chair's own account: that is for their profile.
    """
    lines = _lines(viewer)
    members = set(_members(viewer))
    known = members | {line.user_id for line in lines if line.user_id}
    people = User.objects.filter(pk__in=known - {viewer.user.pk if viewer.user else 0})
    found = find_duplicate_accounts(people, lines=[_as_line(line) for line in lines])
    asked = _asked(found)
    return [
        DuplicateRow(
            _side(duplicates.one, members, lines),
            _side(duplicates.other, members, lines),
            duplicates.reasons,
            asked.get(frozenset((duplicates.one.pk, duplicates.other.pk))),
        )
        for duplicates in found
    ]


def seen_by(viewer: Viewer) -> str:
    """A word for all papers whose authors the viewer may know of; another one for others. One query."""
    if viewer.conference.hide_authors_from_chairs:
        return "none"
    papers = Submission.objects.handled_by(viewer).aggregate(
        all=StringAgg(Cast("pk", TextField()), Value(","), order_by="pk")
    )
    return hashlib.sha256((papers["all"] or "").encode()).hexdigest()[:24]


def find_row(viewer: Viewer, one: str, other: str) -> DuplicateRow | None:
    """The pair of these two accounts, by their keys; None for any that the page does not list."""
    keys = {one, other}
    return next(
        (row for row in duplicate_rows(viewer) if {row.one.user.key, row.other.user.key} == keys), None
    )


def _members(viewer: Viewer) -> list[int]:
    members = viewer.conference.memberships.filter(role__in=COMMITTEE)
    return list(members.values_list("user", flat=True))


def _lines(viewer: Viewer) -> list[Authorship]:
    if viewer.conference.hide_authors_from_chairs:
        return []
    papers = Submission.objects.handled_by(viewer).values("pk")
    lines = Authorship.objects.filter(submission__in=papers, user__isnull=False)
    needed = lines.only("user", "name", "email", "affiliation", "submission__number")
    return list(needed.select_related("submission").order_by("submission__number", "position"))


def _as_line(line: Authorship) -> KnownAs:
    return KnownAs(line.user_id or 0, line.name, line.email, line.affiliation)


def _side(user: User, members: set[int], lines: list[Authorship]) -> AccountSide:
    own = [line for line in lines if line.user_id == user.pk]
    is_member = user.pk in members
    address = user.email if is_member else own[0].email
    return AccountSide(user, address, is_member, tuple(dict.fromkeys(line.submission.number for line in own)))


def _asked(found: list[DuplicateAccounts]) -> dict[frozenset[int], dt.datetime]:
    people = {user.pk for duplicates in found for user in (duplicates.one, duplicates.other)}
    rows = MergeRequest.objects.filter(kept__in=people, gone__in=people, merged_at=None)
    return {frozenset(pair): at for *pair, at in rows.values_list("kept", "gone", "asked_at")}
