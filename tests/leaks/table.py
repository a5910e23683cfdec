"""docs/visibility.md as data: which marker may be met by whom, from which phase, and where by everyone."""

from __future__ import annotations

import dataclasses
import pathlib
import re

from tests.leaks.world import PHASES

PAGE = pathlib.Path(__file__).parents[2] / "docs" / "visibility.md"
NEVER = "·"


@dataclasses.dataclass(frozen=True)
class Row:
    """One marker: the phase from which each person may meet it, and the addresses where all may."""

    marker: str
    since: dict[str, str]
    places: frozenset[str]

    def allows(self, person: str, phase: str, place: str) -> bool:
        """Whether this person may meet the marker at the address named `place` in this phase."""
        if place in self.places:
            return True
        since = self.since[person]
        return since != NEVER and PHASES.index(since) <= PHASES.index(phase)


def read_table() -> list[Row]:
    """Every row of the page; a cell that is no phase is an error."""
    rows: list[Row] = []
    people: list[str] = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = (
            [cell.strip() for cell in line.strip().strip("|").split(" | ")] if line.startswith("|") else []
        )
        if len(cells) < 4 or set(line) <= set("|- "):
            continue
        if cells[0] == "what":
            people = [cell.strip("`") for cell in cells[2:-1]]
            continue
        rows.append(_row(cells, people))
    return rows


def _row(cells: list[str], people: list[str]) -> Row:
    values = cells[2 : 2 + len(people)]
    wrong = set(values) - {NEVER, *PHASES}
    if wrong:
        raise ValueError(f"{cells[1]}: {sorted(wrong)} are no phases")
    places = frozenset(re.findall(r"`([^`]+)`", " ".join(cells[2 + len(people) :])))
    return Row(cells[1].strip("`"), dict(zip(people, values, strict=True)), places)
