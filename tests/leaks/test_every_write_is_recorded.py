"""Whatever a POST changes leaves a line in the record: every address that takes one is sent something."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from effgenai.audit.models import AuditLine
from effgenai.audit.wording import WORDS
from tests.leaks.checks import client_of
from tests.leaks.forms import Forms
from tests.leaks.posts import CASES, Case
from tests.leaks.walk import Place, places, text_of
from tests.leaks.world import World, build
from tests.support.signing_in import signed_in

# What leaves no line, and why.
SILENT = {
    "program:vote": "a vote with a code of nobody; lines would tell how many have voted",
    "program:talk_feedback": "feedback of nobody; lines would tell when it came",
    "ui:theme": "how pages look is kept in a cookie",
    "accounts:twins": "leads to the page that merges the two",
    "reviews:enter_invitation": "leads to signing in or up",
    "submissions:export_ticked": "the ticked papers as a file",
    "submissions:save": "what is typed into a draft; that it was begun and submitted has lines",
    "reviews:save_review": "what is typed into a review; that it was begun and submitted has lines",
    "program:star": "what somebody wants to see is told to nobody, the record neither",
    "program:renew_my_calendar": "the same",
    "conferences:save_home": "what is typed into a draft; that it was begun and published has lines",
    "conferences:autosave_page": "what is typed into a draft; that it was begun and published has lines",
}
# allauth's pages: signing in and up, addresses, passwords, second factors. They change its own tables.
SIGNING_IN = ("account_", "mfa_")
APPS = ("accounts", "archive", "conferences", "mail", "program", "reviews", "site", "submissions")
# Rows beside the deed: once-only keys of forms and sessions.
ASIDE = ("conferences_sentform", "django_session", "account_")
WRITES = ("INSERT INTO", "UPDATE", "DELETE FROM")
RECORD = "audit_auditline"


def post_addresses() -> Iterator[str]:
    """The names of all addresses that take a POST."""
    yield from (name for name, view in _views(get_resolver(), "") if "POST" in _methods(view))


def _views(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _views(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", entry.callback


def _methods(view: Any) -> set[str]:
    """The methods that the decorators of a view let through; all if none says."""
    if hasattr(view, "view_class"):
        return {method.upper() for method in ("get", "post") if hasattr(view.view_class, method)}
    while view is not None:
        for name, cell in zip(view.__code__.co_freevars, view.__closure__ or (), strict=True):
            if name == "request_method_list":
                return set(cell.cell_contents)
        view = getattr(view, "__wrapped__", None)
    return {"GET", "POST"}


class Writes:
    """Notes in which tables rows change, without what is rolled back."""

    def __init__(self) -> None:
        self._tables: list[str] = []
        self._savepoints: dict[str, int] = {}

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if sql.startswith("SAVEPOINT"):
            self._savepoints[sql.rsplit(maxsplit=1)[-1]] = len(self._tables)
        elif sql.startswith("ROLLBACK TO"):
            del self._tables[self._savepoints[sql.rsplit(maxsplit=1)[-1]] :]
        for word in WRITES:
            if sql.startswith(word) and context["cursor"].rowcount:
                self._tables.append(sql.removeprefix(word).split()[0].strip('"'))
        return result

    @property
    def tables(self) -> set[str]:
        """Those that count."""
        return {table for table in self._tables if not table.startswith(ASIDE)}


def press(client: Client, world: World, place: Place, case: Case) -> HttpResponseBase:
    """Send the case to an address, and once more if the answer shows what it would do, to be confirmed."""
    words = case.data(world)
    form = _own_form(place, client.get(place.url))
    answer = client.post(place.url, {"is": "sent"} | form | words)
    if seen := _own_form(place, answer):
        return client.post(place.url, form | seen | words)
    return answer


def _client(world: World, person: str) -> Client:
    return client_of(world, person) if person == "visitor" else signed_in(world.people[person], ago=0)


def _own_form(place: Place, page: HttpResponseBase) -> dict[str, Any]:
    """What the form of a page that is posted to this address sends, with its required fields filled in."""
    forms = Forms(text_of(page)).found
    own = [form.data for form in forms if _name(urljoin(place.url, form.action)) == place.name]
    return dict(own[-1]) if own else {}


def _name(url: str) -> str:
    try:
        return resolve(url.partition("?")[0]).view_name
    except Resolver404:
        return ""


@dataclasses.dataclass(frozen=True)
class Outcome:
    """In which tables rows changed, which actions the lines of the record name, and what was answered."""

    tables: set[str]
    actions: set[str]
    answer: HttpResponseBase

    @property
    def is_sent_again_by_reload(self) -> bool:
        """Whether something was written, and a page came back that sends it anew when reloaded."""
        is_page = self.answer.headers.get("Content-Type", "").startswith("text/html")
        return bool(self.tables) and self.answer.status_code == 200 and is_page


def attempts(world: World, name: str) -> Iterator[Outcome]:
    """What a POST to each filling of an address does; nothing of it stays."""
    case = CASES.get(name, Case())
    world = dataclasses.replace(
        world, people=dict(world.people), papers=dict(world.papers), rows=dict(world.rows)
    )
    with transaction.atomic():
        case.before(world)
        client, everywhere = _client(world, case.person), places(world)
        for place in [place for place in everywhere if place.name == case.first]:
            press(client, world, place, CASES.get(case.first, Case()))
        for place in [place for place in everywhere if place.name == name]:
            yield _undone(client, world, place, case)
        transaction.set_rollback(True)


def _undone(client: Client, world: World, place: Place, case: Case) -> Outcome:
    writes = Writes()
    before = set(AuditLine.objects.values_list("pk", flat=True))
    with transaction.atomic():
        with connection.execute_wrapper(writes):
            answer = press(client, world, place, case)
        actions = set(AuditLine.objects.exclude(pk__in=before).values_list("action", flat=True))
        transaction.set_rollback(True)
    return Outcome(writes.tables, actions, answer)


@pytest.mark.django_db
@pytest.mark.parametrize("app", APPS)
def test_whatever_a_post_changes_leaves_a_line(app: str) -> None:
    by_phase = defaultdict(list)
    for name in post_addresses():
        if name.startswith(f"{app}:") and name not in SILENT:
            by_phase[CASES.get(name, Case()).phase].append(name)
    faults = []
    for phase, names in by_phase.items():
        with transaction.atomic():
            world = build(phase)
            faults += [fault for name in names for fault in faults_of(world, name)]
            transaction.set_rollback(True)
    assert faults == [], "\n".join(faults)


def faults_of(world: World, name: str) -> Iterator[str]:
    """In words, where an address writes without a line or without words for it, or writes nothing at all."""
    outcomes = list(attempts(world, name))
    written = [each.tables for each in outcomes if each.tables]
    yield from (f"{name} writes {', '.join(tables)} alone" for tables in written if RECORD not in tables)
    actions = set[str]().union(*(each.actions for each in outcomes))
    yield from (f"{name} does “{action}”: give it words" for action in actions - WORDS.keys())
    if any(each.is_sent_again_by_reload for each in outcomes):
        yield f"{name} writes and answers with a page: answer with a redirect"
    if not written:
        yield f"{name} writes nothing: give it a case in posts.py, or a reason in SILENT"


def test_every_address_is_sent_something_or_named_with_a_reason() -> None:
    names = set(post_addresses())
    tried = {name for name in names if name.startswith(tuple(f"{app}:" for app in APPS))}
    rest = {name for name in names - tried if not name.startswith(SIGNING_IN)}
    assert rest <= set(SILENT)
    assert set(SILENT) | set(CASES) <= names
    assert not set(SILENT) & set(CASES)
