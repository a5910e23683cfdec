"""The people of the demo: accounts with verified addresses, affiliations, and one password for all."""

from __future__ import annotations

import datetime as dt

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from demo.content.workshop import AREA_CHAIRS, AUTHORS, CHAIRS, REVIEWERS, PersonSeed
from effgenai.accounts.models import Affiliation, Profile, User
from effgenai.conferences.core.models import Conference, Membership
from effgenai.conferences.core.states import Role

PASSWORD = "effgenai-demo"  # noqa: S105  # printed at the start of the demo for everyone to use
ADMIN = PersonSeed("admin@site.example", "Site Administrator", "EffGenAI", "Austria")

SIGN_INS = [
    ("chair", CHAIRS[0].email),
    ("chair in conflict with some papers", CHAIRS[1].email),
    ("area chair", AREA_CHAIRS[0].email),
    ("reviewer", REVIEWERS[0].email),
    ("author", AUTHORS[0].email),
    ("site administrator", ADMIN.email),
]


def make_people(seeds: list[PersonSeed], *, is_staff: bool = False) -> list[User]:
    """Accounts for the seeds, in their order, each with a verified address and an affiliation."""
    password = make_password(PASSWORD)
    people = User.objects.bulk_create(
        User(email=seed.email, name=seed.name, password=password, is_staff=is_staff, is_superuser=is_staff)
        for seed in seeds
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in people
    )
    Profile.objects.bulk_create(Profile(user=user) for user in people)
    Affiliation.objects.bulk_create(
        Affiliation(user=user, institution=seed.institution, country=seed.country, start_year=2021)
        for user, seed in zip(people, seeds, strict=True)
    )
    return people


def give_role(conference: Conference, people: list[User], role: Role, at: dt.datetime) -> None:
    """Make these people members of the conference."""
    Membership.objects.bulk_create(
        Membership(conference=conference, user=user, role=role, since=at) for user in people
    )
