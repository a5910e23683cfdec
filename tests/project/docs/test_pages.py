"""The pages in docs/ tell what the code does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from effgenai import VERSION

ROOT = Path(__file__).parents[3]
PAGES = sorted([*ROOT.glob("docs/**/*.md"), *ROOT.glob("*.md")])


def test_the_state_diagrams_are_drawn_from_the_tables_of_the_code() -> None:
    drawn = subprocess.run(
        [sys.executable, "docs/state_diagrams.py"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (ROOT / "docs/states.md").read_text(encoding="utf-8") == drawn.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert missing == []


def test_the_readme_is_short_enough_to_be_read() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 120


def test_releases_of_the_changelog_fall_from_the_version_of_the_project():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    unreleased, *releases = re.findall(r"^## (.+)$", text, re.MULTILINE)
    matches = [re.fullmatch(r"(\d+)\.(\d+)\.(\d+) \(\d{4}-\d\d-\d\d\)", release) for release in releases]
    versions = [tuple(int(part) for part in match.groups()) for match in matches if match]
    assert unreleased == "Unreleased"
    assert len(versions) == len(releases)
    assert versions == sorted(set(versions), reverse=True)
    assert [".".join(map(str, version)) for version in versions[:1]] in ([], [VERSION])


def test_what_is_kept_by_hand_is_still_there() -> None:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    table = page.partition("## Kept by hand, and why")[2].partition("\n## ")[0]
    places = [place for row in table.splitlines() for place in re.findall(r"`([\w/]+(?:\.py|/))`", row)]
    folders = ("effgenai", "submissions", "reviews", "program")
    paths = [f"/{path.relative_to(ROOT)}/" for folder in folders for path in (ROOT / folder).rglob("*")]
    assert len(places) > 20
    assert [place for place in places if not any(f"/{place.rstrip('/')}/" in path for path in paths)] == []


def _journeys() -> list[str]:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    section = page.partition("## Three journeys")[2].partition("\n## ")[0]
    return section.split("\n### ")[1:]


@pytest.mark.parametrize("journey", _journeys(), ids=lambda text: text.splitlines()[0])
def test_a_journey_names_files_and_functions_that_are_there_in_at_most_eight_steps(journey: str) -> None:
    assert 4 <= len(re.findall(r"^\d+\. ", journey, re.MULTILINE)) <= 8
    code = ""
    for name in re.findall(r"`([^`]+)`", journey):
        if "/" in name:
            assert (ROOT / name).exists(), name
            code += "".join(path.read_text() for path in [ROOT / name] if path.suffix == ".py")
        else:
            assert re.search(rf"\b{name.partition('(')[0]}\b", code), name
