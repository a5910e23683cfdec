from __future__ import annotations

from django.db.models import TextChoices


class SessionKind(TextChoices):
    """What happens in a session."""

    KEYNOTE = "keynote", "Keynote"
    ORAL = "oral", "Talks"
    POSTER = "poster", "Posters"
    PANEL = "panel", "Panel"
    BREAK = "break", "Break"
    SOCIAL = "social", "Social"
