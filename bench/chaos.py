"""Kills and freezes the parts of a running site under load, and looks whether anything was lost.

`make chaos`. A site of its own runs from a temporary folder: web, worker, beat, PostgreSQL, Valkey and a mail
server. One client saves, uploads, signs people up and asks for drafts of the assignment, while every few
seconds a part is killed or frozen. In the end every answered save must be there, every mail must have come
(and none twice, but for the one that a killed worker was sending), every draft must have ended, and the site
must answer.
"""

from __future__ import annotations

import argparse
import itertools
import logging
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from bench.chaos_client import Client, Done
from effgenai.embedded.supervisor import Supervisor

ROOT = Path(__file__).parents[1]
MAX_SECONDS = 15 * 60
SETTLE_SECONDS = 7 * 60  # leases of mails and drafts whose worker died last for five minutes
FROZEN_SECONDS = 2.0

Hurt = Callable[[], None]


@dataclass
class Storm:
    """A running site, what can be done to its parts, and who looks after them meanwhile."""

    supervisor: Supervisor
    client: Client
    victims: dict[str, Hurt]
    luck: random.Random
    hurts: Counter[str] = field(default_factory=Counter)

    def rage(self, *, seconds: float, pause: float, most: int) -> Done:
        """Hurt one part after the other while the client works; return what it was answered."""
        done, stop = Done(), threading.Event()
        worker = threading.Thread(target=self.client.work, args=[done, stop, most], daemon=True)
        worker.start()
        until = time.monotonic() + seconds
        victims = self._in_turn()
        while time.monotonic() < until:
            self._tend(pause)
            name = next(victims)
            self.victims[name]()
            self.hurts[name] += 1
        stop.set()
        while worker.is_alive():
            self._tend(0.1)
        return done

    def settle(self, is_quiet: Callable[[], bool], *, seconds: float) -> bool:
        """Look after the parts until all is quiet; False if that takes too long."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._tend(0.5)
            if self.client.is_answered() and is_quiet():
                return True
        return False

    def _in_turn(self) -> Iterator[str]:
        """Each victim once before any comes again."""
        while True:
            yield from self.luck.sample(sorted(self.victims), len(self.victims))

    def _tend(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.supervisor.tend()
            time.sleep(0.05)

    def kill(self, name: str) -> None:
        """End a part at once, as a power cut would."""
        self.supervisor.children[name].process.kill()

    def freeze(self, name: str) -> None:
        """Stop a part for a while: it is there and does not answer."""
        process = self.supervisor.children[name].process
        if process.poll() is None:
            process.send_signal(signal.SIGSTOP)
            time.sleep(FROZEN_SECONDS)
            process.send_signal(signal.SIGCONT)


def make_world(password: str) -> str:
    """A conference with a chair, a reviewer and a paper; return the chair's address."""
    from effgenai.conferences.core.states import Role
    from reviews.expertise.models import Reviewer
    from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

    conference = make_conference("chaos", reviews_per_paper=1)
    chair = make_member(conference, Role.CHAIR, make_user("Cecily Chair", password=password))
    person = make_member(conference, Role.REVIEWER)
    Reviewer.objects.create(conference=conference, user=person, joined_at=NOW)
    make_submission(conference)
    return chair.email


def is_quiet() -> bool:
    """Whether no mail waits and no draft is being made."""
    from django.db import DatabaseError, connection

    from effgenai.mail.models import OutboundEmail
    from effgenai.mail.states import EmailState
    from reviews.assignment_drafts.models import AssignmentDraft
    from reviews.assignment_drafts.states import UNDER_WAY

    try:
        waits = OutboundEmail.objects.filter(state__in=[EmailState.QUEUED, EmailState.SENDING]).exists()
        return not waits and not AssignmentDraft.objects.filter(state__in=UNDER_WAY).exists()
    except DatabaseError:
        connection.close()
        return False


def losses(done: Done, mails: list[Any], hurts: Counter[str]) -> list[str]:
    """What is wrong after the storm, in words; nothing if all that was answered is there."""
    from effgenai.conferences.news.models import News
    from effgenai.conferences.pictures.making import path_of
    from effgenai.conferences.pictures.models import Image
    from effgenai.storage.saving import Content, problem_of
    from reviews.assignment_drafts.models import AssignmentDraft
    from reviews.assignment_drafts.states import UNDER_WAY

    wrong = list(done.problems)
    wrong += [f"save lost: {t}" for t in set(done.saves) - set(News.objects.values_list("title", flat=True))]
    pictures = {image.name: image for image in Image.objects.all()}
    wrong += [f"upload lost: {name}" for name in done.uploads if name not in pictures]
    for image in pictures.values():
        for variant, known in image.kept.items():
            width, _, kind = variant.partition(".")
            if problem_of(path_of(image.sha256, int(width), kind), Content(*known)):
                wrong.append(f"file cut: {image.name} {variant}")
    copies = Counter((mail.recipients[0], mail.message_id) for mail in mails)
    wrong += [f"mail lost: {to}" for to in set(done.mails) - {to for to, _ in copies}]
    several = Counter(to for to, _ in copies)
    wrong += [f"two mails: {to}" for to in done.mails if several[to] > 1]
    if copies.total() - len(copies) > hurts["worker"] + hurts["postgres"]:
        wrong.append("more copies of mails than workers that were killed while sending")
    wrong += [f"draft not ended: {r.key}" for r in AssignmentDraft.objects.filter(state__in=UNDER_WAY)]
    return wrong


def main() -> int:
    """Run the long form; return 1 if anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=6 * 60, help="how long parts are hurt")
    parser.add_argument("--seed", type=int, default=8, help="of the order in which they are")
    options = parser.parse_args()
    seconds = min(options.seconds, MAX_SECONDS - SETTLE_SECONDS)
    with ExitStack() as stack:
        return _long(stack, seconds, random.Random(options.seed))


def _long(stack: ExitStack, seconds: float, luck: random.Random) -> int:
    from effgenai.embedded.__main__ import environment
    from effgenai.embedded.catcher.server import catch_mail
    from effgenai.embedded.folders import data_folder
    from effgenai.embedded.run import commands, site_environment, wait_for_web
    from effgenai.embedded.servers.valkey import free_port

    data = data_folder(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="effgenai-chaos-"))))
    catcher = stack.enter_context(catch_mail(data / "caught", limit=100_000))
    servers: list[Any] = []
    port = free_port()
    for name in ("DATABASE_URL", "REDIS_URL", "SITE_URL"):
        os.environ.pop(name, None)
    os.environ |= {"EMAIL_URL": catcher.smtp_url, "RATE_LIMITS": "no"}
    env = site_environment(environment(stack, data, fast=False, running=servers), data, port=port)
    os.environ |= env
    email = _prepare()
    supervisor = Supervisor(data, env=env, cwd=ROOT)
    stack.callback(supervisor.stop_all)
    for server in servers:
        supervisor.watch_over(server)
    for name, command in commands(data, env, port=port, mail_port=0).items():
        supervisor.start(name, command)
    wait_for_web(supervisor, port)
    storm = Storm(supervisor, Client(port, email), {}, luck)
    for name, how in itertools.product(
        ("web", "worker", "engines", "postgres", "valkey"), (storm.kill, storm.freeze)
    ):
        storm.victims[f"{name} {how.__name__}"] = partial(how, name)
    done = storm.rage(seconds=seconds, pause=8, most=20_000)
    is_settled = storm.settle(is_quiet, seconds=SETTLE_SECONDS)
    kills = Counter({name.split()[0]: 0 for name in storm.victims})
    for name, count in storm.hurts.items():
        kills[name.split()[0]] += count
    wrong = losses(done, list(catcher.mailbox.mails()), kills)
    wrong += [] if is_settled else ["the site did not come to rest"]
    print(f"Hurt: {dict(storm.hurts)}")
    print(
        f"Answered: {len(done.saves)} saves, {len(done.uploads)} uploads, {len(done.mails)} sign-ups, ",
        end="",
    )
    print(f"{done.drafts} drafts; refused or cut off: {done.refused}")
    print("\n".join(wrong) if wrong else "Nothing was lost.")
    return int(bool(wrong))


def _prepare() -> str:
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "effgenai.settings")
    django.setup()
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # a line for each word of each mail
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    return make_world(Client.PASSWORD)


if __name__ == "__main__":
    sys.exit(main())
