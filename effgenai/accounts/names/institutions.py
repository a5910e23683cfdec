"""When two people count as being of the same institution: pure comparison of names and mail domains.

What is compared are marks: the registrable domain of an address, and names folded to their telling words.
"""

from __future__ import annotations

import functools
import itertools
import pathlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping

from publicsuffixlist import PublicSuffixList

from effgenai.accounts.names import made_up
from effgenai.accounts.names.letters import LETTERS

Aliases = Mapping[str, str]
NO_ALIASES: Aliases = {}
DATA = pathlib.Path(__file__).parent / "data"
_SMALL = frozenset(
    ["the", "of", "at", "and", "for", "in", "la", "le", "les", "el", "y", "e", "et", "und"]
) | frozenset(["de", "del", "della", "di", "du", "des", "der", "die", "das", "do", "da", "dos"])
# Accents of alphabets. Other combining signs, such as vowels of Indic scripts, make another word.
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]")
_DOMAIN = re.compile(r"[\w-]+(\.[\w-]+)*\.[^\W\d_]{2,}")
_PARTS = re.compile(r"[,;/|()\[\]\n、，；（）·]|\s[-–—]\s")
_UNIVERSITY = ("univ", "универс", "універс", "جامعة", "دانشگاه", "אוניברסיט", "πανεπιστημι")
# Written without spaces: the head of the name ends with the word for a university or an academy.
_HEAD = re.compile(r"(?P<head>\w{2,}?(大学|大學|대학교|科学院|科學院))")
_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@functools.cache
def _words(name: str) -> frozenset[str]:
    """The entries of a data file, one or several a line, folded."""
    return frozenset(word for line in data_lines(name) for word in _folded(line).split())


def data_lines(name: str) -> list[str]:
    """The lines of a file beside this module, without comments and empty ones."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


@functools.cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@functools.lru_cache(maxsize=8192)
def institution_domain(email: str) -> str:
    """The domain that stands for an institution: cs.toronto.edu becomes toronto.edu; or ""."""
    return _registrable(email.rpartition("@")[2])


def _registrable(host: str) -> str:
    host = _readable(host.strip().strip(".").casefold()).removesuffix(made_up.ENDING)
    if not host or _is_free_mail(host):
        return ""
    return _suffixes().privatesuffix(host) or ""


def _readable(host: str) -> str:
    """The host in its own letters, whichever way it was written."""
    try:
        return host.encode("ascii").decode("idna") if "xn--" in host else host
    except UnicodeError:
        return host


def _is_free_mail(host: str) -> bool:
    """Addresses there say nothing about where somebody works. Some providers have a host in each country."""
    labels = host.split(".")
    tails = {".".join(labels[first:]) for first in range(len(labels))}
    brand = (_suffixes().privatesuffix(host) or "").partition(".")[0]
    return not tails.isdisjoint(_words("free_mail.txt")) or f"{brand}.*" in _words("free_mail.txt")


def _folded(text: str) -> str:
    """Without accents, case and width, in every script."""
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).translate(LETTERS))
    return unicodedata.normalize("NFC", _ACCENTS.sub("", spread)).casefold()


def _words_of(name: str) -> list[str]:
    """The words of a name; M.I.T. and A & M are one word each, small words are left out."""
    text = "".join(map(_sign, _folded(name)))
    words = [word for word in text.split() if word not in _SMALL or len(word) == 1]
    return re.sub(r"(?<!\S)([a-z]) (?=[a-z](?!\S))", r"\1", " ".join(words)).split()


def _sign(sign: str) -> str:
    """Letters, marks and digits as they are; apostrophes join what they stand between, the rest parts it."""
    if unicodedata.category(sign)[0] in "LMN":
        return sign
    return "" if sign in "'`\u05f3\u05f4" else " "


def institution_name(name: str) -> str:
    """A name without accents, case, punctuation and small words; empty if it names no institution."""
    words = _words_of(name)
    return " ".join(words) if _tells(words) else ""


def _tells(words: Collection[str]) -> bool:
    """Whether these words could set one institution apart; of a university its country is enough."""
    telling = [word for word in words if _is_long(word) and word not in _words("no_institution.txt")]
    if set(telling) - _words("common_words.txt") - _words("countries.txt"):
        return True
    return _names_a_kind(words) and not _words("countries.txt").isdisjoint(telling)


def _names_a_kind(words: Collection[str]) -> bool:
    """Whether a university or an institute is named."""
    return any(
        word.startswith(_UNIVERSITY) or word in {"institute", "academy", "polytechnic"} for word in words
    )


def _is_long(word: str) -> bool:
    """Longer than a number or an abbreviation that many share; ideographs say more in fewer signs."""
    return not word.isnumeric() and len(word) > (1 if _IDEOGRAPHS.search(word) else 2)


def _is_none(words: list[str]) -> bool:
    """Whether it says that there is no institution, as “Independent Researcher” does."""
    return bool(words) and _words("no_institution.txt") >= set(words)


@functools.lru_cache(maxsize=8192)
def _own_marks(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """The marks by which the name itself is known, and those that count only if an alias has them."""
    parts = _parts(name)
    has_whole = not any(_is_none(_words_of(part)) or _DOMAIN.fullmatch(part) for part in parts)
    whole = institution_name(name) if has_whole else ""
    strong = {mark for part in parts for mark in _strong_marks(part)}
    weak = {mark for part in parts for mark in (institution_name(part), _head_words(part))}
    return frozenset({whole, *strong}), frozenset(weak)


def _parts(name: str) -> list[str]:
    """What stands between commas; a university of many campuses keeps the one that follows it."""
    found: list[str] = []
    for part in filter(None, (part.strip() for part in _PARTS.split(name))):
        if found and " ".join(_words_of(found[-1])) in _systems():
            found[-1] += f" {part}"
        else:
            found.append(part)
    return found


@functools.cache
def _systems() -> frozenset[str]:
    return frozenset(" ".join(_words_of(line)) for line in data_lines("campuses.txt"))


def _strong_marks(part: str) -> set[str]:
    """A part that names a university on its own, whatever department or town stands beside it."""
    if _DOMAIN.fullmatch(part):
        return {_registrable(part)}
    words = _words_of(part)
    heads = {found["head"] for found in map(_HEAD.match, words) if found and _tells([found["head"]])}
    rest = _without_titles([word for word in words if not _IDEOGRAPHS.search(word)])
    named = any(word.startswith(_UNIVERSITY) for word in rest) or {"institute", "technology"} <= set(rest)
    if named and _tells(rest) and " ".join(rest) not in _systems():
        heads.add(" ".join(rest))
    return heads


def _without_titles(words: list[str]) -> list[str]:
    """Without what somebody is there: “PhD student at the University of Toronto”."""
    return list(itertools.dropwhile(_words("no_institution.txt").__contains__, words))


def _head_words(part: str) -> str:
    """What is left without common words at the end: “Google Research Europe” is of Google."""
    words = _words_of(part)
    while words and not _tells(words[-1:]):
        words.pop()
    return " ".join(words)


def alias_table(groups: Iterable[Iterable[str]]) -> Aliases:
    """For each mark of these groups of names and domains the one that stands for the whole group.

    Groups that share a name are one.
    """
    group_of: dict[str, set[str]] = {}
    for names in groups:
        joined = set().union(*(_own_marks(name)[0] for name in names)) - {""}
        joined |= set().union(*(group_of.get(mark, set()) for mark in joined))
        group_of.update(dict.fromkeys(joined, joined))
    return {mark: min(joined) for mark, joined in group_of.items()}


def institution_marks(
    emails: Iterable[str], names: Iterable[str], aliases: Aliases = NO_ALIASES
) -> frozenset[str]:
    """Everything by which a person's institutions are recognised; an alias stands for all of its group."""
    marks = {institution_domain(email) for email in emails}
    for name in names:
        own, if_known = _own_marks(name)
        marks |= own | (if_known & aliases.keys())
    return frozenset(aliases.get(mark, mark) for mark in marks - {""})
