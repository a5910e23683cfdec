"""A Valkey of the test's own, which can be stopped, filled and killed."""

from __future__ import annotations

import os
import signal

import pytest
import redis

from effgenai.embedded import folders
from effgenai.embedded.servers.valkey import valkey
from effgenai.resilience import giving_way, nudges
from effgenai.resilience.breaker import Breaker

BACKEND = "effgenai.resilience.giving_way.GivingWayCache"
DUMMY = "django.core.cache.backends.dummy.DummyCache"


class Valkey:
    """A running server, and what can go wrong with it."""

    def __init__(self, url: str, pid: int) -> None:
        self.url = url
        self.pid = pid

    def tell(self, *words: str | int) -> None:
        with redis.Redis.from_url(self.url) as client:
            client.execute_command(*words)

    def hangs(self) -> None:
        """It takes connections and never answers."""
        os.kill(self.pid, signal.SIGSTOP)

    def is_full(self) -> None:
        self.tell("CONFIG", "SET", "maxmemory", "1")

    def is_read_only(self) -> None:
        self.tell("REPLICAOF", "127.0.0.1", "1")

    def is_down(self) -> None:
        """Nobody listens there any more."""
        self.url = self.url.rpartition("@")[0] + "@127.0.0.1:1/0"

    def recovers(self) -> None:
        os.kill(self.pid, signal.SIGCONT)
        self.tell("REPLICAOF", "NO", "ONE")
        self.tell("CONFIG", "SET", "maxmemory", "0")
        self.tell("FLUSHALL")


@pytest.fixture(scope="package")
def _server(tmp_path_factory):
    data = folders.data_folder(tmp_path_factory.mktemp("valkey"))
    with valkey(data, fast=True) as url:
        yield url, int((data / "run/valkey.pid").read_text())


@pytest.fixture
def own_valkey(_server, settings, monkeypatch):
    """A server that works, with whose address the cache is set up; breakers that know nothing yet."""
    server = Valkey(*_server)
    for module in (giving_way, nudges):
        fresh = Breaker(module.breaker.what, pause=module.breaker.pause, logger=module.logger)
        monkeypatch.setattr(module, "breaker", fresh)
    use(settings, server)
    yield server
    # The fixture that empties the cache after each test needs one that answers.
    settings.CACHES = {"default": {"BACKEND": DUMMY}}
    server.url = _server[0]
    server.recovers()


def use(settings, server: Valkey) -> None:
    settings.CACHES = {"default": {"BACKEND": BACKEND, "LOCATION": server.url}}


@pytest.fixture(params=["hangs", "is_full", "is_read_only", "is_down"])
def broken_valkey(request, own_valkey, settings):
    """A server with each of its faults in turn."""
    getattr(own_valkey, request.param)()
    use(settings, own_valkey)
    return own_valkey
