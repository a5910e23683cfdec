"""What the leak walk asserts; the tests are in several files, so that they run side by side."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.db import connection
from django.test import Client

from tests.leaks import shortcuts
from tests.leaks.table import read_table
from tests.leaks.walk import Place, places, visit, with_all_columns, without_noise
from tests.leaks.world import World, build, change_what_is_hidden, marker
from tests.support.factories import NOW

TABLE = read_table()
PEOPLE = list(TABLE[0].since)
# In the other modes these walk; the others have to do with no paper, whatever is blinded.
WITHOUT_PAPERS = {"stranger", "site_admin", "program_editor", "site_editor"}
OF_PAPERS = [name for name in PEOPLE if name not in WITHOUT_PAPERS]
APPS = ("accounts", "conferences", "submissions", "reviews", "program", "mail", "audit", "archive", "files")
OUR_TABLES = tuple(f"{app}_" for app in APPS)
# Everyone has a profile and may have a calendar, who applied may withdraw, and whoever holds the secret link
# answers an invitation or says that an account is not theirs.
OPEN_TO_ALL = {
    "accounts:decline_merge",
    "accounts:profile",
    "accounts:new_affiliation",
    "accounts:sign_out_elsewhere",
    "conferences:make_calendar",
    "conferences:revoke_calendar",
    "reviews:accept_invitation",
    "reviews:withdraw_application",
    "reviews:decline_invitation",
}


@contextmanager
def time_of_the_world() -> Iterator[None]:
    """An hour after everything in the world happened."""
    with mock.patch("django.utils.timezone.now", return_value=NOW + dt.timedelta(hours=1)):
        yield


def check_phase(phase: str, people: list[str], mode: str = "double-blind") -> None:
    """Each of these people meets what the table allows in this phase, and nothing else anywhere."""
    world, table = build(phase, mode), read_table(mode)
    leaks, met = [], defaultdict(set)
    for person in people:
        for place, text in walk(world, person):
            for row in table:
                if marker(row.marker) not in text:
                    continue
                met[person].add(row.marker)
                if not row.allows(person, phase, place.name):
                    leaks.append(f"{person} meets {row.marker} at {place.name} ({place.url})")
    assert leaks == [], "\n".join(leaks)
    unseen = [
        f"{person} should meet {row.marker} somewhere"
        for person, row in itertools.product(people, table)
        if row.allows(person, phase, "") and row.marker not in met[person]
    ]
    assert unseen == [], "\n".join(unseen)


def pages_that_tell(person: str) -> list[str]:
    """The addresses where a chair in conflict with a paper would notice what happens to it."""
    world = build("decided")
    before = {place.url: without_noise(text) for place, text in walk(world, person)}
    change_what_is_hidden(world)
    after = {place.url: without_noise(text) for place, text in walk(world, person)}
    return [url for url, text in after.items() if before.get(url) != text]


def posts_that_change(person: str) -> list[str]:
    """The addresses where a POST of this person changes a row of ours, or is answered oddly."""
    world = build("reviewing")
    client = client_of(world, person)
    before, found = fingerprint(), []
    for place in places(world):
        if place.name.startswith(("account_", "mfa_")) or place.name in OPEN_TO_ALL:
            continue
        answer = client.post(place.url)
        if answer.status_code not in {200, 302, 403, 404, 405} or fingerprint() != before:
            found.append(f"{place.name}: {answer.status_code}")
    return found


def client_of(world: World, person: str) -> Client:
    """A browser of this person, signed in unless a visitor."""
    client = Client(raise_request_exception=True)
    if person != "visitor":
        client.force_login(world.people[person], backend="django.contrib.auth.backends.ModelBackend")
    return client


def walk(world: World, person: str) -> list[tuple[Place, str]]:
    """Everything this person gets, at every address."""
    client = client_of(world, person)
    with shortcuts.taken():
        found = [*places(world, person), *with_all_columns(world)]
        return [(place, visit(client, place)) for place in found]


def looks_of_what_is_not_there(person: str) -> set[str]:
    """This person's pages of 404 below the conference, asked at one address of every kind, without it."""
    world = build("programme")
    client, top = client_of(world, person), f"/{world.conference.slug}/"
    kinds = {place.name: place.url for place in places(world, person) if place.url.startswith(top)}
    answers = {url: client.get(url) for url in kinds.values()}
    return {
        re.sub(rf'{re.escape(url)}"| aria-current="page"| (?=>)', "", without_noise(answer.content.decode()))
        for url, answer in answers.items()
        if shortcuts.NOT_THERE in [template.name for template in answer.templates]
    }


def fingerprint() -> list[tuple[str, str]]:
    """The content of every table of ours; sessions and logs of the framework aside."""
    tables = [name for name in connection.introspection.table_names() if name.startswith(OUR_TABLES)]
    with connection.cursor() as cursor:
        found = []
        for table in tables:
            cursor.execute(f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{table}" t')
            found.append((table, cursor.fetchone()[0]))
    return found
