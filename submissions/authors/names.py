"""Names of people and papers in plain letters: for citations, their keys, and names of files."""

from __future__ import annotations

import dataclasses
import functools
import re
import unicodedata

from nameparser import Lexicon, ParsedName, Parser, Policy, Role

from effgenai.accounts.names.letters import LETTERS

# The library knows titles and degrees; author lists have few of those and many people called King or Ma.
_SUFFIXES = frozenset({"jr", "jnr", "junior", "sr", "snr", "senior", "ii", "iii", "iv"})
_FURTHER_PARTICLES = frozenset({"ap", "el", "las", "los", "ten"})
_SUFFIX = re.compile(r"(?:Jr|Sr|Jnr|Snr)\.?|I{2,3}|IV", re.IGNORECASE)
_STOP_WORDS = frozenset(
    {"a", "an", "the", "on", "of", "for", "in", "to", "and", "with", "towards", "toward", "is", "are"}
)
_FORMULA = re.compile(r"\$[^$]*\$")


@dataclasses.dataclass(frozen=True, slots=True)
class Name:
    """The parts of a name; `given` is empty for who goes by one name."""

    family: str
    given: str = ""
    suffix: str = ""


def split_name(text: str) -> Name:
    """The parts of a name as it is usually written in its script, or as "Family, Given".

    A guess: Ludwig van Beethoven is of the family van Beethoven, Martin Luther King Jr. has a suffix, and
    山田 太郎 is of the family 山田. Who writes the family name first in Latin letters, without a comma, is
    taken at the last word.
    """
    name = _parser().parse(_suffix_last(text))
    family, suffix = _joined(name, Role.FAMILY), _joined(name, Role.SUFFIX)
    given = _joined(name, *(set(Role) - {Role.FAMILY, Role.SUFFIX}))
    return Name(family, given, suffix) if family and given else Name(" ".join(text.split()))


@functools.cache
def _parser() -> Parser:
    """Made once, when the first name is read: its vocabulary takes a while to load."""
    lexicon = dataclasses.replace(
        Lexicon.default(),
        titles=frozenset(),
        given_name_titles=frozenset(),
        after_given_titles=frozenset(),
        honorific_tails=frozenset(),
        maiden_markers=frozenset(),
        suffix_acronyms=frozenset(),
        suffix_acronyms_ambiguous=frozenset(),
        suffix_words=_SUFFIXES,
    )
    policy = Policy(nickname_delimiters=frozenset(), strip_emoji=False, strip_bidi=False)
    return Parser(lexicon.add(particles=_FURTHER_PARTICLES), policy)


def _suffix_last(text: str) -> str:
    """BibTeX writes "King, Jr., Martin Luther"; the library looks for a suffix at the end."""
    family, *rest = [part.strip() for part in text.split(",")]
    is_second = len(rest) > 1 and _SUFFIX.fullmatch(rest[0])
    return ", ".join([family, *rest[1:], rest[0]]) if is_second else text


def _joined(name: ParsedName, *roles: Role) -> str:
    """The words that have one of these roles, in the order in which they were written."""
    return " ".join(token.text for token in name.tokens if token.role in roles)


def plain(text: str) -> str:
    """The text in the letters of ASCII as far as that can be done: accents fall, ø becomes o."""
    spread = unicodedata.normalize("NFKD", text.translate(LETTERS))
    return spread.encode("ascii", "ignore").decode()


def slug(text: str) -> str:
    """The words of a text, plain and small, with hyphens between them."""
    return "-".join(re.findall(r"[a-z0-9]+", plain(text).lower().replace("'", "")))


def without_formulas(title: str) -> str:
    """A title without what stands between dollar signs."""
    return _FORMULA.sub(" ", title)


def first_word(title: str) -> str:
    """The first word of a title that says something, plain and small; empty if it has none."""
    words = slug(without_formulas(title)).split("-")
    return next((word for word in words if word and word not in _STOP_WORDS), "")
