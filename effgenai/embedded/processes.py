"""Child processes that never outlive this one, however it ends."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import psutil

from effgenai.embedded.servers.privileges import Account, command_as

PR_SET_PDEATHSIG = 1


def start(
    command: list[str],
    *,
    output: IO[Any] | int,
    account: Account | None = None,
    farewell: signal.Signals = signal.SIGTERM,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: int = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so Ctrl-C reaches only us and we stop all in order.

    The kernel sends it `farewell` should we be killed (on Linux; elsewhere the next start clears up).
    """
    plain = account is None or account.is_us or account.enters_all_folders
    who: dict[str, Any] = {}
    if account and not plain:
        who = {"user": account.uid, "group": account.gid, "extra_groups": []}
    return subprocess.Popen(
        command_as(account, command, farewell=farewell) if account else command,
        stdin=stdin,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=dict(env) if env is not None else None,
        cwd=cwd,
        start_new_session=True,
        preexec_fn=_die_with_parent(farewell),  # noqa: PLW1509 - threads hold no lock that this needs
        **who,
    )


def _die_with_parent(farewell: signal.Signals) -> Callable[[], None] | None:
    """What the child does before it becomes its program: ask the kernel for a signal at our death."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def ask_kernel() -> None:  # pragma: no cover - between fork and exec nothing is measured
        prctl(PR_SET_PDEATHSIG, int(farewell), 0, 0, 0)
        if os.getppid() != parent:  # we died before the kernel knew
            os.kill(os.getpid(), signal.SIGKILL)

    return ask_kernel


def stop(process: subprocess.Popen[bytes], *steps: tuple[signal.Signals, float]) -> None:
    """Stop the process: each signal in turn, waiting so many seconds, and SIGKILL in the end."""
    for sign, time_limit in steps:
        if process.poll() is not None:
            return
        process.send_signal(sign)
        with suppress(subprocess.TimeoutExpired):
            process.wait(time_limit)
            return
    kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End the process and everything in its session at once."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def stop_leftover(pid: int, *, name: str, folder: Path, sign: signal.Signals, time_limit: float = 15) -> bool:
    """Stop a program that outlived its killed owner; False if the pid is not that program in that folder."""
    try:
        process = psutil.Process(pid)
        if name not in process.name() or Path(process.cwd()) != folder:
            return False
        process.send_signal(sign)
        process.wait(time_limit)
    except psutil.AccessDenied:
        return False
    except psutil.NoSuchProcess:
        pass
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(time_limit)
    return True
