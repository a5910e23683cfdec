"""PostgreSQL refuses to run as root. Here root becomes an unprivileged user for the database alone."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from effgenai.embedded.errors import EmbeddedError


@dataclass(frozen=True)
class Account:
    """Who a process runs as. `enters_all_folders`: it may enter those that only root may."""

    uid: int
    gid: int
    enters_all_folders: bool = False

    @property
    def is_us(self) -> bool:
        """True if no change of user is needed."""
        return self.uid == os.geteuid()


def database_account(pgdata: Path, readable: Iterable[Path]) -> Account:
    """Who runs PostgreSQL: ourselves, or if we are root the data's owner, or `nobody` if there is none yet.

    A checkout below root's home cannot be entered by others. There the database keeps one capability, to pass
    through such folders: its own files stay where they belong and no mode of a parent folder is changed.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    uid, gid = _owner(pgdata) or _nobody()
    return Account(
        uid, gid, enters_all_folders=not all(_open_to_all(path) for path in [pgdata.parent, *readable])
    )


def _owner(path: Path) -> tuple[int, int] | None:
    """Who owns the path; None if nobody but root, or if it is missing."""
    if not path.exists() or path.stat().st_uid == 0:
        return None
    return path.stat().st_uid, path.stat().st_gid


def _nobody() -> tuple[int, int]:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise EmbeddedError(
            "PostgreSQL does not run as root, and this machine has no user `nobody` to run it as. "
            "Run this as an ordinary user."
        ) from None
    return entry.pw_uid, entry.pw_gid


def _open_to_all(path: Path) -> bool:
    """True if everybody may pass through to the path and, if it is a file, read and run it."""
    path = path.resolve()
    needed = 0o001 if path.is_dir() else 0o005
    return path.stat().st_mode & needed == needed and all(p.stat().st_mode & 0o001 for p in path.parents)


def command_as(account: Account, command: list[str], *, farewell: signal.Signals) -> list[str]:
    """The command that runs `command` as the account, where a plain change of user is not enough.

    Raises EmbeddedError if this machine has no `setpriv`.
    """
    if account.is_us or not account.enters_all_folders:
        return command
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise EmbeddedError(
            "PostgreSQL does not run as root, and the user `nobody` cannot enter this folder. "
            "Move the checkout to where everybody may enter, run this as an ordinary user, "
            "or install util-linux (setpriv)."
        )
    return [
        setpriv,
        f"--reuid={account.uid}",
        f"--regid={account.gid}",
        "--clear-groups",
        "--securebits=+no_setuid_fixup",  # else access(2), which initdb asks, ignores the capability
        "--inh-caps=-all,+dac_override",
        "--ambient-caps=-all,+dac_override",
        f"--pdeathsig={farewell.name.removeprefix('SIG')}",
        *command,
    ]
