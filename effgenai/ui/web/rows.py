"""Rows of large tables, drawn by Jinja2.

Django draws a row of ten cells in some 300 µs, which is most of the time of a page with 1,000 rows; Jinja2,
which compiles its templates to Python, takes a tenth of it. So the rows of large tables, the lists on the
page of a paper, the navigation, and nothing else, are `.jinja` templates beside the page they belong to. See
docs/ui.md.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from typing import Any

import jinja2
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from effgenai.ui.text.directions import own_direction
from effgenai.ui.web.loaders import without_indentation


class RowsLoader(jinja2.FileSystemLoader):
    """Finds `.jinja` templates in the folder of templates and takes their indentation away."""

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """The source to compile, its file, and whether it is still the newest."""
        source, path, is_current = super().get_source(environment, template)
        return without_indentation(source), path, is_current


@functools.cache
def environment() -> jinja2.Environment:
    """The engine: values are escaped unless they are safe already, and a name nobody gave is an error."""
    engine = jinja2.Environment(
        loader=RowsLoader(settings.BASE_DIR / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=settings.DEBUG,
    )
    engine.filters["own_direction"] = own_direction
    return engine


def draw(name: str, **values: Any) -> SafeString:
    """The rows of the template `name`, a path below templates/, from the values it asks for.

    Addresses, states and days come ready-made with each row: a template of rows knows no tags.
    Raises jinja2.UndefinedError for a value that is missing.
    """
    return SafeString(environment().get_template(name).render(**values))


@dataclasses.dataclass(frozen=True, slots=True)
class Numbered:
    """The addresses of pages that a number tells apart, looked up once.

    A large table has a link in each row, and `reverse` takes longer than the rest of the row.
    """

    before: str
    after: str

    def of(self, number: int) -> str:
        """The address of the page with this number."""
        return f"{self.before}{number}{self.after}"


def numbered(name: str, *args: Any) -> Numbered:
    """The addresses called `name` with these arguments and the number as their last."""
    before, _, after = reverse(name, args=[*args, 0]).rpartition("/0/")
    return Numbered(f"{before}/", f"/{after}")
