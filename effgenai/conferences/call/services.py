"""Files and policies of the call, as chairs change them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from effgenai.accounts.keys import new_key
from effgenai.accounts.models import User
from effgenai.conferences.call.models import CallFile, Policy
from effgenai.conferences.call.policies import ChosenPolicy
from effgenai.conferences.call.states import PolicyKind
from effgenai.conferences.call.uploads import CheckedFile
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.storage.saving import save_content

MAX_FILES = 40
NOWHERE = {"path": "", "name": "", "content_type": "", "size": 0, "sha256": ""}


@dataclasses.dataclass(frozen=True, slots=True)
class SavedFile:
    """A file in the storage."""

    path: str
    name: str
    content_type: str
    size: int
    sha256: str


def save_content_of(file: CheckedFile) -> SavedFile:
    """Write the content under its hash, once however often it comes. Call it outside any transaction.

    Raises NotStored, whose sentence is for the chair.
    """
    digest = hashlib.sha256(file.content).hexdigest()
    path = f"call/{digest[:2]}/{digest}"
    save_content(path, file.content)
    return SavedFile(path, file.name, file.content_type, len(file.content), digest)


@transaction.atomic
def save_call_file(*, row: CallFile, saved: SavedFile | None, by: User, at: dt.datetime) -> CallFile:
    """Add a row at the end of the list, or change one; `saved` is a new file for it.

    A row whose file is another gets another key: what lies at an address never changes.
    """
    conference = lock_conference(row.conference)
    is_new = row.pk is None
    if is_new:
        row.position = _next_position(conference)
    _place(row, saved)
    _refuse_broken(row)
    row.save()
    _record("add" if is_new else "change", row, by, at)
    return row


def _next_position(conference: Conference) -> int:
    last = conference.call_files.order_by("-position").first()
    if conference.call_files.count() >= MAX_FILES:
        raise Refused(
            f"There are {MAX_FILES} files already. Remove one first, or put several into one archive."
        )
    return last.position + 1 if last else 0


def _place(row: CallFile, saved: SavedFile | None) -> None:
    if saved:
        if saved.sha256 != row.sha256:
            row.key = new_key()
        row.address = ""
    facts = dataclasses.asdict(saved) if saved else NOWHERE if row.address else {}
    for name, value in facts.items():
        setattr(row, name, value)


def _refuse_broken(row: CallFile) -> None:
    try:
        row.validate_constraints()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


@transaction.atomic
def move_call_file(*, row: CallFile, up: bool, by: User, at: dt.datetime) -> None:
    """Let the row and its neighbour change places; at the end of the list nothing happens."""
    rows = list(lock_conference(row.conference).call_files.all())
    place = next((number for number, other in enumerate(rows) if other.pk == row.pk), None)
    target = None if place is None else place + (-1 if up else 1)
    if place is None or target is None or not 0 <= target < len(rows):
        return
    rows.insert(target, rows.pop(place))
    for position, other in enumerate(rows):
        other.position = position
    CallFile.objects.bulk_update(rows, ["position"])
    _record("move", row, by, at)


@transaction.atomic
def remove_call_file(*, row: CallFile, by: User, at: dt.datetime) -> None:
    """Take the row off the call. The content stays in the storage, where other rows may need it."""
    lock_conference(row.conference)
    _record("remove", row, by, at)
    row.delete()


def _record(verb: str, row: CallFile, by: User, at: dt.datetime) -> None:
    record(
        action=f"call_file.{verb}",
        by=by,
        at=at,
        conference=row.conference,
        summary=row.label,
        name=row.name,
        address=row.address,
        sha256=row.sha256,
    )


@transaction.atomic
def save_policies(
    *, conference: Conference, chosen: Mapping[PolicyKind, ChosenPolicy | None], by: User, at: dt.datetime
) -> list[PolicyKind]:
    """Make these the policies of the call, None for silence; return the kinds that changed."""
    lock_conference(conference)
    known = {policy.kind: policy for policy in conference.policies.all()}
    changed = [kind for kind, policy in chosen.items() if _is_other(known.get(kind), policy)]
    for kind in changed:
        old, new = known.get(kind), chosen[kind]
        verb = _write(conference, kind, old, new)
        record(
            action=f"policy.{verb}",
            by=by,
            at=at,
            conference=conference,
            summary=kind.label,
            kind=kind,
            before=old.text if old else "",
            after=new.text if new else "",
        )
    return changed


def _is_other(old: Policy | None, new: ChosenPolicy | None) -> bool:
    return (ChosenPolicy(old.option, old.text) if old else None) != new


def _write(conference: Conference, kind: PolicyKind, old: Policy | None, new: ChosenPolicy | None) -> str:
    if old and not new:
        old.delete()
        return "remove"
    assert new is not None
    Policy.objects.update_or_create(
        conference=conference, kind=kind, defaults={"option": new.option, "text": new.text}
    )
    return "change" if old else "add"
