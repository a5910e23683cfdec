"""The tags of tables: their frame with the headings, what ticks rows and what is done with the ticked."""

from __future__ import annotations

from collections.abc import Sequence
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
) -> SafeString:
    """The frame of a table around its rows. With `label` it is a region that the keyboard can scroll.

    The rows have a cell for each column, in their order.
    """
    region = format_html(' tabindex="0" role="region" aria-label="{}"', label) if label else ""
    named = format_html('<caption class="visually-hidden">{}</caption>', caption) if caption else ""
    query = _query(context)
    left_out = _left_out(columns, select=select)
    heads = format_html_join("", "{}", ((_heading(column, query.copy()),) for column in columns))
    return format_html(
        '<div class="table-wrap"{}>{}<table class="table{}">{}<thead><tr>{}{}</tr></thead>'
        "<tbody>{}</tbody></table></div>",
        region,
        SafeString(ALL_COLUMNS) if left_out else "",
        left_out,
        named,
        select_all() if select else "",
        heads,
        content,
    )


def _left_out(columns: Sequence[Column], *, select: bool) -> str:
    """Classes that tell the styles which columns a phone leaves out, by their places: ` wide-3 wide-5`.

    Raises ValueError for a column that they cannot leave out.
    """
    first = 2 if select else 1
    places = [place for place, column in enumerate(columns, first) if not column.phone]
    if not set(PLACES).issuperset(places):
        raise ValueError("A phone can leave out the second to the ninth column.")
    return "".join(f" wide-{place}" for place in places)


def _heading(column: Column, query: QueryDict) -> SafeString:
    """The heading; one that sorts does so once up, once more down, and keeps the query but for the page."""
    look = format_html(' class="{}"', column.look) if column.look else ""
    if column.is_hidden:
        return format_html(
            '<th scope="col"{}><span class="visually-hidden">{}</span></th>', look, column.name
        )
    if not column.order:
        return format_html('<th scope="col"{}>{}</th>', look, column.name)
    current = query.get("sort", "")
    direction = {column.order: "ascending", f"-{column.order}": "descending"}.get(current, "none")
    query["sort"] = f"-{column.order}" if current == column.order else column.order
    query.pop("page", None)
    return format_html(
        '<th scope="col"{} aria-sort="{}"><a href="?{}">{}</a></th>',
        look,
        direction,
        query.urlencode(),
        column.name,
    )


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
