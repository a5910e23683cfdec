from __future__ import annotations

from django.db.models import TextChoices


class SessionKind(TextChoices):
    """What happens in a session."""

    KEYNOTE = "keynote", "Keynote"
    ORAL = "oral", "Talks"
    SPOTLIGHT = "spotlight", "Spotlights"
    POSTER = "poster", "Posters"
    DEMO = "demo", "Demos"
    PANEL = "panel", "Panel"
    TUTORIAL = "tutorial", "Tutorial"
    BREAK = "break", "Break"
    SOCIAL = "social", "Social"


# What hangs or stands side by side lasts as long as its session; its presenters are there all the time.
SIDE_BY_SIDE = (SessionKind.POSTER, SessionKind.DEMO)
# Several of these fit into one room at one time.
SHARING_A_ROOM = (SessionKind.POSTER, SessionKind.DEMO, SessionKind.BREAK, SessionKind.SOCIAL)

# Food is under contract and a plenary waits for nobody: a delay of what comes before moves none of these.
FIXED_ON_THE_DAY = (SessionKind.KEYNOTE, SessionKind.BREAK, SessionKind.SOCIAL)


class SessionRole(TextChoices):
    """What somebody does in a session beside giving a talk."""

    CHAIR = "chair", "Session chair"
    PANELLIST = "panellist", "Panellist"


class EditKind(TextChoices):
    """How the draft was changed."""

    EDIT = "edit", "Change"
    UNDO = "undo", "Undone"
    REDO = "redo", "Done again"
