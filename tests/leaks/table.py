"""docs/visibility.md as data: which marker may be met by whom, from which phase, and where by everyone."""

from __future__ import annotations

import dataclasses
import pathlib
import re

from tests.leaks.world import MODES, PHASES

PAGE = pathlib.Path(__file__).parents[2] / "docs" / "visibility.md"
NEVER = "·"
AS_USUAL = "="


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


def read_table(mode: str = "double-blind") -> list[Row]:
    """Every row of the page as it is in this mode; a cell that is no phase is an error.

    The page has the usual mode whole. Of each other one it has the rows that differ, and in these the cells.
    """
    tables = _tables()
    differing = {row.marker: row for row in tables[mode]} if mode != "double-blind" else {}
    unknown = differing.keys() - {row.marker for row in tables["double-blind"]}
    if unknown or tables.keys() != MODES.keys():
        raise ValueError(f"No such rows or modes: {sorted(unknown)}, {sorted(tables.keys() ^ MODES.keys())}")
    return [_as_in(differing.get(row.marker), row) for row in tables["double-blind"]]


def people_concerned(mode: str) -> list[str]:
    """Those who meet other things in this mode than usually."""
    rows = _tables()[mode]
    return [person for person in rows[0].since if any(row.since[person] != AS_USUAL for row in rows)]


def _as_in(differing: Row | None, usual: Row) -> Row:
    if differing is None:
        return usual
    said = {person: cell for person, cell in differing.since.items() if cell != AS_USUAL}
    if any(usual.since[person] == cell for person, cell in said.items()):
        raise ValueError(f"{usual.marker}: a cell that is as usual is written “{AS_USUAL}”")
    return Row(usual.marker, usual.since | said, usual.places | differing.places)


def _tables() -> dict[str, list[Row]]:
    """The rows below the last heading that names a mode in backticks; above the first one, the usual mode."""
    tables: dict[str, list[Row]] = {"double-blind": []}
    mode, people = "double-blind", list[str]()
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"### `(.+)`", line):
            mode = heading[1]
            tables[mode] = []
        cells = (
            [cell.strip() for cell in line.strip().strip("|").split(" | ")] if line.startswith("|") else []
        )
        if len(cells) < 4 or set(line) <= set("|- "):
            continue
        if cells[0] == "what":
            people = [cell.strip("`") for cell in cells[2:-1]]
            continue
        tables[mode].append(_row(cells, people))
    return tables


def _row(cells: list[str], people: list[str]) -> Row:
    values = cells[2 : 2 + len(people)]
    wrong = set(values) - {NEVER, AS_USUAL, *PHASES}
    if wrong:
        raise ValueError(f"{cells[1]}: {sorted(wrong)} are no phases")
    places = frozenset(re.findall(r"`([^`]+)`", " ".join(cells[2 + len(people) :])))
    return Row(cells[1].strip("`"), dict(zip(people, values, strict=True)), places)
