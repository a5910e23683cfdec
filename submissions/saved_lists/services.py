"""Saving the columns of the list under a name, and changing what was saved."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.db import transaction

from effgenai.conferences.core.errors import Refused, refuse
from effgenai.conferences.core.records import record
from effgenai.conferences.core.viewer import Viewer
from effgenai.resilience.database.locks import lock
from submissions.saved_lists.models import SavedList, SavedListQuerySet

GONE = "This list is not there any more."


@dataclasses.dataclass(frozen=True, slots=True)
class ListDetails:
    """What is saved: the parts of the address, for whom, and whether the list shows it at first."""

    name: str
    cols: str
    sort: str
    group: str
    is_shared: bool
    is_default: bool


@transaction.atomic
def save_list(*, viewer: Viewer, details: ListDetails, at: dt.datetime) -> SavedList:
    """Save a list. Raises Refused if the chair, or all chairs, have one of this name."""
    assert viewer.user is not None
    lock(viewer.conference)
    saved = SavedList(
        conference=viewer.conference, owner=viewer.user, created_at=at, **dataclasses.asdict(details)
    )
    refuse(_why_not_name(saved, details.name))
    if saved.is_default:
        _beside(saved).update(is_default=False)
    saved.save()
    _record("list.save", saved, viewer=viewer, at=at)
    return saved


@transaction.atomic
def change_list(*, viewer: Viewer, pk: int, name: str, is_default: bool, at: dt.datetime) -> SavedList:
    """Give a saved list another name, and say whether it is shown at first.

    Raises Refused if it is not there for this chair, or the name is another one's.
    """
    saved = _locked(viewer, pk)
    refuse(_why_not_name(saved, name))
    if is_default:
        _beside(saved).update(is_default=False)
    saved.name, saved.is_default = name, is_default
    saved.save(update_fields=["name", "is_default"])
    _record("list.change", saved, viewer=viewer, at=at)
    return saved


@transaction.atomic
def delete_list(*, viewer: Viewer, pk: int, at: dt.datetime) -> SavedList:
    """Take a saved list away. Raises Refused if it is not there for this chair."""
    saved = _locked(viewer, pk)
    SavedList.objects.filter(pk=saved.pk).delete()
    _record("list.remove", saved, viewer=viewer, at=at)
    return saved


def _locked(viewer: Viewer, pk: int) -> SavedList:
    """The list under a lock of the conference, so that two chairs do not give one name twice."""
    lock(viewer.conference)
    saved = SavedList.objects.visible_to(viewer).select_related("conference").filter(pk=pk).first()
    if saved is None:
        raise Refused(GONE)
    return saved


def _beside(saved: SavedList) -> SavedListQuerySet:
    """Those whose names and defaults it must not have: of all chairs, or of its owner."""
    rows = SavedList.objects.filter(conference=saved.conference, is_shared=saved.is_shared)
    rows = rows.exclude(pk=saved.pk)
    return rows if saved.is_shared else rows.filter(owner=saved.owner)


def _why_not_name(saved: SavedList, name: str) -> str | None:
    if not _beside(saved).filter(name__iexact=name).exists():
        return None
    return f"{'All chairs' if saved.is_shared else 'You'} have a list “{name}” already."


def _record(action: str, saved: SavedList, *, viewer: Viewer, at: dt.datetime) -> None:
    """A line of the record, which all chairs read: it names a list only if they all have it."""
    name = saved.name if saved.is_shared else "for oneself"
    record(action=action, by=viewer.user, at=at, conference=viewer.conference, summary=name, unseen=True)
