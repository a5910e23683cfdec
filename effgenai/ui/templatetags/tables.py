"""The tags of tables: their frame with the headings, what ticks rows and what is done with the ticked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django import template
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from effgenai.ui.tables import Column
from effgenai.ui.web import rows as large_tables

register = template.Library()

# Seen on phones alone, where some columns are left out until it is ticked. It has no name: no form sends it.
ALL_COLUMNS = '<label class="all-columns"><input type="checkbox" autocomplete="off"> All columns</label>'
# The columns that the styles of tables can leave out, by their places.
PLACES = range(2, 10)
# By how many columns a table is sorted at once.
MAX_SORTS = 3
SHORT = '<div class="table-wrap"{}>{}<table class="table{}">{}<thead><tr>{}</tr></thead>{}</table></div>'
LONG = (
    '<div class="table-wrap"{}>{}<table class="table long{}" role="table">{}<thead role="rowgroup">'
    '<tr role="row">{}</tr></thead>{}</table></div>'
)
SELECT_CELL = (
    '<td class="select"><input type="checkbox" name="selected" value="{}" aria-label="Select {}"></td>'
)
SELECT_ALL = (
    '<th class="select" scope="col">'
    '<input type="checkbox" data-select-all hidden aria-label="Select all rows">'
    '<span class="visually-hidden">Select</span></th>'
)


@register.simple_tag
def rows(name: str, **values: Any) -> SafeString:
    """The rows of a large table, drawn by a `.jinja` template: `{% rows "x/y.jinja" papers=table.rows %}`."""
    return large_tables.draw(name, **values)


@register.simple_block_tag(takes_context=True)
def table(
    context: Context,
    content: str,
    columns: Sequence[Column],
    *,
    caption: str = "",
    label: str = "",
    select: bool = False,
    grouped: bool = False,
    several: bool = False,
) -> SafeString:
    """The frame of a table around its rows. With `label` it is a region that the keyboard can scroll.

    The rows have a cell for each column, in their order. `grouped` rows stand in bodies of their own already,
    and browsers lay out only those in sight: such rows and their cells name their roles.
    `several`: it can be sorted by several columns, of which the one that is pressed last counts first.
    """
    region = format_html(' tabindex="0" role="region" aria-label="{}"', label) if label else ""
    named = format_html('<caption class="visually-hidden">{}</caption>', caption) if caption else ""
    query = _query(context)
    left_out = _left_out(columns, select=select)
    link = partial(_sort_link, query, several=several)
    heads = format_html_join("", "{}", ((_heading(column, query, link),) for column in columns))
    if select:
        heads = SafeString(select_all() + heads)
    body = content if grouped else format_html("<tbody>{}</tbody>", content)
    frame = LONG if grouped else SHORT
    if grouped:
        heads = SafeString(heads.replace("<th ", '<th role="columnheader" '))
    return format_html(
        frame,
        region,
        SafeString(ALL_COLUMNS) if left_out else "",
        left_out,
        named,
        heads,
        body,
    )


def _left_out(columns: Sequence[Column], *, select: bool) -> str:
    """Classes that tell the styles which columns a phone leaves out, by their places: ` wide-3 wide-5`.

    Those after the ninth it leaves out together. Raises ValueError for the first, which every table keeps.
    """
    first = 2 if select else 1
    places = [place for place, column in enumerate(columns, first) if not column.phone]
    if 1 in places:
        raise ValueError("A phone can leave out the second to the ninth column, and those after it.")
    classes = [f" wide-{place}" for place in places if place in PLACES]
    return "".join([*classes, *([" wide-rest"] if first + len(columns) > PLACES.stop else [])])


def _heading(column: Column, query: QueryDict, link: Callable[[Column], str]) -> SafeString:
    """The heading; one that sorts does so once up, once more down."""
    look = format_html(' class="{}"', column.look) if column.look else ""
    if column.is_hidden:
        return format_html(
            '<th scope="col"{}><span class="visually-hidden">{}</span></th>', look, column.name
        )
    if not column.order:
        return format_html('<th scope="col"{}>{}</th>', look, column.name)
    current = query.get("sort", "").partition(",")[0]
    direction = {column.order: "ascending", f"-{column.order}": "descending"}.get(current, "none")
    return format_html(
        '<th scope="col"{} aria-sort="{}"><a href="?{}">{}</a></th>',
        look,
        direction,
        link(column),
        column.name,
    )


def _sort_link(query: QueryDict, column: Column, *, several: bool) -> str:
    """The query that sorts by the column, or the other way round; the rest is kept but for the page."""
    keys = [key for key in query.get("sort", "").split(",") if key]
    before = [key for key in keys if key.removeprefix("-") != column.order]
    wanted = f"-{column.order}" if keys[:1] == [column.order] else column.order
    then = before[: MAX_SORTS - 1] if several and not column.is_unique else []
    changed = query.copy()
    changed["sort"] = ",".join([wanted, *then])
    changed.pop("page", None)
    return changed.urlencode(safe=",")


def _query(context: Context) -> QueryDict:
    request: HttpRequest | None = context.get("request")
    return request.GET if request else QueryDict()


@register.simple_tag
def select_all() -> SafeString:
    """The head of the column of tick boxes; the box in it appears with the script that makes it work."""
    return SafeString(SELECT_ALL)


@register.simple_tag
def select_cell(value: Any, name: Any) -> SafeString:
    """The tick box of a row; the form receives the ticked ones as `selected`."""
    return format_html(SELECT_CELL, value, name)


@register.simple_block_tag
def selection_bar(content: str) -> SafeString:
    """What can be done with the ticked rows: floats with the script, stands under the table without."""
    return format_html(
        '<div class="bar" data-select-bar role="region" aria-label="Selected rows">'
        '<p class="bar-count" data-select-count aria-live="polite">With the ticked rows:</p>'
        '<div class="bar-actions">{}</div><p class="bar-hint" data-select-hint hidden>'
        '<span class="bar-keys">Enter in a ticked row leads here</span>'
        '<button type="button" data-select-clear>Clear</button></p></div>',
        content,
    )
