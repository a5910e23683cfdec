"""Both servers of the default set-up, started once per data folder and shared by everybody who asks there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from effgenai.embedded import folders
from effgenai.embedded.errors import EmbeddedError
from effgenai.embedded.servers.postgres import postgres
from effgenai.embedded.servers.running import Running
from effgenai.embedded.servers.valkey import valkey

JOIN_TIME_LIMIT = 60.0

Server = Callable[..., AbstractContextManager[str]]


@dataclass(frozen=True)
class Urls:
    """Where the servers are, in the form of the two settings."""

    database_url: str
    redis_url: str


@contextmanager
def services(data_dir: Path, *, fast: bool = False) -> Iterator[Urls]:
    """PostgreSQL and Valkey with their data under `data_dir`, up inside the `with` and gone after it.

    Where another process already runs them for this folder, its servers are used and left running.
    `fast` trades safety of the data for speed: for tests.
    """
    with database(data_dir, fast=fast) as database_url, broker(data_dir, fast=fast) as redis_url:
        yield Urls(database_url, redis_url)


@contextmanager
def database(data_dir: Path, *, fast: bool = False, running: list[Running] | None = None) -> Iterator[str]:
    """The URL of the PostgreSQL of this data folder, which is put into `running` if it is ours."""
    with _shared(postgres, "postgres", data_dir, fast=fast, running=running) as url:
        yield url


@contextmanager
def broker(data_dir: Path, *, fast: bool = False, running: list[Running] | None = None) -> Iterator[str]:
    """The URL of the Valkey of this data folder, which is put into `running` if it is ours."""
    with _shared(valkey, "valkey", data_dir, fast=fast, running=running) as url:
        yield url


@contextmanager
def _shared(
    server: Server, name: str, data_dir: Path, *, fast: bool, running: list[Running] | None
) -> Iterator[str]:
    """Run the server if we are first, else use the one that runs."""
    data = folders.data_folder(data_dir)
    run = folders.run_folder(data)
    address = run / f"{name}.url"
    with folders.owned(run / f"{name}.lock") as ours:
        if not ours:
            yield _address_of_other(address, name)
            return
        address.unlink(missing_ok=True)
        with server(data, fast=fast, running=running) as url:
            folders.write_secret(address, url)
            try:
                yield url
            finally:
                address.unlink(missing_ok=True)


def _address_of_other(address: Path, name: str) -> str:
    """The address that the owner wrote; it may still be starting."""
    deadline = time.monotonic() + JOIN_TIME_LIMIT
    while time.monotonic() < deadline:
        try:
            return address.read_text()
        except FileNotFoundError:
            time.sleep(0.1)
    raise EmbeddedError(
        f"Another process holds the {name} of {address.parent.parent} but has not started it within "
        f"{JOIN_TIME_LIMIT:.0f} seconds. Stop that process and start again."
    )
