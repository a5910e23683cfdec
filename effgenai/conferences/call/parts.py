"""What the form for papers asks, told by the app that asks it: so the call never promises another form."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable

from effgenai.conferences.core.models import Conference
from effgenai.contributions import Contribution, contributed


@dataclasses.dataclass(frozen=True, slots=True)
class FormQuestion:
    """One thing that authors are asked for, and the rule that the form enforces, in words."""

    name: str
    rule: str


@dataclasses.dataclass(frozen=True, slots=True)
class AskedOfAuthors(Contribution):
    """What the form of an app asks; `find` makes no query, since the page knows what the conference has."""

    find: Callable[[Conference], Iterable[FormQuestion]]


def asked_of_authors(conference: Conference) -> list[FormQuestion]:
    """Everything that authors are asked for, in the order of the form."""
    return [asked for form in contributed(AskedOfAuthors) for asked in form.find(conference)]
