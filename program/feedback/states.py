from __future__ import annotations

from django.db.models import IntegerChoices


class Rating(IntegerChoices):
    """How somebody liked a talk, the best first."""

    VERY_GOOD = 5, "5: very good"
    GOOD = 4, "4: good"
    FAIR = 3, "3: fair"
    WEAK = 2, "2: weak"
    VERY_WEAK = 1, "1: very weak"
