"""Reads problems and plans from JSON; whatever is wrong is said in a sentence with its place in the file."""

import json
import math
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from program.planning.problem.errors import BadPlanningFile
from program.planning.problem.likeness import text_likeness
from program.planning.problem.model import (
    Absence,
    EarlierPlan,
    Floats,
    PlannedPaper,
    PlannedSession,
    PlanningProblem,
)

_MAX_PLACES = 100_000


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file. Raises `BadPlanningFile` if there is none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as refusal:
        raise BadPlanningFile(f"{path} cannot be read: {refusal.strerror}.") from None
    except (ValueError, RecursionError) as refusal:
        raise BadPlanningFile(f"{path} is not JSON: {refusal}.") from None
    return _object(found, str(path))


def read_planning_problem(path: Path) -> PlanningProblem:
    """The problem in a JSON file. Raises `BadPlanningFile`."""
    return problem_from(read_json(path))


def read_earlier_plan(path: Path) -> EarlierPlan:
    """The sessions and boards of an earlier plan. Raises `BadPlanningFile`."""
    data = read_json(path)
    sessions, boards = _object(data.get("sessions"), "sessions"), _object(data.get("boards", {}), "boards")
    return EarlierPlan(
        sessions={session: _names(papers, f"sessions[{session!r}]") for session, papers in sessions.items()},
        boards={
            session: {
                paper: _name(board, f"boards[{session!r}][{paper!r}]")
                for paper, board in _object(there, f"boards[{session!r}]").items()
            }
            for session, there in boards.items()
        },
    )


def problem_from(data: Mapping[str, Any]) -> PlanningProblem:
    """A problem from what its JSON holds. Raises `BadPlanningFile`."""
    papers = tuple(
        _paper(value, f"papers[{at}]") for at, value in enumerate(_list(data.get("papers"), "papers"))
    )
    sessions = tuple(
        _session(value, f"sessions[{at}]") for at, value in enumerate(_list(data.get("sessions"), "sessions"))
    )
    absences = tuple(
        _absence(value, f"unavailable[{at}]")
        for at, value in enumerate(_list(data.get("unavailable", []), "unavailable"))
    )
    numbers = _numbered((paper.id for paper in papers), "papers")
    session_numbers = _numbered((session.id for session in sessions), "sessions")
    _check_zones(sessions, absences)
    twice = data.get("nobody_twice", "presenters")
    if twice not in {"presenters", "people"}:
        raise BadPlanningFile(f'nobody_twice is "presenters" or "people", not {_shown(twice)}.')
    return PlanningProblem(
        papers=papers,
        sessions=sessions,
        absences=absences,
        locked=tuple(_locks(data.get("locked", []), numbers, session_numbers)),
        everyone=twice == "people",
        labs_apart=_flag(data.get("labs_apart", False), "labs_apart"),
        chairs=tuple(_chairs(data.get("chairs", []))),
        likeness=_likeness(data, papers, numbers),
    )


def _paper(value: Any, at: str) -> PlannedPaper:
    fields = _object(value, at)
    interest = fields.get("interest")
    return PlannedPaper(
        id=_name(fields.get("id"), f"{at}.id"),
        kind=_text(fields.get("kind"), f"{at}.kind"),
        title=_text(fields.get("title", ""), f"{at}.title"),
        abstract=_text(fields.get("abstract", ""), f"{at}.abstract"),
        keywords=_names(fields.get("keywords"), f"{at}.keywords"),
        people=_names(fields.get("people"), f"{at}.people"),
        presenters=_names(fields.get("presenters"), f"{at}.presenters"),
        minutes=_number(fields.get("minutes") or 0, f"{at}.minutes"),
        labs=_names(fields.get("labs"), f"{at}.labs"),
        interest=None if interest is None else _number(interest, f"{at}.interest"),
    )


def _session(value: Any, at: str) -> PlannedSession:
    fields = _object(value, at)
    capacity, places = fields.get("capacity"), _number(fields.get("places", 0), f"{at}.places")
    if places != int(places) or places > _MAX_PLACES:
        raise BadPlanningFile(f"{at}.places is a whole number, not {places}.")
    begins, ends = _times(fields, ("begins", "ends"), at)
    return PlannedSession(
        id=_name(fields.get("id"), f"{at}.id"),
        kind=_text(fields.get("kind"), f"{at}.kind"),
        room=_name(fields.get("room") or "", f"{at}.room"),
        begins=begins,
        ends=ends,
        places=int(places),
        people=_names(fields.get("people"), f"{at}.people"),
        capacity=None if capacity is None else _number(capacity, f"{at}.capacity"),
        boards=_boards(fields.get("boards"), int(places), f"{at}.boards"),
    )


def _boards(value: Any, places: int, at: str) -> tuple[str, ...]:
    boards = _names(value, at)
    if boards and len(boards) < places:
        raise BadPlanningFile(f"{at}: {len(boards)} boards are too few for {places} places.")
    return boards


def _absence(value: Any, at: str) -> Absence:
    fields = _object(value, at)
    begins, ends = _times(fields, ("from", "to"), at)
    return Absence(person=_name(fields.get("person"), f"{at}.person"), begins=begins, ends=ends)


def _locks(value: Any, papers: Mapping[str, int], sessions: Mapping[str, int]) -> Iterable[tuple[int, int]]:
    for at, lock in enumerate(_list(value, "locked")):
        fields = _object(lock, f"locked[{at}]")
        paper = _known(fields.get("paper"), papers, f"locked[{at}].paper")
        yield paper, _known(fields.get("session"), sessions, f"locked[{at}].session")


def _chairs(value: Any) -> Iterable[str]:
    for at, chair in enumerate(_list(value, "chairs")):
        yield _name(chair.get("person") if isinstance(chair, dict) else chair, f"chairs[{at}].person")


def _likeness(
    data: Mapping[str, Any], papers: tuple[PlannedPaper, ...], numbers: Mapping[str, int]
) -> Floats:
    """As the file says, by ids (texts) or positions from 0 on (numbers); else from the papers' words."""
    given = data.get("similarity")
    if given is None:
        return text_likeness([" ".join([one.title, one.abstract, *one.keywords]) for one in papers])
    likeness = np.zeros((len(papers), len(papers)))
    for at, triple in enumerate(_list(given, "similarity")):
        if not isinstance(triple, list) or len(triple) != 3:
            raise BadPlanningFile(f"similarity[{at}] is [i, j, value], not {_shown(triple)}.")
        one, two = (_position(end, numbers, f"similarity[{at}]") for end in triple[:2])
        if one == two:
            continue
        value = _number(triple[2], f"similarity[{at}]", least=-1e6)
        likeness[one, two] = likeness[two, one] = value
    return likeness


def _position(value: Any, numbers: Mapping[str, int], at: str) -> int:
    if isinstance(value, str):
        return _known(value, numbers, at)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < len(numbers):
        raise BadPlanningFile(f"{at}: {_shown(value)} is no position of a paper (0 to {len(numbers) - 1}).")
    return value


def _check_zones(sessions: Iterable[PlannedSession], absences: Iterable[Absence]) -> None:
    begins = [*(one.begins for one in sessions), *(one.begins for one in absences)]
    if len({time.utcoffset() is None for time in begins}) > 1:
        raise BadPlanningFile(
            "Some times have an offset from UTC and some have none; write all the same way."
        )


def _times(fields: Mapping[str, Any], names: tuple[str, str], at: str) -> tuple[datetime, datetime]:
    begins, ends = (_time(fields.get(name), f"{at}.{name}") for name in names)
    if (begins.utcoffset() is None) != (ends.utcoffset() is None):
        raise BadPlanningFile(f"{at}: one of the two times has an offset from UTC, the other has none.")
    if ends <= begins:
        raise BadPlanningFile(f"{at} ends at {ends.isoformat()}, not after it begins ({begins.isoformat()}).")
    return begins, ends


def _time(value: Any, at: str) -> datetime:
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadPlanningFile(f"{at} is an ISO time like 2026-05-04T09:00, not {_shown(value)}.") from None


def _numbered(ids: Iterable[str], at: str) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for number, name in enumerate(ids):
        if numbers.setdefault(name, number) != number:
            raise BadPlanningFile(f"{at}: two have the id {_shown(name)}.")
    return numbers


def _known(value: Any, numbers: Mapping[str, int], at: str) -> int:
    name = _name(value, at)
    if name not in numbers:
        raise BadPlanningFile(f"{at}: there is none with the id {_shown(name)}.")
    return numbers[name]


def _number(value: Any, at: str, *, least: float = 0) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not is_number or value < least:
        raise BadPlanningFile(f"{at} is a number from {least:g} on, not {_shown(value)}.")
    return float(value)


def _flag(value: Any, at: str) -> bool:
    if not isinstance(value, bool):
        raise BadPlanningFile(f"{at} is true or false, not {_shown(value)}.")
    return value


def _object(value: Any, at: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadPlanningFile(f"{at} is an object, not {_shown(value)}.")
    return value


def _list(value: Any, at: str) -> list[Any]:
    if not isinstance(value, list):
        raise BadPlanningFile(f"{at} is a list, not {_shown(value)}.")
    return value


def _names(value: Any, at: str) -> tuple[str, ...]:
    found = (_name(name, f"{at}[{number}]") for number, name in enumerate(_list(value or [], at)))
    return tuple(dict.fromkeys(found))


def _name(value: Any, at: str) -> str:
    """Ids and names may be written as numbers."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise BadPlanningFile(f"{at} is a text, not {_shown(value)}.")
    return str(value)


def _text(value: Any, at: str) -> str:
    if not isinstance(value, str):
        raise BadPlanningFile(f"{at} is a text, not {_shown(value)}.")
    return value


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:39]}…"
