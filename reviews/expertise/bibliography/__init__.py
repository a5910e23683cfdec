"""Lists of papers as people paste them, export them from elsewhere, or have them as PDF."""

from reviews.expertise.bibliography.listed import BadSource, ListedPaper, Reading, same_title
from reviews.expertise.bibliography.sources import MAX_PAPERS, SOURCES, parse_papers, read_file, read_text

__all__ = [
    "MAX_PAPERS",
    "SOURCES",
    "BadSource",
    "ListedPaper",
    "Reading",
    "parse_papers",
    "read_file",
    "read_text",
    "same_title",
]
