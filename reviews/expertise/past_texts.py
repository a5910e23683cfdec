"""What people wrote before, held by this process, so that a page about one paper need not read it all anew.

It is found again only while every text is the same: the database computes a stamp of their content, which
takes some milliseconds where reading them takes a hundred and more.
"""

from __future__ import annotations

import dataclasses
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import CharField, F, TextField, Value
from django.db.models.functions import MD5, Cast, Concat

from reviews.expertise.models import PastPaper
from reviews.expertise.vectors import Vectors, meaning_with, vectors_of
from reviews.matching import MeaningPart, Part, PreparedWords, has_local_model

MAX_CACHED = 2
Stamp = tuple[tuple[int, ...], bool, str]
_cached: OrderedDict[Stamp, PastTexts] = OrderedDict()
_lock = threading.Lock()


@dataclasses.dataclass(frozen=True, eq=False, slots=True)
class PastTexts:
    """The past papers of `people`, in this order.

    `vectors` is None without a model, or while it still reads.
    """

    people: tuple[int, ...]
    texts: Sequence[Sequence[str]]
    words: PreparedWords
    vectors: dict[str, Vectors] | None

    def parts_for(self, text: str, *, words: str) -> list[Part]:
        """How near the text of a paper is to what they wrote: in words, by this name, and in meaning."""
        meaning = self._meaning_of(text)
        return [self.words.part_for(text, name=words), *([meaning] if meaning else [])]

    def _meaning_of(self, text: str) -> MeaningPart | None:
        own = vectors_of([text]) if self.vectors is not None else None
        if self.vectors is None or own is None:
            return None
        return meaning_with([text], self.texts, self.vectors | own)

    @property
    def is_whole(self) -> bool:
        """Whether nothing will be known soon that is not known yet: a worker may be reading for meaning."""
        return self.vectors is not None or not has_local_model()


def past_texts_of(people: Iterable[int]) -> PastTexts:
    """What these people wrote before, read now or by an earlier page."""
    ids = tuple(sorted(people))
    stamp = _stamp(ids)
    with _lock:
        found = _cached.get(stamp)
        if found is not None:
            _cached.move_to_end(stamp)
            return found
    found = _read(ids)
    if found.is_whole and _stamp(ids) == stamp:  # else somebody changed a text meanwhile
        _save(stamp, found)
    return found


def clear() -> None:
    """Drop all that was read."""
    with _lock:
        _cached.clear()


def _save(stamp: Stamp, texts: PastTexts) -> None:
    with _lock:
        _cached[stamp] = texts
        while len(_cached) > MAX_CACHED:
            _cached.popitem(last=False)


def _read(people: tuple[int, ...]) -> PastTexts:
    written: dict[int, list[str]] = {person: [] for person in people}
    rows = PastPaper.objects.filter(user__in=people).order_by("pk")
    for user, title, abstract in rows.values_list("user", "title", "abstract"):
        written[user].append(text_of(title, abstract))
    texts = list(written.values())
    vectors = vectors_of([text for some in texts for text in some])
    return PastTexts(people, texts, PreparedWords(texts), vectors)


def _stamp(people: tuple[int, ...]) -> Stamp:
    """Who these people are, and one word for all that they wrote; one query."""
    text = MD5(Concat(F("title"), Value("\n"), F("abstract"), output_field=TextField()))
    line = Concat(Cast("user", CharField()), Value(":"), text, output_field=TextField())
    written = PastPaper.objects.filter(user__in=people).order_by()
    of_texts = written.aggregate(stamp=MD5(StringAgg(line, ",", order_by="pk", default=Value(""))))["stamp"]
    return people, has_local_model(), of_texts


def text_of(title: str, abstract: str) -> str:
    """What is read of a paper."""
    return f"{title}\n{abstract}"
