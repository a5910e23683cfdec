"""`python -m measures.commit_message FILE` ends with 1 where a message is not as we write them."""

from __future__ import annotations

import re
import sys
from pathlib import Path

MAX_SUBJECT = 72
# Written by git itself.
OF_GIT = ("Merge ", "Revert ", "fixup! ", "squash! ", "amend! ")


def faults_of(message: str) -> list[str]:
    """What is wrong with a message, as sentences; comments and what is below git's scissors do not count."""
    text = message.partition("\n# ------------------------ >8")[0]
    subject, *rest = [line.rstrip() for line in text.splitlines() if not line.startswith("#")] or [""]
    if subject.startswith(OF_GIT):
        return []
    found = {
        f"The subject has {len(subject)} characters; at most {MAX_SUBJECT}.": len(subject) > MAX_SUBJECT,
        "The first line is the subject; it is empty.": not subject,
        "The subject begins with a capital letter.": bool(subject) and subject[0] != subject[0].upper(),
        "The subject ends without a full stop.": subject.endswith("."),
        "An empty line stands between subject and body.": bool(rest) and bool(rest[0]),
        "The subject is a sentence, without a prefix.": bool(re.match(r"[\w()]+!?: ", subject)),
    }
    return [sentence for sentence, is_wrong in found.items() if is_wrong]


def main(path: str) -> int:
    """Print what is wrong with the message in a file; the status to end with."""
    faults = faults_of(Path(path).read_text(encoding="utf-8"))
    for fault in faults:
        print(fault, file=sys.stderr)
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
