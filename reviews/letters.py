"""How every letter of the committee looks: greeting, wrapped paragraphs, signature."""

from __future__ import annotations

import textwrap

from effgenai.conferences.core.models import Conference

WIDTH = 76


def letter(*paragraphs: str, to: str, conference: Conference) -> str:
    """A plain-text letter. A paragraph with line breaks (a list, a link) is left as it is."""
    body = [_wrapped(paragraph) for paragraph in paragraphs if paragraph]
    greeting = f"Dear {to}," if to else "Good day,"
    return "\n\n".join([greeting, *body, f"With kind regards\n{conference.title}"]) + "\n"


def _wrapped(paragraph: str) -> str:
    if "\n" in paragraph:
        return paragraph
    return textwrap.fill(paragraph, WIDTH, break_long_words=False, break_on_hyphens=False)
