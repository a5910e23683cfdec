"""Runs one task on one file.

`python -m effgenai.resilience.limited.child MODULE:FUNCTION SECONDS MEGABYTES OPTIONS`

The file arrives on standard input, the answer leaves on standard output. Started by `running` alone.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import resource
import sys

from effgenai.resilience.limited.answers import Declined, WorkResult, write_answer

TOO_MUCH = 3  # the exit code that says: out of memory
LARGEST_ANSWER = 256 * 1024**2


def limit_this_process(*, seconds: int, megabytes: int) -> None:
    """From here on this process gets no more time and memory than that; the system ends it if it tries.

    macOS refuses the limit of memory; there the limit of time stands alone.
    """
    memory = megabytes * 1024**2
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_ANSWER, LARGEST_ANSWER))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(arguments: list[str]) -> int:
    """Do the task, answer, and tell how it went by the exit code."""
    task, seconds, megabytes, options = arguments
    limit_this_process(seconds=int(seconds), megabytes=int(megabytes))
    try:
        module, _, function = task.partition(":")
        work = getattr(importlib.import_module(module), function)
        answer: WorkResult | Declined = work(sys.stdin.buffer.read(), **json.loads(options))
    except Declined as declined:
        answer = declined
    except MemoryError:
        return TOO_MUCH
    write_answer(answer, sys.stdout.buffer)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
