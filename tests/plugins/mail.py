"""A real SMTP server for tests, and words to read what it caught."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from effgenai.embedded.catcher.mailbox import Mail
from effgenai.embedded.catcher.server import Catcher, catch_mail


class MailCatcher:
    """What the site has sent by SMTP during this test."""

    def __init__(self, catcher: Catcher) -> None:
        self.catcher = catcher
        self.smtp_url = catcher.smtp_url
        self.http_url = catcher.http_url
        self.answers = catcher.answers
        self.clear = catcher.mailbox.clear

    def mails(self, *, to: str = "", subject: str = "") -> list[Mail]:
        """Newest first; those to an address with `to` and a subject with `subject` in it."""
        return [mail for mail in self.catcher.mailbox.mails(to=to) if subject.lower() in mail.subject.lower()]

    def wait_for(
        self, *, to: str = "", subject: str = "", count: int = 1, time_limit: float = 30
    ) -> list[Mail]:
        """The mails as soon as there are `count` of them; fails if they do not come."""
        wait_until(
            lambda: len(self.mails(to=to, subject=subject)) >= count, time_limit=time_limit, say=self._story
        )
        return self.mails(to=to, subject=subject)

    def _story(self) -> str:
        return "caught: " + "; ".join(f"{mail.subject} -> {mail.recipients}" for mail in self.mails()[:20])


def wait_until(done: Callable[[], bool], *, time_limit: float = 30, say: Callable[[], str] = str) -> None:
    """Return once `done()` is true; fail with what `say()` tells if that takes too long."""
    deadline = time.monotonic() + time_limit
    while not done():
        if time.monotonic() > deadline:
            pytest.fail(f"Nothing after {time_limit:g} seconds. {say()}")
        time.sleep(0.05)


@pytest.fixture(scope="session")
def _mail_server() -> Iterator[Catcher]:
    with catch_mail(Path(os.environ["DATA_DIR"]) / "mail", limit=20_000) as catcher:
        yield catcher


@pytest.fixture
def mail_catcher(_mail_server: Catcher, settings) -> MailCatcher:
    """An empty catcher, to which Django's SMTP backend sends in this test."""
    _mail_server.mailbox.clear()
    _mail_server.answers.clear()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = _mail_server.smtp_port
    return MailCatcher(_mail_server)
