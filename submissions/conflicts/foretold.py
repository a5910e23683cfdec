"""What judges said in advance of whom they are close to, compared with author lists."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection

from allauth.account.models import EmailAddress
from django.db.models.functions import Lower

from effgenai.accounts.names.institutions import Aliases, institution_marks
from effgenai.accounts.names.letters import folded
from effgenai.conferences.core.models import Conference
from submissions.authors.models import Authorship
from submissions.conflicts.models import AdvanceConflict

NOTHING: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True, slots=True)
class Foretold:
    """What one judge said: names and addresses as `line_marks` has them, and marks of institutions."""

    lines: frozenset[str | int] = NOTHING
    places: frozenset[str] = NOTHING


def foretold(conference: Conference, people: Collection[int], aliases: Aliases) -> dict[int, Foretold]:
    """What each of these people said in advance; two queries.

    An address stands for the account that verified it, and so for every address of that person.
    """
    rows = AdvanceConflict.objects.filter(conference=conference, user__in=people)
    said: dict[int, list[str]] = defaultdict(list)
    for person, text in rows.values_list("user", "text"):
        said[person].append(text)
    owners = _owners({text.lower() for texts in said.values() for text in texts if "@" in text})
    return {person: _of(texts, owners, aliases) for person, texts in said.items()}


def _owners(emails: set[str]) -> dict[str, int]:
    rows = EmailAddress.objects.filter(verified=True).annotate(lower=Lower("email"))
    return dict(rows.filter(lower__in=emails).values_list("lower", "user"))


def _of(texts: list[str], owners: dict[str, int], aliases: Aliases) -> Foretold:
    emails = {text.lower() for text in texts if "@" in text}
    others = [text for text in texts if "@" not in text]
    accounts = {owners[email] for email in emails & owners.keys()}
    names = {_name(text) for text in others}
    return Foretold(frozenset({*emails, *accounts, *names}), institution_marks([], others, aliases))


def line_marks(line: Authorship) -> set[str | int]:
    """By what a line of an author list is known: its name, its address, and its account."""
    marks: set[str | int] = {_name(line.name), line.email.lower()}
    return marks | ({line.user_id} if line.user_id else set())


def _name(text: str) -> str:
    return " ".join(folded(text).split())
