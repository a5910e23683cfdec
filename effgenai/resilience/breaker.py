"""Stops asking a server that fails, so that its silence is paid for once and not at every call."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

TELL_AGAIN_SECONDS = 60.0


class Breaker:
    """Shared by all threads of a process. After a failure nobody asks for `pause` seconds, then one does."""

    def __init__(
        self, what: str, *, pause: float, logger: logging.Logger, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.what = what
        self.pause = pause
        self.logger = logger
        self.clock = clock
        self._lock = threading.Lock()
        self._until: float | None = None  # None: all is well
        self._quiet_until = float("-inf")
        self._is_reported = False

    def lets_through(self) -> bool:
        """Whether to ask now. Of those who wait for the end of a pause one is let through, to find out."""
        with self._lock:
            if self._until is None:
                return True
            if self.clock() < self._until:
                return False
            self._until = self.clock() + self.pause
            return True

    def failed(self, error: BaseException) -> None:
        """It failed. The log hears of it at most once a minute, however many ask."""
        with self._lock:
            now = self.clock()
            self._until = now + self.pause
            is_news = now >= self._quiet_until
            if is_news:
                self._quiet_until, self._is_reported = now + TELL_AGAIN_SECONDS, True
        if is_news:
            self.logger.warning("%s cannot be used; going on without it: %s", self.what, error)

    def answered(self) -> None:
        """It answered, so everybody may ask again."""
        if self._until is None:
            return
        with self._lock:
            self._until, is_news, self._is_reported = None, self._is_reported, False
        if is_news:
            self.logger.warning("%s answers again", self.what)
