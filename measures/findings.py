"""What a measure gives back."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """One place that is over a limit."""

    measure: str
    place: str  # a path from the root of the repository, with ":line" where one line is meant
    what: str

    @property
    def path(self) -> str:
        """The place without its line."""
        return self.place.partition(":")[0]


@dataclass(frozen=True)
class Measured:
    """One measure: what is counted, its summary, what is over its limit, and what is only remarked."""

    name: str
    counted: str
    summary: str
    findings: list[Finding]
    remarks: list[str] = field(default_factory=list)
