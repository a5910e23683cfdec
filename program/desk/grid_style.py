"""The stylesheet that puts a day's sessions into the editors' grid: no inline style is allowed."""

from __future__ import annotations

from program.desk.queries.grid import SHORTEST, GridBlock, GridPage

# The shortest session is as high as a line needs, in pixels; an hour is as high as any other.
LEAST_HEIGHT = 24
WIDE = "(min-width: 48rem)"


def stylesheet(page: GridPage) -> str:
    """Rules for every line and session of the day, for wide screens and paper; narrow ones show a list."""
    rules = [f".grid-board {{ --minutes: {page.ends - page.begins}; }}"]
    rules += [f".grid-at-{minutes} {{ --at: {minutes - page.begins}; }}" for minutes, _ in page.hours]
    rules += [_block(block, page.begins) for block in page.blocks]
    minute = f"@media screen {{ .grid-board {{ --minute: {scale(page):g}px; }} }}"
    return f"@layer pages {{\n{minute}\n@media {WIDE}, print {{\n" + "\n".join(rules) + "\n}\n}\n"


def scale(page: GridPage) -> float:
    """Pixels for a minute: a step, and the shortest session, is as high as a line."""
    return LEAST_HEIGHT / max(page.shortest, SHORTEST)


def _block(block: GridBlock, begins: int) -> str:
    place = f"--at: {block.start - begins}; --length: {max(block.end - block.start, 1)};"
    return f"#session-{block.key} {{ {place} --lane: {block.lane}; --lanes: {block.lanes}; }}"
