"""Files and links beside an accepted paper, and its awards."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused, refuse
from effgenai.conferences.core.viewer import Viewer
from effgenai.files.models import StoredFile
from effgenai.resilience.database.locks import lock
from submissions.core.models import Submission
from submissions.core.records import record_paper
from submissions.materials.models import Award, Material
from submissions.materials.rules import why_not_add_material, why_not_award
from submissions.materials.states import FILE_KINDS


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class MaterialFacts:
    """What somebody says of one kind of material: a new file, or the address (empty: no longer any).

    A kind of file without a new file keeps the one it has; `is_public` is the word of its authors.
    """

    kind: str
    file: StoredFile | None = None
    address: str = ""
    is_public: bool = False


@transaction.atomic
def save_materials(
    *, submission: Submission, viewer: Viewer, facts: Sequence[MaterialFacts], by: User, at: dt.datetime
) -> list[str]:
    """Keep what differs from what is there, and return its kinds.

    What was there before is kept as an older one. What the chairs hid stays hidden when it is replaced.
    Raises Refused with the sentence of `why_not_add_material`, asked of every new file.
    """
    row = lock(submission, "conference", "track")
    refuse(why_not_add_material(row, viewer))
    for fact in facts:
        if fact.file:
            refuse(why_not_add_material(row, viewer, fact.kind))
    current = {material.kind: material for material in row.materials.current()}
    changed = [fact.kind for fact in facts if _save(row, current.get(fact.kind), fact, by, at)]
    if changed:
        record_paper("material.save", row, by=by, at=at, kinds=changed)
    return changed


def _save(row: Submission, old: Material | None, fact: MaterialFacts, by: User, at: dt.datetime) -> bool:
    """Make the kind say what is said now; whether that changed anything."""
    file = fact.file or (old.file if old else None)
    if not (file or fact.address):
        return _retire(old)
    if old and old.file == file and old.address == fact.address:
        return _agree(old, is_public=fact.is_public)
    _retire(old)
    Material.objects.create(
        submission=row,
        kind=fact.kind,
        file=file if fact.kind in FILE_KINDS else None,
        address=fact.address,
        is_public=fact.is_public,
        is_hidden=old.is_hidden if old else False,
        added_at=at,
        added_by=by,
    )
    return True


def _retire(old: Material | None) -> bool:
    if old is None:
        return False
    old.is_current = False
    old.save(update_fields=["is_current"])
    return True


def _agree(old: Material, *, is_public: bool) -> bool:
    if old.is_public == is_public:
        return False
    old.is_public = is_public
    old.save(update_fields=["is_public"])
    return True


@transaction.atomic
def hide_material(
    *, submission: Submission, kind: str, is_hidden: bool, by: User, at: dt.datetime
) -> Material:
    """Take the current material of this kind from the public pages, or let it be shown again.

    Raises Refused if there is none any more.
    """
    row = lock(submission, "conference")
    material = row.materials.current().filter(kind=kind).first()
    if material is None:
        raise Refused("There is no such file or link beside this paper any more.")
    if material.is_hidden != is_hidden:
        material.is_hidden = is_hidden
        material.save(update_fields=["is_hidden"])
        record_paper("material.hide" if is_hidden else "material.show", row, by=by, at=at, kinds=[kind])
    return material


@transaction.atomic
def give_award(*, submission: Submission, name: str, text: str, by: User, at: dt.datetime) -> Award:
    """Honour an accepted paper; everyone sees it at once.

    Raises Refused with the sentence of `why_not_award`, or if the paper has the award already.
    """
    row = lock(submission, "conference")
    refuse(why_not_award(row))
    try:
        with transaction.atomic():
            award = row.awards.create(name=name, text=text, given_at=at, given_by=by)
    except IntegrityError as error:
        raise Refused("This paper has that award already.") from error
    record_paper("award.give", row, by=by, at=at, award=name)
    return award


@transaction.atomic
def take_award_back(*, award: Award, by: User, at: dt.datetime) -> None:
    """Remove an award that was given by mistake."""
    row = lock(award.submission, "conference")
    record_paper("award.remove", row, by=by, at=at, award=award.name)
    award.delete()
