from __future__ import annotations


class ExportError(Exception):
    """The site cannot be written; the message is a sentence for whoever asked for it."""
