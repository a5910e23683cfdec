"""Who speaks, chairs and sits on panels in a release, under names for addresses that tell nothing of them."""

from __future__ import annotations

import base64
import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.crypto import salted_hmac

from effgenai.accounts.names.made_up import is_made_up
from program.core.models import Session
from submissions.core.states import SubmissionState

TALK = "talk"
KEY_LETTERS = 12


@dataclasses.dataclass(frozen=True, slots=True)
class NameLine:
    """A name as it stands in one place: `row` is where it was written down, `part` what it does there."""

    row: str
    name: str
    part: str
    email: str = ""
    user: int | None = None


def contributors(sessions: Iterable[Session]) -> dict[str, Any]:
    """The people of these sessions as plain data; no query if talks, authors and people were read before.

    `people` lists for each person the keys under which they are found, the first being their address; `parts`
    names for each talk and each role of a session, by its key, who has it, by their place in that list. Lines
    are of one person if they share an account or an address, and never because they share a name. Keys come
    from where a name is written, not from an address, and stay over releases.
    """
    lines = [line for session in sessions for line in _lines(session)]
    owners = _owners(lines)
    keys: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        key = _key(line.row)
        if key not in keys[owners[line.row]]:
            keys[owners[line.row]].append(key)
    places = {owner: place for place, owner in enumerate(keys)}
    parts: dict[str, list[list[Any]]] = defaultdict(list)
    for line in lines:
        parts[line.part].append([places[owners[line.row]], line.name])
    return {"people": list(keys.values()), "parts": dict(parts)}


def _lines(session: Session) -> Iterator[NameLine]:
    for talk in session.talks.all():
        part = f"{TALK}:{talk.key}"
        paper = talk.submission
        if paper is None:
            if talk.speaker:
                yield NameLine(f"talk {talk.pk}", talk.speaker, part, talk.email)
        elif paper.state == SubmissionState.ACCEPTED:
            for author in paper.authorships.all():
                yield NameLine(f"author {author.pk}", author.name, part, author.email, author.user_id)
    for person in session.people.all():
        yield NameLine(f"person {person.pk}", person.name, f"{person.role}:{session.key}", person.email)


def _owners(lines: Iterable[NameLine]) -> dict[str, str]:
    """For each row the row that stands for its person: the first one of the same account or address."""
    owners: dict[str, str] = {}
    known: dict[str, str] = {}
    for line in lines:
        marks = list(_marks(line))
        found = list(dict.fromkeys(known[mark] for mark in marks if mark in known)) or [line.row]
        owners[line.row] = found[0]
        # An account with two addresses joins what looked like two people before.
        for other in found[1:]:
            owners = {row: found[0] if owner == other else owner for row, owner in owners.items()}
            known = {mark: found[0] if owner == other else owner for mark, owner in known.items()}
        known |= dict.fromkeys(marks, found[0])
    return owners


def _marks(line: NameLine) -> Iterator[str]:
    if line.user is not None:
        yield f"account {line.user}"
    if line.email and not is_made_up(line.email):
        yield line.email.lower()


def _key(row: str) -> str:
    """A name for addresses that tells neither order nor number."""
    digest = salted_hmac("program.contributor", row, algorithm="sha256").digest()
    return base64.b32encode(digest).decode().lower()[:KEY_LETTERS]
