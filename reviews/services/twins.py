from __future__ import annotations

import datetime as dt

from django.db import transaction

from effgenai.accounts.identities.services import ask_both
from effgenai.accounts.models import User
from effgenai.audit.services import record
from effgenai.conferences.errors import Refused
from effgenai.conferences.models import Conference
from reviews.queries.twins import TwinRow


@transaction.atomic
def ask_to_merge(*, conference: Conference, row: TwinRow, by: User, at: dt.datetime) -> None:
    """Ask the owner of two accounts, at both addresses, to make them one.

    The record names them only if both are on the committee, which every chair knows anyway: the authors of
    a paper are not for those in conflict with it.
    """
    one, other = row.one, row.other
    if ask_both(one=one.user, other=other.user, by=by, at=at, why=_why(conference)) is None:
        raise Refused("They were asked not long ago, or have said that these are two people.")
    names = f"{one.user} ({one.address}) and {other.user} ({other.address})"
    is_public = one.is_member and other.is_member
    record(
        action="account.ask_to_merge",
        by=by,
        at=at,
        conference=conference,
        paper=None if is_public else min(one.papers + other.papers),
        summary=names if is_public else "the owner of two accounts",
    )


def _why(conference: Conference) -> str:
    return f"the chairs of {conference.title} noticed"
