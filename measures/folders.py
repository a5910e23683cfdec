"""How many things lie side by side."""

from __future__ import annotations

from pathlib import Path

from measures.findings import Finding, Measured
from measures.sources import APPS, ROOT, folders

MAX_MODULES = 12
MAX_ENTRIES = 15
# They hold features, and are none.
GATHERING = ("effgenai", "effgenai/conferences", "submissions", "reviews", "program")
# Django looks for them by these names, and allauth for these templates.
OF_DJANGO = ("migrations", "management", "templatetags")
OF_EVERY_APP = (
    "apps.py",
    "models.py",
    "urls.py",
    "tasks.py",
    "settings.py",
    "wsgi.py",
    "celery.py",
    *OF_DJANGO,
)
OF_ALLAUTH = ("templates/account", "templates/account/email")
FOR_ALLAUTH = ("account", "allauth", "mfa")  # folders that it looks for in templates/
SAMPLES = ("tests/effgenai/files/producers",)  # one file from each program that writes PDFs


def modules_per_feature(root: Path = ROOT) -> Measured:
    """Modules and packages directly in each package of the apps that is a feature or a part of one."""
    counts = {
        folder: _modules(root / folder, entries)
        for folder, entries in folders(root, APPS)
        if folder not in GATHERING and not set(folder.split("/")) & set(OF_DJANGO)
    }
    over = _over("modules per feature", counts, MAX_MODULES, "modules")
    return Measured(
        "modules per feature",
        "modules and packages directly in a package of an app; not counted: __init__.py, "
        + ", ".join(OF_DJANGO)
        + "; no features: "
        + ", ".join(GATHERING),
        _most(counts, MAX_MODULES),
        over,
    )


def entries_per_folder(root: Path = ROOT) -> Measured:
    """Files and folders directly in each source folder."""
    counts = {
        folder: len(set(entries) - set(_named_by_packages(folder)))
        for folder, entries in folders(root)
        if folder not in OF_ALLAUTH + SAMPLES
    }
    return Measured(
        "entries per folder",
        "files and folders of every kind, migrations/ as one; not counted: __init__.py, __pycache__, "
        "hidden ones, " + ", ".join(OF_ALLAUTH + SAMPLES) + "; of " + ", ".join(GATHERING) + " what Django "
        "looks for by its name, of templates what allauth does",
        _most(counts, MAX_ENTRIES),
        _over("entries per folder", counts, MAX_ENTRIES, "entries"),
    )


def _named_by_packages(folder: str) -> tuple[str, ...]:
    """What stands in a folder because a package looks for it there."""
    if folder == "templates":
        return FOR_ALLAUTH
    return OF_EVERY_APP if folder in GATHERING else ()


def _modules(folder: Path, entries: list[str]) -> int:
    return sum(
        name.endswith(".py") or (name not in OF_DJANGO and any((folder / name).glob("*.py")))
        for name in entries
    )


def _over(measure: str, counts: dict[str, int], most: int, unit: str) -> list[Finding]:
    return [Finding(measure, folder, f"{count} {unit}") for folder, count in counts.items() if count > most]


def _most(counts: dict[str, int], limit: int) -> str:
    folder = max(counts, key=lambda name: counts[name])
    return f"at most {counts[folder]} ({folder}), limit {limit}, {len(counts)} folders"
