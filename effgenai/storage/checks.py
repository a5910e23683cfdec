"""The look at every stored file: whether it is there, and is what was sent."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import logging
from collections.abc import Callable

from django.core.files.storage import default_storage
from django.db import transaction

from effgenai.storage.inventory import Stored, stored_files
from effgenai.storage.models import FileFinding, LastUpkeep, Upkeep
from effgenai.storage.saving import FileProblem, problem_of

logger = logging.getLogger(__name__)
DAYS_OF_A_ROUND = 7
LEFT_OVER_AFTER = dt.timedelta(days=1)

Choice = Callable[[str], bool]


@dataclasses.dataclass(frozen=True, slots=True)
class Checked:
    """How many files were looked at, and what was found."""

    files: int
    findings: list[FileFinding]


def every_file(path: str) -> bool:
    """Read all files to their end."""
    return True


def no_file(path: str) -> bool:
    """Compare sizes alone."""
    return False


def share_of(day: dt.date) -> Choice:
    """The seventh of all files that is read on this day, so that a week reads every one."""

    def chosen(path: str) -> bool:
        number = int(hashlib.sha256(path.encode()).hexdigest()[:8], 16)
        return number % DAYS_OF_A_ROUND == day.toordinal() % DAYS_OF_A_ROUND

    return chosen


def check_files(*, at: dt.datetime, reads: Choice = every_file) -> Checked:
    """Look at every file, read those that `reads` chooses and all with a finding, and note what is wrong.

    A finding ends as soon as the file is whole again, or nothing tells of it any more.
    """
    known = set(FileFinding.objects.values_list("path", flat=True))
    files, findings = 0, []
    for stored in stored_files():
        files += 1
        problem = _problem_with(stored, quick=not (stored.path in known or reads(stored.path)))
        if problem:
            findings.append(_finding(stored, problem, at))
    findings = _still_listed(findings)
    _note(findings, at)
    note_upkeep(what=Upkeep.CHECK, at=at, files=files)
    return Checked(files, findings)


def _problem_with(stored: Stored, *, quick: bool) -> FileProblem | None:
    if stored.content is None:
        return None if default_storage.exists(stored.path) else FileProblem.MISSING
    return problem_of(stored.path, stored.content, quick=quick)


def _finding(stored: Stored, problem: FileProblem, at: dt.datetime) -> FileFinding:
    return FileFinding(
        path=stored.path, kind=stored.kind, conference=stored.conference, problem=problem, found_at=at
    )


def _still_listed(findings: list[FileFinding]) -> list[FileFinding]:
    """Without files whose rows were removed while we looked."""
    paths = {stored.path for stored in stored_files()} if findings else set()
    return [finding for finding in findings if finding.path in paths]


@transaction.atomic
def _note(findings: list[FileFinding], at: dt.datetime) -> None:
    for finding in findings:
        logger.error("Stored file: %s", finding)
    FileFinding.objects.exclude(path__in=[finding.path for finding in findings]).delete()
    FileFinding.objects.bulk_create(
        findings,
        update_conflicts=True,
        unique_fields=["path"],
        update_fields=["kind", "conference", "problem"],  # `found_at` stays that of the first time
    )


def note_upkeep(*, what: Upkeep, at: dt.datetime, files: int) -> None:
    """Remember when this was last done."""
    LastUpkeep.objects.update_or_create(what=what, defaults={"at": at, "files": files})


def nightly_round(*, at: dt.datetime) -> Checked:
    """Clear away what killed writers left behind, then look at every file and read a seventh of them."""
    tidy = getattr(default_storage, "tidy", None)  # a bucket has no leftovers
    if tidy:
        tidy(before=at - LEFT_OVER_AFTER)
    return check_files(at=at, reads=share_of(at.date()))
