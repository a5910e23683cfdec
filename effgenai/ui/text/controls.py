"""Control characters: nobody sees them in what they paste, and XML, calendars and feeds cannot hold them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# Slides end lines with a vertical tab, old files pages with a form feed: words beside them must stay apart.
_BLANK = re.compile(r"[\v\f\x85]")
# The rest of C0 and C1, halves of surrogate pairs, and what Unicode calls no character.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def without_controls(text: str) -> str:
    """The text with its tabs and lines, and without any other control character."""
    return _FORBIDDEN.sub("", _BLANK.sub(" ", text))


def clean_data(data: Any) -> Any:
    """The data with every text in it, keys of mappings included, without control characters."""
    if isinstance(data, str):
        return without_controls(data)
    if isinstance(data, Mapping):
        return {clean_data(name): clean_data(value) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [clean_data(value) for value in data]
    return data
