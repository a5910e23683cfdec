"""Keeps how well everybody fits every paper for the next page of the same draft.

Comparing all words takes a second or two at some hundred papers, and a chair who changes a draft opens many
pages. What is kept is found again only if every text, topic and weight is the same.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from typing import Any

from reviews.assignment_drafts.queries.facts import Facts
from reviews.assignment_drafts.rules.choices import Choices
from reviews.expertise.fit import MEANING, affinity_of, past_texts
from reviews.matching import Affinity, has_local_model

MAX_CACHED = 2
_cached: OrderedDict[str, Affinity] = OrderedDict()


def recent_affinity(facts: Facts, choices: Choices) -> Affinity:
    """Text and topics of all pairs of these facts, without bids, which change from one page to the next."""
    key = _digest(facts, choices)
    found = _cached.pop(key, None)
    if found is None:
        found = affinity_of(facts.papers, facts.members, weights=choices.weights)
    if _is_whole(found):
        _cached[key] = found
    while len(_cached) > MAX_CACHED:
        _cached.popitem(last=False)
    return found


def clear() -> None:
    """Keep nothing."""
    _cached.clear()


def _is_whole(affinity: Affinity) -> bool:
    """Whether nothing will be known soon that is not known yet: a worker may still be reading for meaning."""
    return not has_local_model() or any(part.name == MEANING for part in affinity.parts)


def _digest(facts: Facts, choices: Choices) -> str:
    written = past_texts(member.user_id for member in facts.members)
    state: list[Any] = [
        [
            [paper.pk, paper.title, paper.abstract, sorted(topic.pk for topic in paper.topics.all())]
            for paper in facts.papers
        ],
        [
            [one.user_id, sorted(topic.pk for topic in one.topics), written.get(one.user_id, [])]
            for one in facts.members
        ],
        choices.weights,
    ]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()
