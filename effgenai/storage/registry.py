"""Which files the rows of each app tell of, and how it looks over its rows. Filled in `AppConfig.ready`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator

from effgenai.storage.keeping import Content


@dataclasses.dataclass(frozen=True, slots=True)
class Stored:
    """A file that a row tells of; `content` is None if what it is was not noted when it was stored."""

    path: str
    kind: str
    conference: str
    content: Content | None


FileSource = Callable[[], Iterable[Stored]]
Inspection = Callable[[], Iterable[str]]
_SOURCES: list[FileSource] = []
_INSPECTIONS: list[Inspection] = []


def register_stored_files(source: FileSource) -> None:
    """Add an app's files: they are checked each night, backed up and restored."""
    _SOURCES.append(source)


def register_inspection(inspection: Inspection) -> None:
    """Add how an app looks over its rows after a restore; it yields a sentence for each that is wrong."""
    _INSPECTIONS.append(inspection)


def stored_files() -> Iterator[Stored]:
    """Every stored file, each once however many rows tell of it."""
    seen = set()
    for source in _SOURCES:
        for stored in source():
            if stored.path not in seen:
                seen.add(stored.path)
                yield stored


def inspect() -> Iterator[str]:
    """Whatever is wrong with the rows of this site."""
    for inspection in _INSPECTIONS:
        yield from inspection()
