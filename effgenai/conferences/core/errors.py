from __future__ import annotations


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault
    """A rule said no. The text is the sentence to show to the person who asked."""


class Overtaken(Refused):
    """Somebody saved the text since this writer began."""
