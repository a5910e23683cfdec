from __future__ import annotations

import contextlib
import dataclasses
import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from effgenai.resilience.limited.answers import WorkResult, read_answer
from effgenai.resilience.limited.child import TOO_MUCH

logger = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[3]
# The process needs no secret: of our settings it gets only where Python and its libraries are.
PASSED_ON = ("PATH", "LANG", "LC_", "TMPDIR", "LD_LIBRARY_PATH", "PYTHON", "VIRTUAL_ENV", "COVERAGE_")
LONGEST_COMPLAINT = 2000


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """What a task may use. `wall` is longer than `seconds`: a busy machine is not the file's fault."""

    seconds: int = 12
    wall: float = 17.0
    megabytes: int = 420


LIMITS = Limits()


class LimitMet(Exception):  # noqa: N818 - what the file did, not a fault of ours
    """The work was ended: too much time, too much memory, or its reader crashed."""


def run_limited(
    task: str, content: bytes | IO[bytes], *, limits: Limits = LIMITS, **options: Any
) -> WorkResult:
    """Let `module:function` work on a file in a process of its own, and wait for what it answers.

    Raises `Declined` with the task's own sentence, and `LimitMet` if it was stopped or crashed. Nothing of it
    is left: files between the two processes have no name.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as complaints:
        code = _run(task, content, (out, complaints), limits, json.dumps(options))
        if code == 0:
            out.seek(0)
            with contextlib.suppress(ValueError):  # an answer that broke off is a crash
                return read_answer(out)
        _log(task, code, complaints)
        raise LimitMet(f"{task} ended with {code}")


def _run(
    task: str, content: bytes | IO[bytes], ends: tuple[IO[bytes], IO[bytes]], limits: Limits, options: str
) -> int | None:
    figures = [str(limits.seconds), str(limits.megabytes)]
    command = [sys.executable, "-m", "effgenai.resilience.limited.child", task, *figures, options]
    with _as_file(content) as source:
        process = subprocess.Popen(  # noqa: S603 - our own module; the file is data on its standard input
            command, cwd=ROOT, env=_environment(), stdin=source, stdout=ends[0], stderr=ends[1]
        )
        try:
            return process.wait(limits.wall)
        except subprocess.TimeoutExpired:
            return None
        finally:
            process.kill()
            process.wait()


@contextlib.contextmanager
def _as_file(content: bytes | IO[bytes]) -> Iterator[IO[bytes]]:
    if not isinstance(content, bytes):
        yield content
        return
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        yield file


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith(PASSED_ON)}


def _log(task: str, code: int | None, complaints: IO[bytes]) -> None:
    """A crash or a limit is news to the operator; what the file holds is not."""
    how = {None: "ran out of time", TOO_MUCH: "ran out of memory"}.get(code, f"ended with {code}")
    complaints.seek(0)
    words = complaints.read().decode(errors="replace")[-LONGEST_COMPLAINT:]
    logger.warning("A file was too much for %s: it %s. %s", task, how, words)
