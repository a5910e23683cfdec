"""Other contributions than those of the apps, for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from effgenai import contributions
from effgenai.contributions import Contribution


@contextmanager
def contributing(kind: type[Contribution], *instead: Contribution) -> Iterator[None]:
    """Let these stand instead of everything that apps add of this kind."""
    others = [declared for declared in contributions.declared() if not isinstance(declared[1], kind)]
    changed = (*others, *(("tests", contribution) for contribution in instead))
    with mock.patch.object(contributions, "declared", return_value=changed):
        yield
