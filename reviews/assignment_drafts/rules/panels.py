"""Rules on who reads a paper together, checked on a draft that was changed by hand."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Collection, Mapping

NOBODY: frozenset[int] = frozenset()
ASKED = {
    "senior": "Somebody senior",
    "one_per_institution": "No two people of one institution",
    "topic": "Somebody who knows one of its topics",
    "liked": "Somebody whose bid says yes",
    "no_mutual": "No two people on each other’s papers",
}
BROKEN = {
    "senior": "nobody is senior",
    "one_per_institution": "two people are of one institution",
    "topic": "nobody knows one of its topics",
    "liked": "nobody’s bid says yes",
    "no_mutual": "one of them wrote what an author of this paper reads",
}
Panels = Mapping[int, Collection[int]]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PanelFacts:
    """The rules asked for, and what they ask about, by ids of papers and people.

    `places` are institutions of people as they are compared; `willing` said yes to a paper and may read it.
    """

    rules: tuple[str, ...]
    senior: frozenset[int] = NOBODY
    places: Mapping[int, frozenset[str]] = dataclasses.field(default_factory=dict)
    topics_of_papers: Mapping[int, frozenset[int]] = dataclasses.field(default_factory=dict)
    topics_of_people: Mapping[int, frozenset[int]] = dataclasses.field(default_factory=dict)
    willing: Mapping[int, frozenset[int]] = dataclasses.field(default_factory=dict)
    authors: Mapping[int, frozenset[int]] = dataclasses.field(default_factory=dict)


def broken_rules(facts: PanelFacts, panels: Panels, paper: int) -> list[str]:
    """The names of the rules that this paper's panel does not keep; a paper without readers keeps all."""
    if not panels.get(paper):
        return []
    return [rule for rule in facts.rules if _CHECKS[rule](facts, panels, paper)]


def _lacks_senior(facts: PanelFacts, panels: Panels, paper: int) -> bool:
    return facts.senior.isdisjoint(panels[paper])


def _shares_institution(facts: PanelFacts, panels: Panels, paper: int) -> bool:
    places = [facts.places.get(person, frozenset()) for person in panels[paper]]
    return any(one & other for one, other in itertools.combinations(places, 2))


def _lacks_topic(facts: PanelFacts, panels: Panels, paper: int) -> bool:
    wanted = facts.topics_of_papers.get(paper, NOBODY)
    return bool(wanted) and not any(
        wanted & facts.topics_of_people.get(person, NOBODY) for person in panels[paper]
    )


def _lacks_bid(facts: PanelFacts, panels: Panels, paper: int) -> bool:
    willing = facts.willing.get(paper, NOBODY)
    return bool(willing) and willing.isdisjoint(panels[paper])


def _is_mutual(facts: PanelFacts, panels: Panels, paper: int) -> bool:
    authors = facts.authors.get(paper, NOBODY)
    return any(
        other != paper and not authors.isdisjoint(panels[other]) and not wrote.isdisjoint(panels[paper])
        for other, wrote in facts.authors.items()
        if other in panels
    )


_CHECKS: dict[str, Callable[[PanelFacts, Panels, int], bool]] = {
    "senior": _lacks_senior,
    "one_per_institution": _shares_institution,
    "topic": _lacks_topic,
    "liked": _lacks_bid,
    "no_mutual": _is_mutual,
}
