"""The saved lists of a chair, and what the list shows where its address says nothing."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import QueryDict

from effgenai.conferences.core.viewer import Viewer
from effgenai.ui.tables import Column
from submissions.saved_lists.models import SavedList

COLUMNS = (Column("Name"), Column("For"), Column("Shown at first", phone=False), Column("Change"))
PARTS = ("cols", "sort", "group")


def saved_lists(viewer: Viewer) -> list[SavedList]:
    """Those that this chair can use; one query."""
    return list(SavedList.objects.visible_to(viewer))


def address_of(saved: SavedList) -> str:
    """The query of the list; a part that is empty stands there, so that no default takes its place."""
    query = QueryDict(mutable=True)
    query.update({part: getattr(saved, part) for part in PARTS})
    return query.urlencode(safe=",")


def with_default(query: QueryDict, lists: Sequence[SavedList]) -> QueryDict:
    """The query with what it does not say from the default: the chair's own, or else that of all chairs."""
    defaults = sorted((saved for saved in lists if saved.is_default), key=lambda saved: saved.is_shared)
    if not defaults:
        return query
    filled = query.copy()
    for part in PARTS:
        if part not in query and getattr(defaults[0], part):
            filled[part] = getattr(defaults[0], part)
    return filled
