"""The rows of the list of papers as its template draws them: everything that can be is worked out once."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from html import escape
from urllib.parse import quote

from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from effgenai.conferences.core.models import Conference
from effgenai.ui.templatetags.ui import STATUS_SIGNS
from effgenai.ui.text.markdown import render_inline
from submissions.papers.columns import PaperColumn, Value
from submissions.papers.queries.cells import drawn
from submissions.papers.queries.places import LIST
from submissions.papers.queries.rows import TOPICS, PaperOnList
from submissions.papers.queries.table import PaperTable, look_of
from submissions.papers.signs import PaperSign


@dataclasses.dataclass(slots=True)
class DrawnPaper:
    """A row in HTML: what stands in the cell of its title, and a cell for each column."""

    number: int
    main: SafeString
    cells: SafeString


@dataclasses.dataclass(slots=True)
class DrawnGroup:
    """Rows under the words of their group; without words the only one."""

    words: str
    rows: list[DrawnPaper]


def drawn_groups(conference: Conference, table: PaperTable, query: QueryDict) -> list[DrawnGroup]:
    """All rows of the list; their links carry its query."""
    columns = table.arranged.columns
    cells = [(_cells(column, conference.time_zone), table.value_of(column)) for column in columns]
    has_topics = any(column.key == TOPICS for column in columns)
    before, after = (escape(part) for part in _around_number(conference, query))

    def row(paper: PaperOnList) -> DrawnPaper:
        number, title = paper.number, render_inline(paper.title)
        topics = "" if has_topics else _topics(paper.values[TOPICS])
        signs = "".join([_sign(sign, number) for sign in table.signs.get(paper.pk, ())])
        return DrawnPaper(
            number,
            SafeString(f'<a href="{before}{number}{after}">{title}</a>{topics}{signs}'),
            SafeString("".join([draw(value(paper)) for draw, value in cells])),
        )

    return [DrawnGroup(group.words, list(map(row, group.rows))) for group in table.groups]


def _cells(column: PaperColumn, zone: str) -> Callable[[Value], str]:
    """What draws the cells of a column; those of equal values are drawn once."""
    look, draw = look_of(column), drawn(column, zone)
    attributes = format_html(' class="{}"', look) if look else ""

    @functools.cache
    def cell(value: Value) -> str:
        is_empty = value is None or value in ("", ())
        words = "" if is_empty else draw(value)
        if not isinstance(words, SafeString):
            words = escape(str(words))
        return f'<td role="cell"{attributes}>{words}</td>'

    return cell


@functools.lru_cache(maxsize=10_000)
def _topics(names: tuple[str, ...]) -> str:
    return format_html('<span class="sub">{}</span>', ", ".join(names)) if names else ""


def _sign(sign: PaperSign, number: int) -> str:
    before, after = _sign_words(sign.words, sign.is_open)
    return f'{before}{number}" href="{escape(sign.url)}{after}'


@functools.lru_cache(maxsize=1_000)
def _sign_words(words: str, is_open: bool) -> tuple[str, str]:  # noqa: FBT001 - part of the key
    """What stands before the number and after the address of a sign."""
    kind = "attention" if is_open else "quiet"
    before = format_html('<a class="sub status status-{}" aria-label="{} on paper ', kind, words)
    after = format_html('"><span class="sign" aria-hidden="true">{}</span>{}</a>', STATUS_SIGNS[kind], words)
    return before, after


def _around_number(conference: Conference, query: QueryDict) -> tuple[str, str]:
    """What stands before and after the number of a paper in the address of its page."""
    before, _, after = reverse("submissions:paper", args=[conference.slug, 0]).rpartition("0")
    return before, f"{after}?{LIST}={quote(query.urlencode(safe=','), safe=',')}"
