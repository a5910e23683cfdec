"""What the page of the record is searched for, and where it begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from effgenai.audit.queries import Cursor
from effgenai.ui.forms.asked import InstantField, SearchForm, number


class RecordForm(SearchForm):
    """Words, and the moment (`from`) and the number of its lines (`skip`) behind which a page begins."""

    begin = InstantField()
    skip = number(initial=0)
    named: ClassVar[Mapping[str, str]] = {"begin": "from"}

    @property
    def cursor(self) -> Cursor | None:
        """Where the page begins; None, which is the newest page, if no moment is said."""
        at = self.asked("begin")
        return Cursor(at, self.asked("skip")) if at else None
