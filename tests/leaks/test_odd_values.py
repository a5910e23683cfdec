"""Every address with values that no page offers, as a visitor and as a chair: never our failure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.db import transaction
from django.test import Client

from tests.leaks import shortcuts
from tests.leaks.checks import client_of
from tests.leaks.walk import Place, places, text_of
from tests.leaks.world import World, build

pytestmark = pytest.mark.django_db

NUMBER, FIGURES, ENDLESS, NEVER = "9" * 30, "\u00b2", "9" * 5_000, "9999-12-31"
ODD = (
    NUMBER,
    ENDLESS,
    FIGURES,
    NEVER,
    "0001-01-01",
    "NaN",
    "-1",
    "1e400",
    "http://[",
    "\U0001f600'\"<",
    "x" * 3_000,
)
ASKED = (
    *(
        "a",
        "ahead",
        "b",
        "before",
        "by",
        "cols",
        "compare",
        "day",
        "domain",
        "draft",
        "format",
        "from",
        "group",
        "has",
        "like",
        "list",
        "move",
        "numbers",
        "page",
    ),
    *(
        "put",
        "q",
        "role",
        "selected",
        "shown",
        "since",
        "skip",
        "sort",
        "state",
        "step",
        "theme",
        "topic",
        "track",
    ),
    *("until", "which"),
)
NUMBERS = (
    "ahead",
    "day",
    "from",
    "page",
    "paper",
    "q",
    "selected",
    "since",
    "skip",
    "step",
    "topic",
    "track",
)
# Each address and form gets one of them, by turns.
IN_ADDRESSES = (*map(quote, ODD), "%ff%fe%ed%a0%80", "%00")
IN_FORMS = (*ODD, "a\x00\ud800b")


class _Forms(HTMLParser):
    """The forms of a page that post: where to, and the names of their fields."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self._is_open = address, False
        self.forms: list[tuple[str, set[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._is_open = (given.get("method") or "").lower() == "post"
            if self._is_open:
                self.forms.append((urljoin(self.address, given.get("action") or ""), set()))
        elif self._is_open and (name := given.get("name")):
            self.forms[-1][1].add(name)

    def handle_endtag(self, tag: str) -> None:
        self._is_open = self._is_open and tag != "form"


def one_of_each(world: World, person: str) -> list[Place]:
    """One address of every pattern."""
    found: dict[str, Place] = {}
    for place in places(world, person):
        found.setdefault(place.name, place)
    return list(found.values())


def client(world: World, person: str) -> Client:
    found = client_of(world, person)
    found.raise_request_exception = False
    return found


def forms_of(browser: Client, found: list[Place]) -> Iterator[tuple[str, list[str]]]:
    """Every form that posts, once for each address and set of fields."""
    known = set()
    for place in found:
        answer = browser.get(place.url)
        text = text_of(answer)
        if answer.status_code != 200 or "html" not in answer.get("Content-Type", ""):
            continue
        reader = _Forms(place.url)
        reader.feed(text)
        for address, names in reader.forms:
            kind = re.sub(r"\d+", "0", urlsplit(address).path), tuple(sorted(names))
            if kind not in known and "logout" not in address:
                known.add(kind)
                yield address, sorted(names - {"csrfmiddlewaretoken"})


@pytest.mark.parametrize("person", ["visitor", "chair"])
def test_no_odd_value_in_an_address_makes_us_fail(person: str) -> None:
    world = build("programme")
    browser, failed = client(world, person), []
    with shortcuts.taken():
        for number, place in enumerate(one_of_each(world, person)):
            value = IN_ADDRESSES[number % len(IN_ADDRESSES)]
            query = "&".join(f"{name}={value}" for name in ASKED)
            with transaction.atomic():
                answer = browser.get(f"{place.url}?{query}")
                text_of(answer)
                failed += [f"{place.name}: {value[:20]}"] if answer.status_code >= 500 else []
                transaction.set_rollback(True)
    assert failed == []


def test_five_thousand_digits_wherever_an_address_takes_a_number_make_nobody_fail() -> None:
    world = build("programme")
    browser, failed = client(world, "chair"), []
    numbers = "&".join(f"{name}={ENDLESS}" for name in NUMBERS)
    with shortcuts.taken():
        for place in one_of_each(world, "chair"):
            with transaction.atomic():
                answer = browser.get(f"{place.url}?{numbers}")
                text_of(answer)
                failed += [place.name] if answer.status_code >= 500 else []
                transaction.set_rollback(True)
    assert failed == []


@pytest.mark.parametrize("person", ["visitor", "chair"])
def test_no_odd_value_in_a_form_makes_us_fail(person: str) -> None:
    world = build("programme")
    browser, failed = client(world, person), []
    forms = list(forms_of(browser, one_of_each(world, person)))
    assert forms
    for number, (address, names) in enumerate(forms):
        value = IN_FORMS[number % len(IN_FORMS)]
        body = "&".join(f"{quote(name)}={quote(value, errors='surrogatepass')}" for name in names)
        with transaction.atomic():
            kind = "application/x-www-form-urlencoded"
            answer = browser.post(address, body, content_type=kind, headers={"Accept": "text/html"})
            failed += [f"{address}: {value[:20]!r}"] if answer.status_code >= 500 else []
            transaction.set_rollback(True)
    assert failed == []
