"""The papers before and after one in the list from which a chair came to its page."""

from __future__ import annotations

import dataclasses
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from effgenai.conferences.core.viewer import Viewer
from submissions.papers.queries.table import Filters, listed_numbers

# The parameter that carries the query of the list, and how long that may be.
LIST, MAX_QUERY = "list", 3_000


@dataclasses.dataclass(frozen=True, slots=True)
class Neighbour:
    """A paper beside another one in a list."""

    number: int
    url: str


@dataclasses.dataclass(frozen=True, slots=True)
class PlaceInList:
    """The address of the list, the paper's place in it from 1 (None: it left the list), and of how many."""

    back: str
    place: int | None
    total: int
    before: Neighbour | None
    after: Neighbour | None


def place_in_list(viewer: Viewer, query: QueryDict, filters: Filters, number: int) -> PlaceInList:
    """Where a paper stands among those that the list shows this chair now; a constant number of queries."""
    numbers = listed_numbers(viewer, filters)
    address = reverse("submissions:desk", args=[viewer.conference.slug])
    back = f"{address}?{query.urlencode(safe=',')}" if query else address
    if number not in numbers:
        return PlaceInList(back, None, len(numbers), None, None)
    at = numbers.index(number)

    def neighbour(place: int) -> Neighbour | None:
        if not 0 <= place < len(numbers):
            return None
        paper = reverse("submissions:paper", args=[viewer.conference.slug, numbers[place]])
        return Neighbour(numbers[place], f"{paper}?{urlencode({LIST: query.urlencode(safe=',')})}")

    return PlaceInList(back, at + 1, len(numbers), neighbour(at - 1), neighbour(at + 1))
