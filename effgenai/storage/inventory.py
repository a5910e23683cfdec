"""Which files the rows of each app tell of, and how it looks over its rows."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator

from effgenai.contributions import Contribution, contributed
from effgenai.storage.saving import Content


@dataclasses.dataclass(frozen=True, slots=True)
class Stored:
    """A file that a row tells of; `content` is None if what it is was not noted when it was stored."""

    path: str
    kind: str
    conference: str
    content: Content | None


@dataclasses.dataclass(frozen=True, slots=True)
class StoredFiles(Contribution):
    """Files of an app: they are checked each night, backed up and restored."""

    find: Callable[[], Iterable[Stored]]


@dataclasses.dataclass(frozen=True, slots=True)
class Inspection(Contribution):
    """How an app looks over its rows after a restore: a sentence for each that is wrong."""

    find: Callable[[], Iterable[str]]


def stored_files() -> Iterator[Stored]:
    """Every stored file, each once however many rows tell of it."""
    seen = set()
    for files in contributed(StoredFiles):
        for stored in files.find():
            if stored.path not in seen:
                seen.add(stored.path)
                yield stored


def inspect() -> Iterator[str]:
    """Whatever is wrong with the rows of this site."""
    for inspection in contributed(Inspection):
        yield from inspection.find()
