"""`python -m bench.release [PAPERS]`: what a release of many decisions takes, and the sending of its letters.

Starts an installation as in production, loads a conference of so many papers (2,000) with a provisional
decision each, and presses *Release* while other people go on: a visitor reads the home page and another chair
adds rooms. Then it works as a worker: it writes the letters, and sends them one by one to a mail server near
by. Machines differ and are noisy: compare figures of one run with one another.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from typing import TypeVar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from bench.installation import ROOT, installation, session_of, web_server

PAPERS, CALM_SECONDS, PAUSE_SECONDS, PEOPLE = 2000, 5.0, 0.1, 50
CHAIR, OTHER_CHAIR = "chair@bench.example", "other@bench.example"
RELEASE, ROOMS = "/bench/chair/decisions/release/", "/bench/chair/program/rooms/"
Deed = Callable[[], object]
Answer = TypeVar("Answer")


def main() -> None:
    """Set everything up, measure, take everything down."""
    papers = int(sys.argv[1]) if len(sys.argv) > 1 else PAPERS
    with _mail_server() as url:
        os.environ["EMAIL_URL"] = url
        with installation():
            _load(papers)
            with web_server(cache_seconds=0) as (port, _):
                _release(_Person(port, session_of(CHAIR)), _deeds(port, session_of(OTHER_CHAIR)))
            _send_letters()


@contextlib.contextmanager
def _mail_server() -> Iterator[str]:
    """One in a process of its own, as a real one is; the value of EMAIL_URL that leads there."""
    command = [sys.executable, "-m", "effgenai.embedded.catcher.server", "--data"]
    with tempfile.TemporaryDirectory(prefix="effgenai-bench-") as folder:
        process = subprocess.Popen([*command, folder], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout
        try:
            yield process.stdout.readline().split()[0]
        finally:
            process.terminate()
            process.wait(20)


def _load(papers: int) -> None:
    """The usual conference, with a second chair and a decision on each paper that can be released."""
    from django.utils import timezone

    from bench.world import Size, build
    from effgenai.accounts.models import User
    from effgenai.conferences.core.models import Membership
    from effgenai.conferences.core.states import Role
    from reviews.decisions.models import Decision
    from submissions.core.models import Submission
    from submissions.core.states import SubmissionState

    started, at = time.perf_counter(), timezone.now() - dt.timedelta(minutes=1)
    conference = build(at, Size(papers=papers, reviewers=PEOPLE, per_paper=1, talks=6))
    other = User.objects.create_user(OTHER_CHAIR, name="Another chair")
    Membership.objects.create(conference=conference, user=other, role=Role.CHAIR, since=at)
    every = Submission.objects.filter(conference=conference)
    every.update(state=SubmissionState.SUBMITTED, decided_at=None, decided_by=None, presentation="")
    classes = list(conference.decision_classes.all())
    decided = {"decided_at": at, "decided_by": other}
    Decision.objects.bulk_create(
        Decision(submission=paper, outcome=classes[paper.number % len(classes)], **decided)
        for paper in every.filter(decision=None)
    )
    print(f"loaded {papers:,} papers with a provisional decision in {time.perf_counter() - started:.1f} s\n")


def _release(chair: _Person, deeds: dict[str, Deed]) -> None:
    """Press the button while two people go on; print their times before it and during it."""
    page, took = _timed(lambda: chair.get(RELEASE))
    print(f"page before the release  {1000 * took:8.0f} ms")
    form = {"seal": page.partition('name="seal" value="')[2].partition('"')[0]}
    calm, _ = _meanwhile(lambda: time.sleep(CALM_SECONDS), deeds)
    busy, took = _meanwhile(lambda: chair.post(RELEASE, form), deeds)
    print(f"the release, answered in {1000 * took:8.0f} ms\n")
    for name in deeds:
        before, during = (1000 * statistics.median(times[name]) for times in (calm, busy))
        most = 1000 * max(busy[name])
        print(f"{name:24}{before:7.0f} ms before; {during:.0f} ms and at most {most:.0f} ms during it")


def _deeds(port: int, session: str) -> dict[str, Deed]:
    visitor, chair = _Person(port, ""), _Person(port, session)
    chair.get(ROOMS)
    numbers = iter(range(10**6))
    return {
        "a visitor's home page": lambda: visitor.get("/bench/"),
        "another chair's post": lambda: chair.post(ROOMS, {"name": f"Room {next(numbers)}", "note": ""}),
    }


def _meanwhile(act: Deed, deeds: dict[str, Deed]) -> tuple[dict[str, list[float]], float]:
    """How long each deed took, done again and again until `act` is over; and how long that took."""
    times: dict[str, list[float]] = {name: [] for name in deeds}
    is_over = threading.Event()

    def go_on(name: str) -> None:
        while not is_over.is_set() or not times[name]:
            times[name].append(_timed(deeds[name])[1])
            time.sleep(PAUSE_SECONDS)

    threads = [threading.Thread(target=go_on, args=(name,)) for name in deeds]
    for thread in threads:
        thread.start()
    _, took = _timed(act)
    is_over.set()
    for thread in threads:
        thread.join()
    return times, took


def _send_letters() -> None:
    """What a worker does after the release: write the letters and, once approved, send them."""
    from django.utils import timezone

    from effgenai.mail.delivery.sending import deliver_due_mail
    from effgenai.mail.delivery.writing import write_what_waits
    from effgenai.mail.models import OutboundEmail
    from effgenai.mail.states import EmailState

    def send() -> None:
        while deliver_due_mail(at=timezone.now()).has_more:
            pass

    _, took = _timed(write_what_waits)
    letters = OutboundEmail.objects.filter(state=EmailState.HELD)
    print(f"\n{letters.count():,} letters: a worker wrote what the release had left in {took:.1f} s")
    letters.update(state=EmailState.QUEUED, due_at=timezone.now())
    _, took = _timed(send)
    number = OutboundEmail.objects.filter(state=EmailState.SENT).count()
    print(f"{number:,} mails by one worker in {took:.1f} s, so 2,000 in {2000 * took / number:.1f} s")


def _timed(act: Callable[[], Answer]) -> tuple[Answer, float]:
    started = time.perf_counter()
    answer = act()
    return answer, time.perf_counter() - started


class _Person:
    """A browser of its own, signed in with a session, or a visitor's."""

    def __init__(self, port: int, session: str) -> None:
        self._origin, self._session = f"http://127.0.0.1:{port}", session
        self._jar = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self._jar))

    def get(self, path: str) -> str:
        """The text of a page."""
        return self._ask(Request(self._origin + path))

    def post(self, path: str, form: dict[str, str]) -> str:
        """The text of the page where the form leads."""
        data = {**form, "csrfmiddlewaretoken": self._token()}
        return self._ask(Request(self._origin + path, urlencode(data).encode()))

    def _token(self) -> str:
        return next((cookie.value or "" for cookie in self._jar if "csrf" in cookie.name), "")

    def _ask(self, request: Request) -> str:
        if self._session:
            request.add_header("Cookie", f"sessionid={self._session}; csrftoken={self._token()}")
        try:
            with self._opener.open(request, timeout=120) as answer:
                return str(answer.read().decode())
        except HTTPError as error:
            raise SystemExit(f"{request.full_url}: {error}") from error


if __name__ == "__main__":
    main()
