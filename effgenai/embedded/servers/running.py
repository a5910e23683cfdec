"""A server of ours that runs, and can be started again with the same data at the same address."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

Start = Callable[[], "subprocess.Popen[bytes]"]


class Running:
    """Holds the process of a server: another one after each restart."""

    def __init__(self, name: str, start: Start) -> None:
        self.name = name
        self._start = start
        self.process = start()

    def restart(self) -> subprocess.Popen[bytes]:
        """Start it again; raises if it does not come up."""
        self.process = self._start()
        return self.process
