"""`python -m bench.compare BASE [PAGE ...]`: pages of this checkout beside those of another one, by turns.

BASE is a second checkout: `git worktree add --detach ../base COMMIT`. Each checkout gets a PostgreSQL, a
Valkey and a server as in production, and the same 1,000 papers, 200 committee members and 3,000 reviews.
The pages are asked for in turn, one here, one there, so that a busy machine slows both alike. Printed are
medians of 15 pairs: wall time, CPU time of web server and database, SQL queries, and the ratio. PAGE is a
word of the pages' labels; `--browser` loads the pages in Chromium as well.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.installation import ROOT, wait_for

CHAIR, REVIEWER, VISITOR = "chair@bench.example", "reviewer0@bench.example", ""
# The clock of CPU time ticks a hundred times a second, which is too seldom for one request.
REQUESTS = 5


@dataclass(frozen=True)
class Page:
    """A page here, and the one to hold it against in the other checkout: the same unless `beside` says."""

    label: str
    person: str
    path: str
    limit: float
    beside: str = ""


LIST = "/bench/chair/submissions/"
USUAL = "authors,track,state,submitted"
SIX_MORE = f"{LIST}?cols={USUAL},topics,mean,spread,reviewers,conflicts,decision"
# The limits are those of the issue: this checkout's share of the time of the commit before the work on speed.
PAGES = [
    Page("paper list", CHAIR, LIST, 1 / 15),
    Page("list, six more columns", CHAIR, SIX_MORE, 1 / 12, LIST),
    Page("search", CHAIR, f"{LIST}?q=attening", 1 / 11),
    Page("decision table", CHAIR, "/bench/chair/decisions/", 1 / 11),
    Page("paper page", CHAIR, "/bench/submissions/1/", 1 / 4.5),
    Page("committee", CHAIR, "/bench/chair/committee/", 1 / 5.6),
    Page("candidates of a paper", CHAIR, "/bench/chair/assignment/1/", 1 / 8),
    Page("conflicts by paper", CHAIR, "/bench/chair/conflicts/papers/", 1 / 7, LIST),
    Page("conflicts by person", CHAIR, "/bench/chair/conflicts/people/", 1 / 7, LIST),
    Page("assignment", CHAIR, "/bench/chair/assignment/", 1),
    Page("review progress", CHAIR, "/bench/chair/reviews/", 1 / 9),
    Page("schedule, signed in", REVIEWER, "/bench/program/", 1 / 3.5),
    Page("desk", CHAIR, "/bench/chair/", 1),
    Page("own to-dos", REVIEWER, "/bench/me/", 1),
    Page("home", VISITOR, "/bench/", 1),
]


@dataclass(frozen=True)
class Site:
    """A running checkout: its port, the processes that work for it, and the sessions of people."""

    root: Path
    environment: dict[str, str]
    port: int
    processes: tuple[psutil.Process, ...]
    cookies: dict[str, str]

    def get(self, page: str, person: str) -> tuple[float, float, int]:
        """Ask for a page: wall and CPU seconds, and bytes. Raises SystemExit unless the answer is 200."""
        before, started = self._cpu(), time.perf_counter()
        for _ in range(REQUESTS):
            size = self._request(page, person)
        wall = (time.perf_counter() - started) / REQUESTS
        return wall, (self._cpu() - before) / REQUESTS, size

    def _request(self, page: str, person: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        cookie = {"Cookie": f"sessionid={self.cookies[person]}"} if person else {}
        connection.request("GET", page, headers=cookie)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 200:
            raise SystemExit(f"{self.root.name}: {page} answers {answer.status}")
        return len(body)

    def _cpu(self) -> float:
        """Seconds that web server and database have worked so far, ended processes of theirs included."""
        return sum(
            _worked(one) for process in self.processes for one in [process, *process.children(recursive=True)]
        )


def _worked(process: psutil.Process) -> float:
    """CPU seconds of a process and of its children that have ended."""
    with contextlib.suppress(psutil.NoSuchProcess):
        times = process.cpu_times()
        return float(times.user + times.system + times.children_user + times.children_system)
    return 0.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Set both sites up, measure by turns, take both down."""
    options = _parser().parse_intermixed_args(arguments)
    pages = [page for page in PAGES if not options.pages or any(word in page.label for word in options.pages)]
    with _site(ROOT, options) as ours, _site(Path(options.base).resolve(), options) as theirs:
        _print_pages(ours, theirs, pages, options.pairs)
        if options.browser:
            from bench.browser import print_loads

            print_loads(ours, theirs, [page for page in pages if page.person], options.pairs)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("base")
    parser.add_argument("pages", nargs="*")
    for name, count in (("papers", 1000), ("people", 200), ("reviews", 3), ("conflicts", 5), ("pairs", 15)):
        parser.add_argument(f"--{name}", type=int, default=count)
    parser.add_argument("--browser", action="store_true")
    return parser


def _print_pages(ours: Site, theirs: Site, pages: Sequence[Page], pairs: int) -> None:
    head = ("SQL", "then", "kB", "ms", "then", "CPU ms", "then", "ratio", "CPU", "limit")
    print(f"{'page':24}" + "".join(f"{word:>8}" for word in head))
    for page in pages:
        here, there = [], []
        other = page.beside or page.path
        ours.get(page.path, page.person)
        theirs.get(other, page.person)
        for _ in range(pairs):
            here.append(ours.get(page.path, page.person))
            there.append(theirs.get(other, page.person))
        sql = _queries(ours, page.path, page.person), _queries(theirs, other, page.person)
        _print_line(page, here, there, sql)


def _print_line(
    page: Page,
    here: list[tuple[float, float, int]],
    there: list[tuple[float, float, int]],
    sql: tuple[int, int],
) -> None:
    (wall, cpu), (wall_then, cpu_then) = (
        [statistics.median(one[which] for one in times) * 1000 for which in (0, 1)] for times in (here, there)
    )
    ratios = wall / wall_then, cpu / max(cpu_then, 0.01)
    verdict = "" if min(ratios) <= page.limit else "  MISSED"
    print(
        f"{page.label:24}{sql[0]:8}{sql[1]:8}{here[0][2] / 1000:8.0f}{wall:8.1f}{wall_then:8.1f}"
        f"{cpu:8.1f}{cpu_then:8.1f}{ratios[0]:8.3f}{ratios[1]:8.3f}{page.limit:8.3f}{verdict}",
        flush=True,
    )


@contextlib.contextmanager
def _site(root: Path, options: argparse.Namespace) -> Iterator[Site]:
    from effgenai.embedded import services

    with tempfile.TemporaryDirectory(prefix="effgenai-compare-") as folder, services(Path(folder)) as urls:
        environment = os.environ | {
            "DATABASE_URL": urls.database_url,
            "REDIS_URL": urls.redis_url,
            "DATA_DIR": folder,
            "SECRET_KEY": "bench",
            "DEBUG": "no",
            "LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "effgenai.settings",
            "PYTHONPATH": str(root),
        }
        _manage(root, environment, "migrate", "--verbosity=0")
        _manage(root, environment, "collectstatic", "--no-input", "--verbosity=0")
        cookies = json.loads(_run(root, environment, LOADING, _sizes(options)))
        _run(root, environment, ANALYSING)
        with _server(root, environment) as (port, web):
            yield Site(root, environment, port, (web, _database(folder)), cookies)


def _sizes(options: argparse.Namespace) -> str:
    return json.dumps(
        {
            "papers": options.papers,
            "reviewers": options.people,
            "per_paper": options.reviews,
            "conflicts": options.conflicts,
        }
    )


# Modules of the recipe that an older checkout has elsewhere.
MOVED = {"program.core.models": "program.models", "program.releases.services": "program.services.releases"}
# Run in the checkout with its own models, by this checkout's recipe, so that both hold the same.
LOADING = f"""
import contextlib, django, importlib, importlib.util, json, sys
django.setup()
for name, before in {MOVED!r}.items():
    with contextlib.suppress(ModuleNotFoundError):
        importlib.import_module(name)
        continue
    sys.modules[name] = importlib.import_module(before)
from django.test import Client
from django.utils import timezone
from effgenai.accounts.models import User
spec = importlib.util.spec_from_file_location("bench_world", {str(ROOT / "bench" / "world.py")!r})
world = sys.modules["bench_world"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(world)
world.build(timezone.now(), world.Size(**json.loads(sys.argv[1])))
cookies = {{}}
for person in ({CHAIR!r}, {REVIEWER!r}):
    client = Client()
    client.force_login(User.objects.get(email=person), backend="django.contrib.auth.backends.ModelBackend")
    cookies[person] = client.cookies["sessionid"].value
print(json.dumps(cookies))
"""
ANALYSING = """
import django
django.setup()
from django.db import connection
connection.cursor().execute("ANALYZE")
"""
COUNTING = """
import django, sys
django.setup()
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
path, cookie = sys.argv[1:]
client = Client(SERVER_NAME="127.0.0.1")
if cookie:
    client.cookies["sessionid"] = cookie
client.get(path)
with CaptureQueriesContext(connection) as queries:
    client.get(path)
print(len(queries))
"""


def _queries(site: Site, path: str, person: str) -> int:
    return int(_run(site.root, site.environment, COUNTING, path, site.cookies.get(person, "")))


def _run(root: Path, environment: dict[str, str], program: str, *arguments: str) -> str:
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, check=True, cwd=root, env=environment, stdout=subprocess.PIPE, text=True)
    return done.stdout


def _manage(root: Path, environment: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], check=True, cwd=root, env=environment)


@contextlib.contextmanager
def _server(root: Path, environment: dict[str, str]) -> Iterator[tuple[int, psutil.Process]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = ["gunicorn", "--config=python:effgenai.observing.gunicorn", "effgenai.wsgi", "--preload"]
    process = subprocess.Popen(
        [sys.executable, "-m", *command, f"--bind=127.0.0.1:{port}", "--threads=4", "--log-level=error"],
        cwd=root,
        env=environment,
    )
    try:
        wait_for(port)
        yield port, psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _database(folder: str) -> psutil.Process:
    """The PostgreSQL whose data stand in the folder."""
    [found] = [one for one in psutil.Process().children() if f"{folder}/postgres" in one.cmdline()]
    return found


if __name__ == "__main__":
    main()
