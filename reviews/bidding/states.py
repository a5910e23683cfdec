"""What a bid can be."""

from __future__ import annotations

from django.db.models import IntegerChoices


class BidValue(IntegerChoices):
    """How gladly somebody would review a paper. What is above nought says yes."""

    EAGER = 3, "Eager"
    WILLING = 2, "Willing"
    IN_A_PINCH = 1, "In a pinch"
    NOT_MINE = -1, "Not mine"
