"""Every write to people and what they tell about themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.db import transaction
from django.dispatch import Signal

from effgenai.accounts.models import Affiliation, NewAddress, Profile, User
from effgenai.resilience.database.locks import lock


@transaction.atomic
def create_person(
    *, email: str, at: dt.datetime, name: str = "", password: str | None = None, is_admin: bool = False
) -> User:
    """An account that may sign in at once: its address counts as verified, since the caller vouches for it.

    Without a password the person sets one through "forgotten password".
    """
    address = email.strip().lower()
    if EmailAddress.objects.filter(email__iexact=address, verified=True).exists() or _is_primary(address):
        raise AddressTaken(f"There is already an account with the address {address}.")
    user = User.objects.create_user(
        address, password, name=name, is_staff=is_admin, is_superuser=is_admin, date_joined=at
    )
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    Profile.objects.create(user=user)
    return user


def _is_primary(address: str) -> bool:
    return User.objects.filter(email__iexact=address).exists()


@transaction.atomic
def make_site_admin(*, user: User) -> User:
    """Let a person create conferences. It gives them no role in any."""
    user = lock(user)
    user.is_staff = user.is_superuser = True
    user.save(update_fields=["is_staff", "is_superuser"])
    return user


@transaction.atomic
def note_new_addresses(*, addresses: Iterable[EmailAddress], at: dt.datetime) -> None:
    """Remember since when addresses are an account's beside others: for a day they reset no password."""
    for address in addresses:
        NewAddress.objects.update_or_create(address=address, defaults={"since": at})


@transaction.atomic
def end_sessions(*, user: User) -> User:
    """Sign somebody out everywhere; return the account, for the one session that shall go on."""
    user = lock(user)
    user.sessions_ended += 1
    user.save(update_fields=["sessions_ended"])
    return user


@transaction.atomic
def update_profile(*, user: User, name: str, orcid: str, home_page: str, time_zone: str) -> Profile:
    """Keep what a person tells about themselves."""
    user = lock(user)
    user.name = name
    user.save(update_fields=["name"])
    values = {"orcid": orcid, "home_page": home_page, "time_zone": time_zone}
    profile, _ = Profile.objects.update_or_create(user=user, defaults=values)
    return profile


@transaction.atomic
def save_affiliation(*, affiliation: Affiliation, at: dt.datetime) -> Affiliation:
    """Add or change one line of a person's affiliations."""
    affiliation.save()
    affiliations_changed.send(Affiliation, user=affiliation.user, at=at)
    return affiliation


@transaction.atomic
def remove_affiliation(*, affiliation: Affiliation) -> None:
    """Take a line out; conflicts of interest that were found by it already stay."""
    affiliation.delete()


class AddressTaken(Exception):  # noqa: N818 - it is an answer, not a fault
    """There is an account with this address already. The text is a sentence for people."""


class NotMerged(Exception):  # noqa: N818 - it is an answer, not a fault
    """Two accounts cannot be merged. The text is a sentence for people."""


# `user` added or changed a place where they work, `at` a moment.
affiliations_changed = Signal()
