"""Groups of people."""

from __future__ import annotations

from django.db.models import TextChoices


class PeopleGroup(TextChoices):
    """Blocks of the people page."""

    ORGANISER = "organiser", "Organisers"
    SPEAKER = "speaker", "Invited speakers"
    PANELLIST = "panellist", "Panellists"
    VOLUNTEER = "volunteer", "Volunteers"
