from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Design system: templates, tags, charts, dates, Markdown, CSV."""

    name = "effgenai.ui"
    label = "ui"
