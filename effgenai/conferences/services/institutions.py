from __future__ import annotations

from effgenai.accounts.institutions import data_lines
from effgenai.conferences.models import Conference, Institution


def install_usual_institutions(conference: Conference) -> None:
    """Begin the table of a new conference with well-known institutions; one that has any stays as it is."""
    if conference.institutions.exists():
        return
    groups = [[name.strip() for name in line.split("|")] for line in data_lines("institutions.txt")]
    Institution.objects.bulk_create(
        Institution(conference=conference, name=name, aliases="\n".join(others)) for name, *others in groups
    )
