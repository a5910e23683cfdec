"""Templates as they are sent: without the indentation that is there for whoever reads them."""

from __future__ import annotations

import re

from django.template import Origin
from django.template.loaders import filesystem

# Where spaces at the beginning of a line are part of the text.
AS_WRITTEN = re.compile(r"(<(pre|textarea)\b.*?</\2>)", re.DOTALL)
# White space before the end of a block is never shown.
END_OF_BLOCK = re.compile(r"\s+(?=</(?:article|dd|div|dt|h[1-6]|li|main|ol|p|section|t[dhr]|ul)>)")
# These write an attribute with a space before it, or nothing.
BEFORE_ATTRIBUTE = re.compile(r" (?=\{% (?:theme_attribute|written_lang) %\})")
LINE_BREAK = re.compile(r"(.?)\s*\n\s*(/?>|.?)", re.DOTALL)


class Loader(filesystem.Loader):
    """Loads a template and, if it is HTML, takes the indentation of its lines away, once for each process.

    White space stays white space, so browsers show the same. A table of some hundred rows weighs half of what
    it weighs with the indentation of its cells.
    """

    def get_contents(self, origin: Origin) -> str:
        """The template's source without indentation."""
        text: str = super().get_contents(origin)
        return without_indentation(text) if str(origin.name).endswith(".html") else text


def without_indentation(text: str) -> str:
    """HTML with a line for each tag and its text on one line; `<pre>` and `<textarea>` stay as written."""
    parts = AS_WRITTEN.split(text)
    # Each match gives two parts, the whole and the name of its element, after a part between matches.
    between = [_without_breaks(part) for part in parts[::3]]
    written = [*parts[1::3], ""]
    return "".join(a + b for a, b in zip(between, written, strict=True))


def _without_breaks(part: str) -> str:
    return BEFORE_ATTRIBUTE.sub("", LINE_BREAK.sub(_joined, END_OF_BLOCK.sub("", part)))


def _joined(found: re.Match[str]) -> str:
    """The ends of two lines: a tag that goes on ends without a space, text goes on, and tags stay apart."""
    before, after = found.groups()
    if after in {">", "/>"}:
        return before + after
    is_between_tags = before in {"", ">", "}"} and after in {"", "<", "{"}
    return f"{before}\n{after}" if is_between_tags else f"{before} {after}"
