"""A row in the hands of one worker: its signs of life, how far it is, and who wants it to end.

The row has the columns `worker`, `seen_at`, `step`, `share` and `is_to_stop`. Whoever takes it narrows the
rows of a lease to the one of this worker while it runs, so that a row that was cancelled or taken over is no
longer among them.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import QuerySet

PULSE_SECONDS = 30.0  # an engine may think for longer than a worker may be silent
LOOK_SECONDS = 1.0  # how soon a cancelled piece of work is given up, whatever the engine does at the time
SILENCE = dt.timedelta(minutes=5)
SOON = dt.timedelta(seconds=8)
LOST_AFTER = dt.timedelta(minutes=1)
MAX_STEP = 120

Clock = Callable[[], dt.datetime]

logger = logging.getLogger(__name__)


class LeaseEndedError(Exception):
    """The work was cancelled, or another worker has it now."""


class Lease:
    """A row in the hands of this worker, until it is cancelled or another one takes it."""

    def __init__(self, rows: QuerySet[Any], name: str, clock: Clock) -> None:
        self.rows, self.name = rows, name
        self.is_closing = False
        self.stop = threading.Event()
        self._noted = float("-inf")
        self._clock = clock

    def note(self, step: str, share: int) -> None:
        """Tell what is done now, which is also a sign of life. Raises `LeaseEndedError` if it is not ours."""
        if not self.rows.update(step=step, share=share, seen_at=self._clock()):
            raise LeaseEndedError

    def note_at_times(self, step: str, share: int) -> None:
        """Tell what is done now, once a second at most."""
        if time.monotonic() - self._noted >= LOOK_SECONDS:
            self._noted = time.monotonic()
            self.note(step[:MAX_STEP], share)

    def show_life(self) -> None:
        """Tell that the worker is still at the same step."""
        self.rows.update(seen_at=self._clock())

    def is_lost(self) -> bool:
        """Whether it was cancelled or another worker has it; not while this one writes how it ended."""
        return not (self.is_closing or self.rows.exists() or self.is_closing)

    def hear(self) -> None:
        """Look whether somebody wants the best so far."""
        if self.rows.filter(is_to_stop=True).exists():
            self.stop.set()

    def locked(self, *related: str) -> Any:
        """The row under a lock, to end it. Raises `LeaseEndedError` if it is not ours."""
        self.is_closing = True
        row = self.rows.select_for_update(of=("self",), no_key=True).select_related(*related).first()
        if row is None:
            raise LeaseEndedError
        return row


@contextmanager
def pulse(
    lease: Lease, end_process: Callable[[], None] | None = None, *, every: float = PULSE_SECONDS
) -> Iterator[None]:
    """Show life from a thread, however long a step takes, and end the process of what is lost."""
    done = threading.Event()

    def beat() -> None:
        shown = time.monotonic()
        while not done.wait(every if end_process is None else LOOK_SECONDS):
            try:
                if end_process and lease.is_lost():
                    logger.info("%s was cancelled or taken over, which ends its process", lease.name)
                    end_process()
                if time.monotonic() - shown >= every:
                    lease.show_life()
                    shown = time.monotonic()
                lease.hear()
            except DatabaseError:
                logger.warning("%s: the database does not answer", lease.name)
        connection.close()

    thread = threading.Thread(target=beat, name="pulse", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
