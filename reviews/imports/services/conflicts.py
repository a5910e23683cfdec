"""Conflicts from a file: what a chair says of them, one row after the other."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from effgenai.accounts.models import User
from effgenai.accounts.names.made_up import made_up_address
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.ui.text.numbers import counted
from reviews.imports.files.conflicts import ImportedConflict
from reviews.imports.services.reviews import papers_with_reviews
from submissions.conflicts.models import Conflict
from submissions.conflicts.rules import committee_of
from submissions.conflicts.services.deciding import add_conflict
from submissions.conflicts.states import ConflictSource
from submissions.core.models import Submission
from submissions.imports.values import shown

PROFILE = re.compile(r"~(.*?)\d+")  # of OpenReview: ~Ada_Nwosu1
SAID = (ConflictSource.CHAIR, ConflictSource.DECLARED, ConflictSource.IMPORTED)


@dataclasses.dataclass(slots=True)
class ConflictsReport:
    """What came of a file of conflicts."""

    new: int = 0
    known: int = 0
    problems: list[str] = dataclasses.field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """The same in sentences, without the problems."""
        return [f"{counted(self.new, 'conflict')}, binding at once; {self.known} there already."]


def import_conflicts(
    *,
    conference: Conference,
    conflicts: Sequence[ImportedConflict],
    problems: Sequence[str] = (),
    by: User,
    at: dt.datetime,
) -> ConflictsReport:
    """Set the conflicts of a file as a chair does, for members of the committee. Nobody gets a mail.

    Papers kept from the chair are as unknown as those that do not exist. Rows about the chair come last, as
    they keep their papers from the chair.
    """
    report = ConflictsReport(problems=list(problems))
    with transaction.atomic():
        lock_conference(conference)
        papers = papers_with_reviews(conference, by, at)
        people = _People(conference)
        found: list[tuple[ImportedConflict, Submission, User]] = []
        for one in conflicts:
            paper, (person, why_not) = papers.get(one.paper), people.who(one.person)
            if paper is None:
                report.problems.append(f"{one.place}: there is no paper “{shown(one.paper)}”.")
            elif person is None:
                report.problems.append(f"{one.place}: {why_not}")
            else:
                found.append((one, paper, person))
        _set(conference, sorted(found, key=lambda row: row[2] == by), report, by, at)
    return report


def preview_conflicts(**asked: Any) -> ConflictsReport:
    """What `import_conflicts` would do; nothing of it stays."""
    with transaction.atomic():
        report = import_conflicts(**asked)
        transaction.set_rollback(True)
    return report


def _set(
    conference: Conference,
    rows: Sequence[tuple[ImportedConflict, Submission, User]],
    report: ConflictsReport,
    by: User,
    at: dt.datetime,
) -> None:
    said = Conflict.objects.binding().filter(submission__conference=conference, source__in=SAID)
    known = set(said.values_list("submission", "user"))
    for one, paper, person in rows:
        if (paper.pk, person.pk) in known:
            report.known += 1
            continue
        known.add((paper.pk, person.pk))
        try:
            add_conflict(
                paper=paper,
                person=person,
                reason=one.reason,
                by=by,
                at=at,
                said=ConflictSource.IMPORTED,
            )
            report.new += 1
        except Refused as refusal:
            report.problems.append(f"{one.place}: {refusal}")


class _People:
    """The committee by address, by profile of OpenReview, and by name where one alone has it."""

    def __init__(self, conference: Conference) -> None:
        members = list(committee_of(conference))
        by_pk = {user.pk: user for user in members}
        proven = EmailAddress.objects.filter(user__in=by_pk, verified=True).values_list("email", "user")
        self._by_address = {email.lower(): by_pk[pk] for email, pk in proven}
        self._by_address |= {user.email.lower(): user for user in members}
        self._by_name: dict[str, list[User]] = defaultdict(list)
        for user in members:
            self._by_name[_plain(user.name)].append(user)

    def who(self, said: str) -> tuple[User | None, str]:
        """The member, or None with the reason."""
        profile = made_up_address(said.lower().strip("~").replace("_", "."), "")
        if user := self._by_address.get(said.lower()) or self._by_address.get(profile):
            return user, ""
        called = self._by_name.get(_plain(PROFILE.sub(r"\1", said).replace("_", " ")), [])
        if len(called) > 1:
            return None, f"several members are called {shown(said)}. Write an address."
        return (called[0], "") if called else (None, f"{shown(said)} is nobody on the committee.")


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
