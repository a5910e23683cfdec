"""Whatever a POST changes leaves a line in the record: every form of every page is sent as it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import Resolver404, resolve

from tests.leaks import shortcuts
from tests.leaks.checks import client_of
from tests.leaks.walk import places, text_of, visit
from tests.leaks.world import World, build

# What leaves no line, and why.
SILENT: dict[str, str] = {}
# Rows beside the deed: once-only keys of forms, sessions and what the framework keeps of signing in.
ASIDE = ("conferences_sentform", "django_session", "account_", "mfa_", "django_")
WRITES = ("INSERT INTO", "UPDATE", "DELETE FROM")
PAGES_OF_A_KIND = 2
FORMS_OF_A_KIND = 2


class Forms(HTMLParser):
    """The forms of a page that are posted: where to, and what they send if nobody touches them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, list[str]]]] = []
        self._open: tuple[str, dict[str, list[str]]] | None = None
        self._text: tuple[str, list[str]] | None = None
        self._select: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            is_posted = said.get("method", "").lower() == "post"
            self._open = (said.get("action", ""), {}) if is_posted else None
        elif self._open is None:
            return
        elif tag == "textarea":
            self._text = (said.get("name", ""), [])
        elif tag == "select":
            self._select = (said.get("name", ""), [])
        elif tag == "option" and self._select and ("selected" in said or not self._select[1]):
            self._select[1][:] = [said.get("value", "")]
        elif tag == "input":
            self._input(said)
        elif tag == "button" and said.get("name"):
            self._open[1].setdefault(said["name"], [said.get("value", "")])

    def _input(self, said: dict[str, str]) -> None:
        assert self._open is not None
        is_off = said.get("type") in {"checkbox", "radio"} and "checked" not in said
        if said.get("name") and said.get("type") != "file" and not is_off:
            self._open[1].setdefault(said["name"], []).append(said.get("value", "on"))

    def handle_data(self, data: str) -> None:
        if self._text:
            self._text[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._open and self._text:
            self._open[1][self._text[0]] = ["".join(self._text[1]).removeprefix("\n")]
            self._text = None
        elif tag == "select" and self._open and self._select:
            self._open[1][self._select[0]] = self._select[1]
            self._select = None
        elif tag == "form" and self._open:
            self.found.append(self._open)
            self._open = None


def forms_of(world: World, client: Client, person: str) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """The posted forms that this person meets: a few of each kind."""
    seen, asked = Counter[str](), Counter[str]()
    for place in places(world, person):
        asked[place.name] += 1
        if asked[place.name] > PAGES_OF_A_KIND:
            continue
        page = Forms()
        page.feed(visit(client, place))
        for action, data in page.found:
            url = urljoin(place.url, action)
            name = _name(url)
            seen[name] += 1
            if name and seen[name] <= FORMS_OF_A_KIND:
                yield url, data


def _name(url: str) -> str:
    try:
        return resolve(url.partition("?")[0]).view_name
    except Resolver404:
        return ""


class Writes:
    """Notes which tables are written to."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        for word in WRITES:
            if sql.startswith(word):
                self.tables.add(sql.removeprefix(word).split()[0].strip('"'))
        return execute(sql, params, many, context)


def written_by(client: Client, url: str, data: dict[str, list[str]]) -> set[str]:
    """The tables that one POST writes to; nothing of it stays."""
    writes = Writes()
    with transaction.atomic():
        with connection.execute_wrapper(writes):
            text_of(client.post(url, data))
        transaction.set_rollback(True)
    return {table for table in writes.tables if not table.startswith(ASIDE)}


@pytest.mark.django_db
@pytest.mark.parametrize("person", ["chair", "author", "reviewer_open"])
def test_whatever_a_post_changes_leaves_a_line(person: str) -> None:
    world = build("reviewing")
    client = client_of(world, person)
    silent, recorded = [], 0
    with shortcuts.taken():
        forms = list(forms_of(world, client, person))
    for url, data in forms:
        tables = written_by(client, url, data)
        recorded += "audit_auditline" in tables
        if tables and "audit_auditline" not in tables and _name(url) not in SILENT:
            silent.append(f"{_name(url)} ({url}) writes {', '.join(sorted(tables))}")
    assert silent == []
    assert recorded
