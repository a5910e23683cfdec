from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from allauth.account.models import EmailAddress
from django.db.models import Q

from effgenai.accounts.models import Affiliation, NewAddress, Profile, User

# So long the owner of an account has time to notice an address that somebody else added.
SETTLED_AFTER = dt.timedelta(days=1)


def person_with(address: str) -> User | None:
    """Whose verified address this is; the one who gave it as primary goes first. One query."""
    found = EmailAddress.objects.filter(email__iexact=address.strip(), verified=True, user__is_active=True)
    row = found.order_by("-primary", "pk").select_related("user").first()
    return row.user if row else None


def verified_addresses(user: User) -> set[str]:
    """All addresses under which papers and invitations find the person, in lower case. One query."""
    rows = EmailAddress.objects.filter(user=user, verified=True)
    return {address.lower() for address in rows.values_list("email", flat=True)}


def resets_from(user: User, address: str, at: dt.datetime) -> dt.datetime | None:
    """From when the address may be used to reset the password; None if it may now. One query."""
    rows = NewAddress.objects.filter(address__user=user, address__email__iexact=address.strip())
    new = rows.filter(since__gt=at - SETTLED_AFTER).first()
    return new.since + SETTLED_AFTER if new else None


def profile_of(user: User) -> Profile:
    """The person's profile; an empty one, not yet kept, if they never wrote any."""
    return Profile.objects.filter(user=user).first() or Profile(user=user)


def affiliations_of(user: User) -> list[Affiliation]:
    """Where the person works and worked, present ones first."""
    return sorted(user.affiliations.all(), key=_recent_first)


def workplaces(people: Collection[int], *, year: int, years_back: int) -> dict[int, set[str]]:
    """Where each of these people works in `year`, or worked until at most `years_back` years before.

    What begins later does not count yet. One query.
    """
    begun = Q(start_year__isnull=True) | Q(start_year__lte=year)
    recent = Q(end_year__isnull=True) | Q(end_year__gte=year - years_back)
    found: dict[int, set[str]] = defaultdict(set)
    rows = Affiliation.objects.filter(begun, recent, user__in=people)
    for person, name in rows.values_list("user", "institution"):
        found[person].add(name)
    return found


def _recent_first(affiliation: Affiliation) -> tuple[int, int, int]:
    end = affiliation.end_year if affiliation.end_year is not None else 9999
    return (-end, -(affiliation.start_year or 0), affiliation.pk)
