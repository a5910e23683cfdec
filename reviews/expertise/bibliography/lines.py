from __future__ import annotations

import re

from reviews.expertise.bibliography.listed import MAX_TITLE, ListedPaper, Reading

NUMBERING = re.compile(r"^\s*(?:[-*•–]|\[?\d{1,3}[.)\]])\s+")


def read_lines(text: str) -> Reading:
    """One title a line, without its numbering. What is too long for a title is told."""
    reading = Reading()
    for number, line in enumerate(text.splitlines(), start=1):
        title = " ".join(NUMBERING.sub("", line).split())
        if len(title) > MAX_TITLE:
            reading.problems.append(f"Line {number} is too long for a title: “{title[:60]}…”.")
        elif any(char.isalpha() for char in title):
            reading.papers.append(ListedPaper(title))
    return reading
