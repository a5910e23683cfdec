"""The papers that a chair ticked in the list."""

from __future__ import annotations

from django.http import QueryDict

from effgenai.ui.forms.asked import AskedForm, NumbersField, RangesField, one_of, words
from submissions.papers.queries.places import MAX_QUERY


class SelectionForm(AskedForm):
    """What the list sends, and the pages that follow it send on.

    `selected` are the ticked papers by their numbers, `numbers` the same as ranges; `whole` says that all
    papers are meant which the list shows, whose query is `list`.
    """

    selected = NumbersField()
    numbers = RangesField()
    whole = one_of(["yes"])
    list = words()

    @property
    def chosen(self) -> frozenset[int]:
        """The numbers of the papers that were named one by one."""
        return frozenset(self.asked("selected")) | frozenset(self.asked("numbers") or ())

    @property
    def wants_all(self) -> bool:
        """Whether all papers that the list shows are meant."""
        return bool(self.asked("whole"))

    @property
    def query(self) -> QueryDict:
        """What the list was filtered and arranged by."""
        said = str(self.asked("list"))
        return QueryDict(said if len(said) <= MAX_QUERY else "")
