"""Installs what a lock file pins, and nothing else: `python deploy/install.py LOCK`.

Needs only the Python that runs it, and its pip. The requirements of packages are not followed, so that no
version published later can find its way in; only wheels are taken, as a build would fetch tools that no lock
pins. What got installed is then held against the lock. A second run does
nothing unless the lock has changed.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

STEP = 10
ONE_FOUND = ("Collecting ", "Processing ", "Requirement already satisfied: ")
PIP = ("-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar=off")
FROM_THE_LOCK = ("--no-deps", "--require-hashes", "--only-binary=:all:")


def main(arguments: list[str]) -> int:
    """Install each lock named on the command line; return the exit code."""
    return max(install(Path(name)) for name in arguments)


def install(lock: Path) -> int:
    """Install one lock, unless that is done; return 0, or 1 after saying what is wrong."""
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    done = Path(sys.prefix, f"installed-{lock.stem}")
    if done.exists() and done.read_text() == digest:
        return 0
    wanted = lock.read_text().count("==")
    print(f"Installing {wanted} packages; the first time takes about a minute.", flush=True)
    command = [sys.executable, *PIP, *FROM_THE_LOCK, "--requirement", str(lock)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        said = tell_progress(pip.stdout or (), wanted)
    wrong = said[-20:] if pip.returncode else _unmet(lock)
    if wrong:
        print(*wrong, f"{lock.name} could not be installed.", sep="\n", file=sys.stderr)
        return 1
    done.write_text(digest)
    return 0


def tell_progress(lines: Iterable[str], wanted: int) -> list[str]:
    """Count what pip has found and say so now and then; return all that it said."""
    said: list[str] = []
    found = 0
    for line in lines:
        said.append(line.rstrip())
        if line.startswith(ONE_FOUND):
            found += 1
            if found % STEP == 0:
                print(f"  {found} of {wanted} found", flush=True)
        elif line.startswith("Installing collected packages"):
            print("  all found; unpacking them ...", flush=True)
    return said


def _unmet(lock: Path) -> list[str]:
    """In a process of its own: the check needs a package that was only just installed."""
    check = [sys.executable, str(Path(__file__).with_name("lock.py")), "check", str(lock)]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).splitlines() if done.returncode else []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
