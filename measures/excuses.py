"""What is over a limit today, and why. The table gets shorter: a line that is not needed fails a test."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch

from measures.findings import Finding


@dataclass(frozen=True)
class Excuse:
    """What a measure may find at the paths of a pattern (`*` crosses folders), and why."""

    measure: str
    where: str
    why: str
    what: str = "*"

    def covers(self, finding: Finding) -> bool:
        """Whether a finding is meant here."""
        return (
            finding.measure == self.measure
            and fnmatch(finding.path, self.where)
            and fnmatch(finding.what, self.what)
        )


EXCUSES = (
    Excuse(
        "line lengths", "templates/account/email/*", "a line of a mail, which breaks where the template does"
    ),
)


def excuse_of(finding: Finding) -> Excuse | None:
    """The line of the table that excuses a finding, if one does."""
    return next((excuse for excuse in EXCUSES if excuse.covers(finding)), None)


def unneeded(findings: Iterable[Finding]) -> list[Excuse]:
    """The lines that excuse nothing any more."""
    used = {excuse_of(finding) for finding in findings}
    return [excuse for excuse in EXCUSES if excuse not in used]
