"""What passes between the site and a limited process: a line of JSON and the bytes it tells of."""

from __future__ import annotations

import dataclasses
import json
from typing import IO, Any


class Declined(Exception):  # noqa: N818 - it is an answer to the person who sent the file, not a fault
    """The file cannot be taken; the text is a sentence for people."""


@dataclasses.dataclass(frozen=True, slots=True)
class WorkResult:
    """What a task found: facts as JSON knows them, and files it made."""

    facts: dict[str, Any] = dataclasses.field(default_factory=dict)
    parts: list[bytes] = dataclasses.field(default_factory=list)


def write_answer(answer: WorkResult | Declined, to: IO[bytes]) -> None:
    """Write the answer for `read_answer`."""
    if isinstance(answer, Declined):
        to.write(json.dumps({"declined": str(answer)}).encode() + b"\n")
        return
    sizes = [len(part) for part in answer.parts]
    to.write(json.dumps({"facts": answer.facts, "sizes": sizes}).encode() + b"\n")
    to.writelines(answer.parts)


def read_answer(source: IO[bytes]) -> WorkResult:
    """The answer that was written. Raises `Declined` if that was it, and ValueError if it broke off."""
    head = json.loads(source.readline())
    if "declined" in head:
        raise Declined(head["declined"])
    parts = [source.read(size) for size in head["sizes"]]
    if [len(part) for part in parts] != head["sizes"]:
        raise ValueError("the answer broke off")
    return WorkResult(head["facts"], parts)
