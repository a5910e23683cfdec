"""Every write to people and what they tell about themselves."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable

from allauth.account.models import EmailAddress
from django.db import transaction
from django.dispatch import Signal

from effgenai.accounts.models import Affiliation, NewAddress, Profile, User
from effgenai.contributions import Contribution, contributed
from effgenai.resilience.database.locks import lock

# `user` added or changed a place where they work, `at` a moment.
affiliations_changed = Signal()


class AddressTaken(Exception):  # noqa: N818 - it is an answer, not a fault
    """There is an account with this address already. The text is a sentence for people."""


class NotMerged(Exception):  # noqa: N818 - it is an answer, not a fault
    """Two accounts cannot be merged. The text is a sentence for people."""


@dataclasses.dataclass(frozen=True, slots=True)
class AccountLog(Contribution):
    """Who writes lines about accounts: of what, by whom if that is known, and when; one app adds it."""

    write: Callable[[str, User | None, dt.datetime], object]


def record_account(action: str, *, by: User | None, at: dt.datetime) -> None:
    """Write one line about what somebody did with their account, inside the transaction of the change.

    It belongs to no conference, so no chair meets it, and tells nothing of what they said: it stays for ever.
    If nobody writes the record nothing may be changed, so that is an error.
    """
    (log,) = contributed(AccountLog)
    log.write(action, by, at)


@transaction.atomic
def create_person(
    *, email: str, at: dt.datetime, name: str = "", password: str | None = None, is_admin: bool = False
) -> User:
    """An account that may sign in at once: its address counts as verified, since the caller vouches for it.

    Without a password the person sets one through "forgotten password". Raises AddressTaken if another
    account has the address.
    """
    address = email.strip().lower()
    if EmailAddress.objects.filter(email__iexact=address, verified=True).exists() or _is_primary(address):
        raise AddressTaken(f"There is already an account with the address {address}.")
    user = User.objects.create_user(
        address, password, name=name, is_staff=is_admin, is_superuser=is_admin, date_joined=at
    )
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    Profile.objects.create(user=user)
    record_account("account.create", by=None, at=at)
    return user


def _is_primary(address: str) -> bool:
    return User.objects.filter(email__iexact=address).exists()


@transaction.atomic
def make_site_admin(*, user: User, at: dt.datetime) -> User:
    """Let a person create conferences. It gives them no role in any."""
    user = lock(user)
    user.is_staff = user.is_superuser = True
    user.save(update_fields=["is_staff", "is_superuser"])
    record_account("account.make_admin", by=None, at=at)
    return user


@transaction.atomic
def note_new_addresses(*, addresses: Iterable[EmailAddress], at: dt.datetime) -> None:
    """Remember since when addresses are an account's beside others: for a day they reset no password."""
    for address in addresses:
        NewAddress.objects.update_or_create(address=address, defaults={"since": at})
        record_account("account.new_address", by=address.user, at=at)


@transaction.atomic
def end_sessions(*, user: User, at: dt.datetime) -> User:
    """Sign somebody out everywhere; return the account, for the one session that shall go on."""
    user = lock(user)
    user.sessions_ended += 1
    user.save(update_fields=["sessions_ended"])
    record_account("account.end_sessions", by=user, at=at)
    return user


@transaction.atomic
def update_profile(
    *, user: User, name: str, orcid: str, home_page: str, time_zone: str, at: dt.datetime
) -> Profile:
    """Keep what a person tells about themselves."""
    user = lock(user)
    user.name = name
    user.save(update_fields=["name"])
    values = {"orcid": orcid, "home_page": home_page, "time_zone": time_zone}
    profile, _ = Profile.objects.update_or_create(user=user, defaults=values)
    record_account("account.profile", by=user, at=at)
    return profile


@transaction.atomic
def save_affiliation(*, affiliation: Affiliation, at: dt.datetime) -> Affiliation:
    """Add or change one line of a person's affiliations."""
    affiliation.save()
    record_account("account.affiliation", by=affiliation.user, at=at)
    affiliations_changed.send(Affiliation, user=affiliation.user, at=at)
    return affiliation


@transaction.atomic
def remove_affiliation(*, affiliation: Affiliation, at: dt.datetime) -> None:
    """Take a line out; conflicts of interest that were found by it already stay."""
    record_account("account.remove_affiliation", by=affiliation.user, at=at)
    affiliation.delete()
