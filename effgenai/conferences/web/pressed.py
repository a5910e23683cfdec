"""Which of the buttons of a form was pressed."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import TextChoices
from django.http import HttpRequest

from effgenai.conferences.core.errors import Refused

Word = TypeVar("Word", bound=TextChoices)

NO_BUTTON = "No button says that, so nothing was done. Open the page anew and press one of its buttons."


class Direction(TextChoices):
    """Buttons that let a row change places with its neighbour."""

    UP = "up"
    DOWN = "down"


class YesNo(TextChoices):
    """Buttons that answer a question."""

    YES = "yes"
    NO = "no"


def pressed(request: HttpRequest, name: str, words: type[Word]) -> Word:
    """The word that the pressed button sent as `name`. Raises Refused for one that no button says."""
    try:
        return words(request.POST.get(name, ""))
    except ValueError:
        raise Refused(NO_BUTTON) from None
