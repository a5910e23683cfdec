from __future__ import annotations

from effgenai.accounts.institutions import Aliases, alias_table
from effgenai.conferences.models import Conference


def aliases_of(conference: Conference) -> Aliases:
    """The names and domains that this conference takes as one institution's. One query."""
    return alias_table([row.name, *row.other_names] for row in conference.institutions.all())
