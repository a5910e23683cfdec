"""Accounts of people whom files name: their own, or new ones that only they can ever enter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.contrib.auth.hashers import make_password

from effgenai.accounts.models import Affiliation, User
from effgenai.accounts.names.made_up import is_made_up, made_up_address
from effgenai.accounts.services import create_person
from effgenai.conferences.core.models import Conference
from submissions.authors.services import accounts_of
from submissions.imports.authors import address_name

Named = tuple[str, str]  # name and address, of which one may be empty


def people_of(conference: Conference, named: Sequence[Named], at: dt.datetime) -> dict[Named, User]:
    """The account of each person, by verified address; whoever has none gets one, without a mail.

    A new account with a real address opens by a mail to that address alone ("forgotten password"). Who comes
    without an address gets a made-up one at `<conference>.invalid`, where nobody can sign in.
    """
    owners = accounts_of([email for _, email in named if email])
    known = User.objects.in_bulk(set(owners.values()))
    by_email = {email: known[pk] for email, pk in owners.items()}
    primary = User.objects.filter(email__in=[email for _, email in named if email], merged_into=None)
    by_email = {user.email: user for user in primary} | by_email
    found: dict[Named, User] = {}
    for name, email in named:
        address = email or made_up_of(conference, name)
        user = by_email.get(address) or User.objects.filter(email=address).first()
        found[name, email] = by_email[address] = user or _new(name, address, at)
    return found


def made_up_of(conference: Conference, name: str) -> str:
    """The address that stands for a name in this conference."""
    return made_up_address(address_name(name), conference.slug.lower())


def _new(name: str, address: str, at: dt.datetime) -> User:
    if not is_made_up(address):
        return create_person(email=address, name=name, at=at)
    return User.objects.create(
        email=address, name=name, password=make_password(None), is_active=False, date_joined=at
    )


def note_affiliation(user: User, institution: str, at: dt.datetime) -> None:
    """Where somebody works, for an account that this import made: everybody else says it themselves."""
    if institution and user.date_joined == at and not user.affiliations.exists():
        Affiliation.objects.create(user=user, institution=institution)
