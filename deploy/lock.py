"""What a lock file pins, and whether it is whole: `python deploy/lock.py check LOCK`, or `wheels LOCK`.

Packages are installed without following their requirements (see install.py), so that nothing published later
can change an installation. The lock must therefore hold every requirement of every package in it,
with extras.
"""

from __future__ import annotations

import dataclasses
import importlib.metadata
import itertools
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
MACHINES: dict[str, tuple[dict[str, str], list[str]]] = {
    "Linux on x86-64": (
        {"sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64"},
        [f"manylinux_2_{minor}_x86_64" for minor in range(17, 29)] + ["manylinux2014_x86_64"],
    ),
    "Linux on ARM": (
        {"sys_platform": "linux", "platform_system": "Linux", "platform_machine": "aarch64"},
        [f"manylinux_2_{minor}_aarch64" for minor in range(17, 29)] + ["manylinux2014_aarch64"],
    ),
    "macOS on ARM": (
        {"sys_platform": "darwin", "platform_system": "Darwin", "platform_machine": "arm64"},
        [f"macosx_{major}_0_arm64" for major in (11, 12, 13, 14, 15, 26)],
    ),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Pin:
    """One package of a lock: its only version, and the extras that are asked for by name."""

    name: str
    version: str
    extras: frozenset[str]


RequirementsOf = Callable[[Pin], Iterable[str]]


def read_lock(text: str, environment: Mapping[str, str]) -> dict[str, Pin]:
    """The pins of a lock file that count in this environment, by name.

    Raises ValueError for a line that is not pinned to one version.
    """
    joined = re.sub(r"\\\n", " ", text)
    lines = [line.split(" --hash", 1)[0].strip() for line in joined.splitlines()]
    wanted = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {
        pin.name: pin
        for requirement in wanted
        if requirement.marker is None or requirement.marker.evaluate(dict(environment))
        for pin in [_pin(requirement)]
    }


def _pin(requirement: Requirement) -> Pin:
    [specifier, *others] = requirement.specifier
    if others or specifier.operator != "==" or "*" in specifier.version:
        raise ValueError(f"{requirement} is not pinned to one version.")
    return Pin(canonicalize_name(requirement.name), specifier.version, frozenset(requirement.extras))


def unmet(
    pins: Mapping[str, Pin], requirements_of: RequirementsOf, environment: Mapping[str, str]
) -> list[str]:
    """Say of each requirement of a pinned package that the pins do not meet, what is wrong.

    Extras count: those of the lock, and those that one package asks of another.
    """
    wrong: list[str] = []
    seen: set[tuple[str, str]] = set()
    waiting = [(pin, extra) for pin in pins.values() for extra in ("", *pin.extras)]
    while waiting:
        pin, extra = waiting.pop()
        if (pin.name, extra) in seen:
            continue
        seen.add((pin.name, extra))
        for requirement in _asked(requirements_of(pin), extra, environment):
            found = pins.get(canonicalize_name(requirement.name))
            if found is None or not requirement.specifier.contains(found.version, prereleases=True):
                have = f"the lock has {found.version}" if found else "the lock lacks it"
                wrong.append(f"{pin.name} {pin.version} needs {requirement}: {have}.")
            else:
                waiting += [(found, asked) for asked in requirement.extras]
    return sorted(set(wrong))


def _asked(texts: Iterable[str], extra: str, environment: Mapping[str, str]) -> list[Requirement]:
    """The requirements that this extra brings; the empty one stands for the package itself."""
    requirements = map(Requirement, texts)
    facts = {**environment, "extra": extra}
    return [each for each in requirements if each.marker is None or each.marker.evaluate(facts)]


def unmet_here(lock: Path) -> list[str]:
    """Hold the lock against what is installed for this Python."""
    environment = _environment()
    pins = read_lock(lock.read_text(), environment)
    wrong = [said for pin in pins.values() if (said := _not_as_pinned(pin))]
    return wrong or unmet(pins, lambda pin: importlib.metadata.requires(pin.name) or (), environment)


def _environment() -> dict[str, str]:
    return {key: str(value) for key, value in default_environment().items()}


def _not_as_pinned(pin: Pin) -> str:
    try:
        version = importlib.metadata.version(pin.name)
    except importlib.metadata.PackageNotFoundError:
        return f"{pin.name} {pin.version} is not installed."
    # A package may write 4.004 of itself where its file says 4.4: the same version.
    same = Version(version) == Version(pin.version)
    return "" if same else f"{pin.name} {version} is installed, not {pin.version}."


def without_wheels(lock: Path) -> list[str]:
    """Ask the package index for a wheel of each pin, for each Python and machine that we support."""
    wrong: list[str] = []
    for python, (machine, (facts, platforms)) in itertools.product(PYTHONS, MACHINES.items()):
        print(f"  {lock.name} for Python {python}, {machine} ...", flush=True)
        environment = {
            **_environment(),
            **facts,
            "python_version": python,
            "python_full_version": f"{python}.99",
        }
        wrong += [
            f"Python {python}, {machine}: {said}" for said in _dry_run(lock, python, platforms, environment)
        ]
    return wrong


def _dry_run(lock: Path, python: str, platforms: list[str], environment: dict[str, str]) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
                *("--dry-run", "--ignore-installed", "--no-deps", "--require-hashes"),
                *("--only-binary", ":all:", "--python-version", python, "--target", folder),
                *(f"--platform={platform}" for platform in platforms),
                *("--report", str(report), "--requirement", str(lock)),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR: No matching")]
            return errors or done.stderr.strip().splitlines()[-1:]
        found: list[dict[str, Any]] = [each["metadata"] for each in json.loads(report.read_text())["install"]]
    requires: dict[str, list[str]] = {
        canonicalize_name(about["name"]): about.get("requires_dist", []) for about in found
    }
    return unmet(read_lock(lock.read_text(), environment), lambda pin: requires[pin.name], environment)


def main(arguments: list[str]) -> int:
    """Check the locks named on the command line; tell what is wrong, and exit with 1 if anything is."""
    check = {"check": unmet_here, "wheels": without_wheels}[arguments[0]]
    wrong = [said for name in arguments[1:] for said in check(Path(name))]
    for said in wrong:
        print(said, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
