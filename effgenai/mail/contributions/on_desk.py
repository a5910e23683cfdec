"""What the desk's first page shows of mails that have not arrived."""

from __future__ import annotations

from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.web.sections import DeskSection
from effgenai.mail.queries import progress_of, visible_mails
from effgenai.mail.states import EmailState


def mails_on_desk(viewer: Viewer) -> DeskSection | None:
    """How many mails wait for approval, are on their way or could not be delivered; nothing if none do."""
    if not viewer.is_chair:
        return None
    progress = progress_of(visible_mails(viewer))
    if not (progress.unsent or progress[EmailState.FAILED]):
        return None
    return DeskSection("Mails", "mail/on_desk.html", {"progress": progress})
