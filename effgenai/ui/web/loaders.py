"""Templates as they are sent: without the indentation that is there for whoever reads them."""

from __future__ import annotations

import re

from django.template import Origin
from django.template.loaders import filesystem

# Where spaces at the beginning of a line are part of the text.
AS_WRITTEN = re.compile(r"(<(pre|textarea)\b.*?</\2>)", re.DOTALL)
INDENTATION = re.compile(r"\s*\n\s*")
END_OF_TAG = re.compile(r"\n(/?>)")


class Loader(filesystem.Loader):
    """Loads a template and, if it is HTML, takes the indentation of its lines away, once for each process.

    A line break stays a line break, which browsers show as a space, as they did before. A table of some
    hundred rows weighs half of what it weighs with the indentation of its cells.
    """

    def get_contents(self, origin: Origin) -> str:
        """The template's source without indentation."""
        text: str = super().get_contents(origin)
        return without_indentation(text) if str(origin.name).endswith(".html") else text


def without_indentation(text: str) -> str:
    """HTML whose lines begin at their first letter; `<pre>` and `<textarea>` stay as written."""
    parts = AS_WRITTEN.split(text)
    # Each match gives two parts, the whole and the name of its element, after a part between matches.
    between = [END_OF_TAG.sub(r"\1", INDENTATION.sub("\n", part)) for part in parts[::3]]
    written = [*parts[1::3], ""]
    return "".join(a + b for a, b in zip(between, written, strict=True))
