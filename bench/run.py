"""`make bench`: the figures behind every promise about speed, at real size, from a server as in production.

Starts a private PostgreSQL and Valkey and gunicorn with DEBUG off, loads 490 papers and 120 reviewers, and
prints for each page its SQL queries, bytes, median and 95th percentile, then public pages a second, drawn and
kept, then the time of an assignment proposal and the pages of its drafts. Machines differ and are noisy:
compare figures of one run with one another.
"""

from __future__ import annotations

import http.client
import statistics
import time

from bench.installation import BACKEND, installation, session_of, web_server

ROUNDS, WARM_UP = 40, 3
VISITOR, CHAIR, REVIEWER, AUTHOR = (
    "",
    "chair@bench.example",
    "reviewer0@bench.example",
    "author0@bench.example",
)

PAGES = [
    ("home", VISITOR, "/bench/"),
    ("call", VISITOR, "/bench/call/"),
    ("dates", VISITOR, "/bench/dates/"),
    ("people (120)", VISITOR, "/bench/people/"),
    ("accepted papers (163)", VISITOR, "/bench/papers/"),
    ("accepted paper", VISITOR, "/bench/papers/2/"),
    ("schedule", VISITOR, "/bench/program/"),
    ("own to-dos", REVIEWER, "/bench/me/"),
    ("paper table (490)", CHAIR, "/bench/chair/submissions/"),
    ("paper page", CHAIR, "/bench/submissions/1/"),
    ("assignment (490)", CHAIR, "/bench/chair/assignment/"),
    ("candidates of a paper (120)", CHAIR, "/bench/chair/assignment/1/"),
    ("review progress (490)", CHAIR, "/bench/chair/reviews/"),
    ("decision table (490)", CHAIR, "/bench/chair/decisions/"),
    ("committee (120)", CHAIR, "/bench/chair/committee/"),
]


def main() -> None:
    """Set everything up, measure, take everything down."""
    from bench import public

    with installation():
        cookies = _load()
        with web_server(cache_seconds=0) as (drawing, _), web_server(cache_seconds=60) as (keeping, _):
            _measure_pages(drawing, cookies, PAGES)
            public.measure(drawing, keeping)
        _measure_proposal()
        with web_server(cache_seconds=0) as (drawing, _):
            _measure_pages(drawing, cookies, _pages_of_drafts())


def _load() -> dict[str, str]:
    from django.utils import timezone

    from bench.world import build

    started = time.perf_counter()
    build(timezone.now())
    print(f"loaded 490 papers, 120 reviewers, 1,470 reviews in {time.perf_counter() - started:.1f} s\n")
    return {person: session_of(person) for person in (CHAIR, REVIEWER)}


def _measure_pages(port: int, cookies: dict[str, str], pages: list[tuple[str, str, str]]) -> None:
    print(f"{'page':30}{'status':>7}{'SQL':>5}{'kB':>7}{'median ms':>11}{'p95 ms':>9}")
    for name, person, path in pages:
        status, size, times = _visit(port, path, cookies.get(person, ""))
        median, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        queries = _queries(person, path)
        print(f"{name:30}{status:7}{queries:5}{size / 1000:7.0f}{median * 1000:11.1f}{p95 * 1000:9.1f}")


def _visit(port: int, path: str, cookie: str) -> tuple[int, int, list[float]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": f"sessionid={cookie}"} if cookie else {}
    times, status, size = [], 0, 0
    for _ in range(WARM_UP + ROUNDS):
        started = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        size, status = len(answer.read()), answer.status
        times.append(time.perf_counter() - started)
    connection.close()
    return status, size, times[WARM_UP:]


def _queries(person: str, path: str) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from effgenai.accounts.models import User

    client = Client(SERVER_NAME="127.0.0.1")
    if person:
        client.force_login(User.objects.get(email=person), backend=BACKEND)
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)


def _measure_proposal() -> None:
    from django.utils import timezone

    from effgenai.accounts.models import User
    from effgenai.conferences.core.models import Conference
    from reviews.assignment.models import Assignment
    from reviews.assignment_drafts.services.making import propose_assignment

    Assignment.objects.all().delete()
    conference, chair = Conference.objects.get(slug="bench"), User.objects.get(email=CHAIR)
    times = []
    for _ in range(5):
        started = time.perf_counter()
        run = propose_assignment(conference=conference, by=chair, at=timezone.now())
        times.append(time.perf_counter() - started)
    print(
        f"\nproposal for {run.pairs.count()} pairs, text and topics included: "
        f"median {statistics.median(times):.2f} s, of which the solver {run.seconds:.2f} s"
    )


def _pages_of_drafts() -> list[tuple[str, str, str]]:
    """What a chair opens to judge the drafts that were just made."""
    from reviews.assignment_drafts.models import AssignmentDraft

    key = AssignmentDraft.objects.latest("pk").key
    desk = "/bench/chair/assignment"
    return [
        ("form of a draft", CHAIR, f"{desk}/propose/"),
        ("list of drafts (5)", CHAIR, f"{desk}/drafts/"),
        ("draft (490)", CHAIR, f"{desk}/runs/{key}/"),
        ("preview of applying (490)", CHAIR, f"{desk}/runs/{key}/apply/"),
        ("draft beside what is in force", CHAIR, f"{desk}/drafts/compare/?a={key}&b=now"),
    ]


if __name__ == "__main__":
    main()
