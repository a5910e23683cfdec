"""What an editor chooses for a plan, as plain data."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Any

from program.core.states import SessionKind
from program.proposals.states import NobodyTwice, Scope

MAX_BOARDS = 2000
MAX_LABEL = 12
_RANGE = re.compile(r"([^\d\s]*)(\d+)\s*[-–]\s*\1(\d+)")

# The kinds of sessions that papers are planned into. Others stand, and keep people and rooms busy.
PLANNED_KINDS = (SessionKind.ORAL, SessionKind.SPOTLIGHT, SessionKind.POSTER, SessionKind.DEMO)


class BadBoards(ValueError):  # noqa: N818 - the text is the sentence to show
    """A list of boards that cannot be read, in a sentence."""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PlanningChoices:
    """Which papers are planned into which sessions, and how.

    `sessions` are their keys, `kinds` the kind of session for each kind of presentation, `minutes` the length
    of a talk that has none yet, `boards` those of a poster session in walking order (none: 1, 2, 3).
    With `stays` as few papers as possible move.
    """

    scope: str = Scope.WAITING
    sessions: tuple[str, ...] = ()
    twice: str = NobodyTwice.PRESENTERS
    kinds: Mapping[str, str] = dataclasses.field(default_factory=dict)
    minutes: int = 15
    boards: tuple[str, ...] = ()
    stays: bool = True
    seed: int = 1

    def as_json(self) -> dict[str, Any]:
        """Plain data for the row."""
        return {field.name: _plain(getattr(self, field.name)) for field in dataclasses.fields(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> PlanningChoices:
        """The choices of a row."""
        values = {**data, "sessions": tuple(data["sessions"]), "boards": tuple(data["boards"])}
        return cls(**values)

    def kind_of(self, presentation: str) -> str:
        """The kind of session for papers that are presented in this way."""
        return self.kinds.get(presentation) or usual_kind(presentation)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def usual_kind(presentation: str) -> str:
    """The kind of session that the name of a kind of presentation suggests: "Poster (remote)" is a poster."""
    words = presentation.casefold()
    named = (SessionKind.POSTER, SessionKind.SPOTLIGHT, SessionKind.DEMO)
    return next((kind.value for kind in named if kind.value in words), SessionKind.ORAL.value)


def boards_from(text: str) -> tuple[str, ...]:
    """Labels of boards in walking order from "1-60, 64, B20-B1". Raises BadBoards with a sentence."""
    boards = tuple(board for part in re.split(r"[,;\n]", text) for board in _boards_of(part.strip()))
    if len(boards) > MAX_BOARDS:
        raise BadBoards(f"At most {MAX_BOARDS} boards.")
    twice = (
        next((board for board in boards if boards.count(board) > 1), None)
        if len(set(boards)) < len(boards)
        else None
    )
    if twice:
        raise BadBoards(f"Board {twice} stands there twice.")
    return boards


def _boards_of(part: str) -> Iterator[str]:
    if not part:
        return
    if found := _RANGE.fullmatch(part):
        start, first, last = found[1], int(found[2][:9]), int(found[3][:9])
        if abs(last - first) >= MAX_BOARDS:
            raise BadBoards(f"“{part}” are too many boards; there are at most {MAX_BOARDS}.")
        step = 1 if first <= last else -1
        yield from (_label(f"{start}{number}") for number in range(first, last + step, step))
    else:
        yield _label(part)


def _label(text: str) -> str:
    if len(text) > MAX_LABEL:
        raise BadBoards(f"“{text}” is too long: a board has at most {MAX_LABEL} characters.")
    return text
