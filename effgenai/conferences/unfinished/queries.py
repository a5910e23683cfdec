"""Reading what people typed into forms and have not saved yet."""

from __future__ import annotations

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.conferences.unfinished.models import UnfinishedForm


def unfinished_form(conference: Conference, by: User, path: str) -> UnfinishedForm | None:
    """What this person typed into the form at `path` and has not saved."""
    return UnfinishedForm.objects.filter(conference=conference, by=by, path=path).first()
