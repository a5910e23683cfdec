"""Names of people and papers in plain letters: for citations, their keys, and names of files."""

from __future__ import annotations

import dataclasses
import re
import unicodedata

from effgenai.accounts.letters import LETTERS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Written small they always belong to the family name; written large only between two other words.
_PARTICLES = _words(
    """
    af al ap av ben bin bint da dal dalla das de degli dei del dela della den der des di do dos du e el het
    ibn la las le li lo los san santa st. ten ter 't till van vande vander vom von zu zum zur
    """
)
_CAPITAL_PARTICLES = _words(
    "Al Da Dal De Del Della Den Der Di Dos Du El La Le St. Ten Ter Van Vande Vander Von"
)
_JOINERS = frozenset({"y", "e", "i"})  # Ortega y Gasset
_SUFFIX = re.compile(r"(?:Jr|Sr|Jnr|Snr)\.?|I{2,3}|IV", re.IGNORECASE)
_STOP_WORDS = _words("a an the on of for in to and with towards toward is are")
_FORMULA = re.compile(r"\$[^$]*\$")


@dataclasses.dataclass(frozen=True, slots=True)
class Name:
    """The parts of a name; `given` is empty for who goes by one name."""

    family: str
    given: str = ""
    suffix: str = ""


def split_name(text: str) -> Name:
    """The parts of a name as it is usually written in Latin letters, or as "Family, Given".

    A guess: Ludwig van Beethoven is of the family van Beethoven, Martin Luther King Jr. has a suffix. Who
    writes the family name first without a comma is taken at the last word.
    """
    if "," in text:
        return _with_comma(text)
    words = text.split()
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    start = _start_of_family(words)
    return Name(" ".join(words[start:]), " ".join(words[:start]), suffix)


def _start_of_family(words: list[str]) -> int:
    start = max(len(words) - 1, 0)
    if start > 2 and words[start - 1] in _JOINERS:
        start -= 2
    while start > 1 and words[start - 1] in _PARTICLES | _CAPITAL_PARTICLES:
        start -= 1
    return 0 if start == 1 and words[0] in _PARTICLES else start


def _with_comma(text: str) -> Name:
    parts = [" ".join(part.split()) for part in text.split(",")]
    family, rest = parts[0], [part for part in parts[1:] if part]
    if rest and _SUFFIX.fullmatch(rest[0]):
        suffix = rest.pop(0)
        return Name(family, " ".join(rest), suffix) if rest else _suffixed(family, suffix)
    return Name(family, " ".join(rest))


def _suffixed(text: str, suffix: str) -> Name:
    """A name in its usual order with a suffix behind a comma: Martin Luther King, Jr."""
    return dataclasses.replace(split_name(text), suffix=suffix)


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
