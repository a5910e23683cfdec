"""Nobody sees what they may not, and everybody what they may: docs/visibility.md against the whole site."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test import Client

from tests.factories import NOW
from tests.leaks.table import read_table
from tests.leaks.walk import Place, places, visit, without_noise
from tests.leaks.world import PHASES, World, build, change_what_is_hidden, marker

pytestmark = pytest.mark.django_db

TABLE = read_table()
PEOPLE = list(TABLE[0].since)


@pytest.fixture(autouse=True)
def _at_the_time_of_the_world(settings: Any, tmp_path: Any) -> Any:
    with mock.patch("django.utils.timezone.now", return_value=NOW + dt.timedelta(hours=1)):
        yield


def _client(world: World, person: str) -> Client:
    client = Client(raise_request_exception=True)
    if person != "visitor":
        client.force_login(world.people[person], backend="django.contrib.auth.backends.ModelBackend")
    return client


def _walk(world: World, person: str) -> list[tuple[Place, str]]:
    client = _client(world, person)
    return [(place, visit(client, place)) for place in places(world, person)]


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("half", [0, 1])
def test_every_page_shows_what_the_table_allows_and_nothing_else(phase: str, half: int) -> None:
    world = build(phase)
    leaks, met = [], defaultdict(set)
    for person in PEOPLE[half::2]:
        for place, text in _walk(world, person):
            for row in TABLE:
                if marker(row.marker) not in text:
                    continue
                met[person].add(row.marker)
                if not row.allows(person, phase, place.name):
                    leaks.append(f"{person} meets {row.marker} at {place.name} ({place.url})")
    assert leaks == []
    unseen = [
        f"{person} should meet {row.marker} somewhere"
        for person, row in itertools.product(PEOPLE[half::2], TABLE)
        if row.allows(person, phase, "") and row.marker not in met[person]
    ]
    assert unseen == []


@pytest.mark.parametrize("person", ["chair_in_conflict", "chair_author"])
def test_a_chair_in_conflict_cannot_notice_what_happens_to_the_paper(person: str) -> None:
    world = build("decided")
    before = {place.url: without_noise(text) for place, text in _walk(world, person)}
    change_what_is_hidden(world)
    after = {place.url: without_noise(text) for place, text in _walk(world, person)}
    changed = [url for url, text in after.items() if before.get(url) != text]
    assert changed == []


@pytest.mark.parametrize("person", ["visitor", "stranger"])
def test_posts_of_people_without_a_role_change_nothing(person: str) -> None:
    world = build("reviewing")
    client = _client(world, person)
    before = _fingerprint()
    for place in places(world):
        if place.name.startswith(("account_", "mfa_")) or place.name in OPEN_TO_ALL:
            continue
        answer = client.post(place.url)
        assert answer.status_code in {200, 302, 403, 404, 405}, f"{place.name}: {answer.status_code}"
        assert _fingerprint() == before, f"{place.name} changed something"


APPS = ("accounts", "conferences", "submissions", "reviews", "program", "mail", "audit", "files")
OUR_TABLES = tuple(f"{app}_" for app in APPS)
# An invitation is answered by whoever holds its secret link.
OPEN_TO_ALL = {
    "accounts:profile",
    "accounts:new_affiliation",
    "reviews:accept_invitation",
    "reviews:decline_invitation",
}


def _fingerprint() -> list[tuple[str, str]]:
    """The content of every table of ours; sessions and logs of the framework aside."""
    tables = [
        name
        for name in connection.introspection.table_names()
        if name.startswith(
            ("accounts_", "conferences_", "submissions_", "reviews_", "program_", "mail_", "audit_", "files_")
        )
    ]
    with connection.cursor() as cursor:
        found = []
        for table in tables:
            cursor.execute(f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{table}" t')
            found.append((table, cursor.fetchone()[0]))
    return found
