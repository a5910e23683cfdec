"""Formats of pages."""

from __future__ import annotations

from django.db.models import TextChoices


class PageFormat(TextChoices):
    """How a chair wrote a page."""

    MARKDOWN = "markdown", "Markdown with formulas"
    HTML = "html", "HTML (made safe when saved)"
