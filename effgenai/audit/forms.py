"""What the page of the record is searched for, and where it begins."""

from __future__ import annotations

from effgenai.audit.queries import Cursor
from effgenai.ui.forms.asked import InstantField, SearchForm, number


class RecordForm(SearchForm):
    """Words, and the moment (`from`) and the number of its lines (`skip`) behind which a page begins."""

    begin = InstantField()
    skip = number(initial=0)

    def add_prefix(self, field_name: str) -> str:
        """The name in the address: `from` is a word of Python's own, which no attribute can have."""
        return "from" if field_name == "begin" else field_name

    @property
    def cursor(self) -> Cursor | None:
        """Where the page begins; None, which is the newest page, if no moment is said."""
        at = self.asked("begin")
        return Cursor(at, self.asked("skip")) if at else None
