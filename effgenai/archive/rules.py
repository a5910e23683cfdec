from __future__ import annotations

from effgenai.archive.models import SiteExport
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import PublicState


def why_not_export(conference: Conference) -> str | None:
    """The reason why the site cannot be written as files now, or None."""
    if conference.public_state == PublicState.DRAFT:
        return "The site is a draft: nothing of it is public yet. Publish it first."
    if SiteExport.objects.unfinished().filter(conference=conference).exists():
        return "The site is being written already."
    return None
