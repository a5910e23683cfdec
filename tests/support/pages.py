"""Pages as people read them: the lines and the indent of a template mean nothing in HTML."""

from __future__ import annotations

import re

_AS_TYPED = re.compile(r"(<(textarea|pre)\b[^>]*>.*?</\2>)", re.DOTALL)
_BLOCK = re.compile(
    r"\s*(</?(?:article|aside|button|d[dlt]|div|fieldset|figcaption|figure|footer|form|h[1-6]|header|label|"
    r"legend|li|main|nav|ol|option|p|section|select|summary|table|t[dhr]|tbody|thead|ul)\b[^>]*>)\s*"
)


def on_one_line(html: str | bytes) -> str:
    """The page on one line, without what white space stands beside blocks; what was typed stays as it is."""
    text = html.decode() if isinstance(html, bytes) else html
    # Of each three parts: what may be changed, an element that may not, and the name of that element.
    parts = _AS_TYPED.split(text)
    return "".join(part if number % 3 else _flat(part) for number, part in enumerate(parts) if number % 3 < 2)


def _flat(html: str) -> str:
    return _BLOCK.sub(r"\1", re.sub(r" (?=>)", "", re.sub(r"\s+", " ", html)))
