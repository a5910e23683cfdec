from __future__ import annotations

from pathlib import Path


class EmbeddedError(RuntimeError):
    """Something of the private set-up cannot work here; the message says what to do."""


def with_log(message: str, log: Path, *, lines: int = 12) -> EmbeddedError:
    """An error whose message ends with the last lines of the log."""
    try:
        tail = log.read_text(errors="replace").splitlines()[-lines:]
    except OSError:
        tail = []
    return EmbeddedError("\n".join([message, f"The last lines of {log}:", *(f"  {line}" for line in tail)]))
