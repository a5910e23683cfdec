"""The real Chromium on a live site, through Playwright."""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self

import pytest
from django.core.signals import request_finished, request_started

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

CHROMIUM = "/usr/bin/chromium"
TIME_LIMIT = 15_000  # milliseconds; two cores may be busy with other tests
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "live_site" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


def chromium() -> str:
    """The program; the test is skipped (or fails, where REQUIRE_BROWSER=1) if there is none."""
    path = shutil.which(os.environ.get("CHROMIUM", CHROMIUM))
    if path is None:
        reason = "no Chromium: install it as /usr/bin/chromium, or name it in CHROMIUM"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session; each person gets a context of their own in it."""
    program = chromium()
    _make_typefaces()
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=TIME_LIMIT)
    # Playwright keeps an event loop in this thread, and Django would take every query for a mistake.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=flags)
        yield running
        running.close()


def _make_typefaces() -> None:
    """Once for all test processes and before any page waits for them: it takes a while on a new machine."""
    from django.conf import settings

    from effgenai.ui.web.typefaces.finder import make_all

    settings.TYPEFACES_DIR.mkdir(exist_ok=True)
    with (settings.TYPEFACES_DIR / "typefaces.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        make_all()


class RequestsUnderWay:
    """How many requests the live site answers at this moment, in threads of its own."""

    def __init__(self) -> None:
        self._number = 0
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        request_started.connect(self._begin)
        request_finished.connect(self._end)
        return self

    def __exit__(self, *_: object) -> None:
        request_started.disconnect(self._begin)
        request_finished.disconnect(self._end)

    def _begin(self, **_: Any) -> None:
        self._count(1)

    def _end(self, **_: Any) -> None:
        self._count(-1)

    def _count(self, step: int) -> None:
        if (
            threading.current_thread() is not threading.main_thread()
        ):  # which is that of the test's own client
            with self._lock:
                self._number += step

    def wait_for_the_last(self) -> None:
        """Return once there were none twice in a row, or after the time limit: one may just have arrived."""
        idle, give_up = 0, time.monotonic() + TIME_LIMIT / 1000
        while idle < 2 and time.monotonic() < give_up:
            time.sleep(0.05)
            idle = 0 if self._number else idle + 1


class LiveSite:
    """The site on a real port, and people with browsers of their own."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser = browser
        self.url = url
        self.problems: list[str] = []
        self._contexts: list[BrowserContext] = []

    def new_person(
        self,
        *,
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
        scripts: bool = True,
        touch: bool = False,
    ) -> Page:
        """A page in a fresh browser profile: nobody is signed in there. With `touch` that of a phone."""
        context = self.browser.new_context(
            base_url=self.url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            has_touch=touch,
            is_mobile=touch,
            accept_downloads=True,
        )
        context.set_default_timeout(TIME_LIMIT)
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", self._note)
        return page

    def _note(self, message: ConsoleMessage) -> None:
        # An answer of 4xx is what some tests ask for; the browser tells it as an error of loading.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(message.text)

    def close(self) -> None:
        """Close every profile. Offline first: pages save themselves when they are left."""
        for context in self._contexts:
            context.set_offline(True)
            context.close()


@pytest.fixture
def live_site(browser: Browser, live_server, settings) -> Iterator[LiveSite]:
    """The live site; the test fails if any page of it had a script error or broke its security policy.

    It ends when the last request is answered: the tables are emptied then, which one under way would lock.
    """
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    site = LiveSite(browser, live_server.url)
    with RequestsUnderWay() as requests:
        yield site
        problems = list(site.problems)
        site.close()
        requests.wait_for_the_last()
    assert problems == []
