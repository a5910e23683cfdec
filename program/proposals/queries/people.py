"""Who is who among authors, speakers, chairs and those who are away: one name for each person."""

from __future__ import annotations

from collections import defaultdict


class Names:
    """Names by which the planner tells people apart, and which its sentences say.

    An address is a person; a name without one is the only person of this name who has one, if there is. Names
    are given once everybody was noted.
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._of_name: dict[str, set[str]] = defaultdict(set)

    def note(self, email: str, name: str) -> None:
        """Know of somebody. The name that is noted first is the one that is said."""
        if identity := email.casefold() or _folded(name):
            self._names.setdefault(identity, " ".join(name.split()) or email)
            if email:
                self._of_name[_folded(name)].add(identity)

    def of(self, email: str, name: str) -> str:
        """The name of somebody who was noted, with the address where others are called the same."""
        identity = email.casefold() or _folded(name)
        if not email and len(known := self._of_name.get(identity, set())) == 1:
            identity = next(iter(known))
        said = self._names[identity]
        return (
            said
            if len(self._of_name.get(_folded(said), ())) < 2 or "@" not in identity
            else f"{said} ({identity})"
        )


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
