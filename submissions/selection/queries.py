"""The papers that a chair ticked, none of which may be one in conflict."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.viewer import Viewer
from effgenai.ui.text.numbers import as_ranges, counted
from submissions.core.models import Submission
from submissions.papers.forms import FilterForm
from submissions.papers.queries.table import Filters, export_table, listed_numbers
from submissions.tags.services import GONE


@dataclasses.dataclass(frozen=True, slots=True)
class Selection:
    """The ticked papers, as number and title in the order of their numbers, and the list they come from."""

    papers: list[tuple[int, str]]
    query: QueryDict
    back: str

    @property
    def numbers(self) -> list[int]:
        """The numbers of the papers."""
        return [number for number, _ in self.papers]

    @property
    def ranges(self) -> str:
        """The numbers as forms send them on."""
        return as_ranges(self.numbers)

    @property
    def list(self) -> str:
        """The query of the list, as forms send it on."""
        return self.query.urlencode(safe=",")

    @property
    def words(self) -> str:
        """How many papers they are."""
        return counted(len(self.papers), "paper")


def address_of_list(conference: Conference, query: QueryDict) -> str:
    """The address of the list with this query."""
    address = reverse("submissions:desk", args=[conference.slug])
    return f"{address}?{query.urlencode(safe=',')}" if query else address


def selection_of(viewer: Viewer, numbers: Collection[int], query: QueryDict, *, whole: bool) -> Selection:
    """The papers of these numbers, or the `whole` list of this query; two queries or a few.

    Raises Refused if the chair does not handle one of them.
    """
    wanted = set(listed_numbers(viewer, FilterForm(query).filters())) if whole else set(numbers)
    handled = Submission.objects.handled_by(viewer).filter(number__in=wanted)
    papers = list(handled.order_by("number").values_list("number", "title"))
    if len(papers) != len(wanted):
        raise Refused(GONE)
    return Selection(papers, query, address_of_list(viewer.conference, query))


def export_selection(viewer: Viewer, selection: Selection) -> tuple[list[str], list[list[Any]]]:
    """The papers as a file: its heading and lines, with the columns and in the order of the list."""
    asked = FilterForm(selection.query).filters()
    filters = Filters(
        numbers=frozenset(selection.numbers), sort=asked.sort, cols=asked.cols, group=asked.group
    )
    return export_table(viewer, filters)
