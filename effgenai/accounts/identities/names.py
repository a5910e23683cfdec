"""Whether two names may be the same person's: accents, case, order, hyphens, initials and spaces aside."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata

from effgenai.accounts.names.letters import folded

# The orders of more words than these are not tried: nobody writes such a name in all of them.
MAX_WORDS = 4
# A name is compared with many others, so what it was taken apart into is kept for a while.
CACHED_NAMES = 8192
# German and Scandinavian names lose their dots in two ways: Müller is Muller to one list, Mueller to another.
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name as they are compared. Hyphens and apostrophes join what stands beside them."""
    joined = re.sub(r"[-'.]", lambda sign: " " if sign[0] == "." else "", folded(name))
    return tuple(re.findall(r"[^\W_]+", joined))


@functools.lru_cache(maxsize=CACHED_NAMES)
def name_marks(name: str) -> frozenset[str]:
    """What two ways of writing one name have in common: all words in one, in any order, without spaces."""
    return frozenset(mark for spelling in _spellings(name) for mark in _in_any_order(spelling))


@functools.lru_cache(maxsize=CACHED_NAMES)
def _spellings(name: str) -> set[tuple[str, ...]]:
    composed = unicodedata.normalize("NFC", name).casefold()
    return {name_words(name), name_words(composed.translate(_SPELT_OUT))}


def _in_any_order(words: tuple[str, ...]) -> set[str]:
    if len(words) > MAX_WORDS:
        return {"".join(words), "".join(sorted(words))}
    return {"".join(order) for order in itertools.permutations(words)} - {""}


def same_name(one: str, other: str) -> bool:
    """Whether both may name one person. A name of initials alone, or of one word, fits only itself."""
    if name_marks(one) & name_marks(other):
        return True
    return any(_fit(a, b) for a in _spellings(one) for b in _spellings(other))


def _fit(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether each word of the shorter name is one of the longer or its initial, and two fit in all.

    One of them has to fit in full: J. S. is nobody in particular. Of the longer, one word may remain.
    """
    few, many = sorted((list(one), list(other)), key=len)
    if len(few) < 2 or len(many) - len(few) > 1:
        return False
    in_full = [word for word in few if len(word) > 1 and word in many]
    rest = list(many)
    for word in in_full:
        if word in rest:
            rest.remove(word)
    others = [word for word in few if word not in in_full]
    return bool(in_full) and _initials_fit(others, rest)


def _initials_fit(few: list[str], many: list[str]) -> bool:
    """Whether the words left over can be paired, one of each pair being the initial of the other."""
    rest = list(many)
    for word in few:
        found = next((other for other in rest if _is_initial(word, other)), None)
        if found is None:
            return False
        rest.remove(found)
    return True


def _is_initial(one: str, other: str) -> bool:
    """J is the initial of Jan. A single Chinese sign is a whole name, not an initial: it has no case."""
    short, long = sorted((one, other), key=len)
    return len(short) == 1 and unicodedata.category(short) == "Ll" and long.startswith(short)
