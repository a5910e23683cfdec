"""Texts as the numbers that a language model of the BERT family reads: lower-case word pieces."""

import unicodedata
from collections.abc import Iterator, Mapping

import numpy as np

from reviews.matching.problem.arrays import Ints

_MAX_WORD = 100  # letters; a longer word is unknown, as in BERT
_START, _END, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
# Each character of these scripts is a word: CJK ideographs and their extensions.
_IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2CEAF), (0x2F800, 0x2FA1F))


class WordPieces:
    """Cuts texts into the word pieces of one vocabulary, which maps each piece to its number."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._vocabulary = vocabulary
        self._seen: dict[str, list[int]] = {}

    def numbers(self, text: str, most: int) -> Ints:
        """The numbers of the first pieces of a text, at most `most` with the marks of beginning and end."""
        found: list[int] = [self._vocabulary[_START]]
        for word in _words(text):
            found += self._pieces(word)
            if len(found) >= most:
                break
        return np.array([*found[: most - 1], self._vocabulary[_END]], dtype=np.int64)

    def _pieces(self, word: str) -> list[int]:
        if word not in self._seen:
            self._seen[word] = self._cut(word)
        return self._seen[word]

    def _cut(self, word: str) -> list[int]:
        """The longest known pieces from left to right; a word that no pieces make is unknown as a whole."""
        unknown = [self._vocabulary[_UNKNOWN]]
        pieces: list[int] = []
        start = 0 if len(word) <= _MAX_WORD else -1
        while 0 <= start < len(word):
            end = self._end_of_piece(word, start)
            if end == start:
                return unknown
            pieces.append(self._vocabulary[_named(word, start, end)])
            start = end
        return pieces or unknown

    def _end_of_piece(self, word: str, start: int) -> int:
        ends = range(len(word), start, -1)
        return next((end for end in ends if _named(word, start, end) in self._vocabulary), start)


def _named(word: str, start: int, end: int) -> str:
    return word[start:end] if start == 0 else f"##{word[start:end]}"


def _words(text: str) -> Iterator[str]:
    for chunk in "".join(map(_spaced, text)).split():
        bare = unicodedata.normalize("NFD", chunk.lower())
        yield from "".join(map(_apart, bare)).split()


def _spaced(char: str) -> str:
    """Blanks around what is a word by itself, nothing for what nobody sees."""
    if char in "\t\n\r" or unicodedata.category(char) == "Zs":
        return " "
    if char in "\0�" or unicodedata.category(char).startswith("C"):
        return ""
    return f" {char} " if any(low <= ord(char) <= high for low, high in _IDEOGRAPHS) else char


def _apart(char: str) -> str:
    """Blanks around punctuation, nothing for accents."""
    category = unicodedata.category(char)
    if category == "Mn":
        return ""
    sign = category.startswith("P") or (char.isascii() and not char.isalnum())
    return f" {char} " if sign else char
