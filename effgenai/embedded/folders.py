"""Where the private set-up keeps its things, and the locks that let one process own them."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOG_LIMIT = 5 * 1024 * 1024
# The kernel's limit is 108 bytes with the closing zero on Linux and 104 on macOS.
SOCKET_PATH_LIMIT = 100


def make_folder(path: Path, *, mode: int) -> Path:
    """The folder, made with its parents if missing, with exactly this mode."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(mode)
    return path


def data_folder(data_dir: Path) -> Path:
    """The absolute data folder; others may pass through it but not list it, so the database user can."""
    return make_folder(data_dir.expanduser().resolve(), mode=0o711)


def run_folder(data_dir: Path) -> Path:
    """Locks, addresses and passwords of what runs now: for the owner only."""
    return make_folder(data_dir / "run", mode=0o700)


def log_file(data_dir: Path, name: str) -> Path:
    """The log of one process, for the owner only. A log grown large is moved aside to NAME.log.1."""
    path = make_folder(data_dir / "log", mode=0o700) / f"{name}.log"
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))
    return path


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner reads, all of it or nothing."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


def saved_secret(data_dir: Path, name: str) -> str:
    """The secret of that name of this data folder, made when first asked for."""
    path = run_folder(data_dir) / name
    if not path.exists():
        write_secret(path, secrets.token_urlsafe(48))
    return path.read_text()


def short_folder(wanted: Path, *, longest_name: str) -> Path:
    """`wanted` if a socket of that name fits the kernel's limit there, else a folder with a short path."""
    if len(os.fsencode(wanted / longest_name)) <= SOCKET_PATH_LIMIT:
        return wanted
    digest = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"effgenai-{os.getuid()}-{digest}"


@contextmanager
def owned(lock: Path) -> Iterator[bool]:
    """True while this process owns the lock; False if another one does. A killed owner loses it at once."""
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
