"""`python -m measures` prints every measure, and ends with 1 when something is over its limit."""

from __future__ import annotations

import sys

from measures.every import every_measure
from measures.excuses import EXCUSES, excuse_of, unneeded
from measures.findings import Measured


def main() -> int:
    """Print the measures and the table of excuses; the status to end with."""
    measures = every_measure()
    over = [_print(measured) for measured in measures]
    idle = unneeded(finding for measured in measures for finding in measured.findings)
    print(f"\nexcuses: {len(EXCUSES)} (measures/excuses.py), {len(idle)} of them not needed any more")
    for excuse in idle:
        print(f"    {excuse.measure}, {excuse.where}, {excuse.what}")
    return int(any(over) or bool(idle))


def _print(measured: Measured) -> int:
    """Print one measure; how many places are over its limit and not excused."""
    over = [finding for finding in measured.findings if not excuse_of(finding)]
    print(f"\n{measured.name}: {measured.summary}\n  counted: {measured.counted}")
    print(f"  over: {len(over)}, excused: {len(measured.findings) - len(over)}")
    for line in [*(f"{finding.place}: {finding.what}" for finding in over), *measured.remarks]:
        print(f"    {line}")
    return len(over)


if __name__ == "__main__":
    sys.exit(main())
