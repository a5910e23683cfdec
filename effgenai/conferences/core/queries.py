"""Conferences of a person, and members of a conference."""

from __future__ import annotations

from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet

from effgenai.accounts.models import User
from effgenai.accounts.names.institutions import Aliases, alias_table
from effgenai.conferences.core.models import Conference, Membership
from effgenai.conferences.core.states import PublicState, Role

DOMAINS_KEY = "own-domains"
DOMAINS_SECONDS = 60
# Reviewers and area chairs stand under Committee, with how much they can take.
NAMED_HERE = (Role.CHAIR, Role.SITE_EDITOR, Role.PROGRAM_EDITOR)
EDITIONS_BEFORE = """
    WITH RECURSIVE chain (id, depth) AS (
        SELECT previous_id, 1 FROM conferences_conference WHERE id = %s AND previous_id IS NOT NULL
        UNION
        SELECT earlier.previous_id, depth + 1 FROM conferences_conference earlier
        JOIN chain USING (id) WHERE earlier.previous_id IS NOT NULL AND depth < 40
    )
    SELECT conference.* FROM conferences_conference conference
    JOIN (SELECT id, min(depth) AS depth FROM chain GROUP BY id) chain USING (id)
    WHERE public_state <> %s AND id <> %s ORDER BY depth
"""


def aliases_of(conference: Conference) -> Aliases:
    """The names and domains that this conference takes as one institution's. One query."""
    return alias_table([row.name, *row.other_names] for row in conference.institutions.all())


def why_not_call_it(short_name: str, apart_from: int | None = None) -> str | None:
    """The reason why a conference may not have this short name, or None; one query.

    Capitals make no other name: both stand in mails and lists, where nobody could tell them apart.
    """
    others = Conference.objects.filter(short_name__iexact=short_name.strip()).exclude(pk=apart_from or 0)
    if others.exists():
        return f"Another conference is called “{short_name}”. Give each edition a short name of its own."
    return None


def own_domains() -> dict[str, str]:
    """The conference behind each own domain, by its slug; one query a minute, however many names are asked.

    All of them together, so that made-up names neither fill the cache nor reach the database.
    """
    known = cache.get_or_set(DOMAINS_KEY, _read_domains, DOMAINS_SECONDS)
    return _read_domains() if known is None else known


def _read_domains() -> dict[str, str]:
    return dict(Conference.objects.public().exclude(domain="").values_list("domain", "slug"))


def clear_domains() -> None:
    """Look domains up anew once the running transaction is committed."""
    transaction.on_commit(_clear, robust=True)


def _clear() -> None:
    cache.delete(DOMAINS_KEY)


def editions_before(conference: Conference) -> list[Conference]:
    """The public earlier editions that are kept here, the latest first; one query, however many."""
    if conference.previous_id is None:
        return []
    values = [conference.pk, PublicState.DRAFT, conference.pk]
    return list(Conference.objects.raw(EDITIONS_BEFORE, values))


def conferences_of(user: User | None) -> QuerySet[Conference]:
    """The conferences that the person may see, the current one first."""
    return Conference.objects.visible_to(user).order_by("-is_current", "-starts_on", "-created_at")


def chaired_by(user: User | None) -> set[int]:
    """The keys of the conferences that the person chairs; one query, none for visitors."""
    if user is None:
        return set()
    return set(user.memberships.filter(role=Role.CHAIR).values_list("conference", flat=True))


def members_here(conference: Conference) -> QuerySet[Membership]:
    """The roles that are given on the page of roles, chairs first; one query."""
    found = conference.memberships.filter(role__in=NAMED_HERE).select_related("user")
    return found.order_by("role", "user__name", "pk")


def committee_size(conference: Conference) -> int:
    """How many people review or look after papers; one query."""
    roles = (Role.REVIEWER, Role.AREA_CHAIR)
    return conference.memberships.filter(role__in=roles).values("user").distinct().count()
