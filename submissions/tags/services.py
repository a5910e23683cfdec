"""Putting tags on papers, taking them off, and renaming one on all papers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction

from effgenai.conferences.core.errors import Refused, refuse
from effgenai.conferences.core.records import record_all
from effgenai.conferences.core.viewer import Viewer
from effgenai.resilience.database.locks import lock_all
from submissions.core.models import Submission
from submissions.core.records import paper_line
from submissions.tags.models import PaperTag
from submissions.tags.rules import why_not_tags

GONE = "One of these papers is not there any more. Load the page again."


@transaction.atomic
def change_tags(
    *,
    viewer: Viewer,
    numbers: Collection[int],
    add: Sequence[str] = (),
    remove: Sequence[str] = (),
    at: dt.datetime,
) -> int:
    """Put tags on all these papers, and take others off; return how many papers changed.

    Raises Refused if a word cannot be a tag, or the viewer does not handle one of the papers.
    """
    refuse(why_not_tags(add) if add else None)
    papers = _locked(viewer, numbers)
    gone = _remove(papers, [word for word in remove if word not in add])
    new = _add(papers, add, at)
    _record("tag.remove", papers, gone, viewer=viewer, at=at)
    _record("tag.add", papers, new, viewer=viewer, at=at)
    return len(gone.keys() | new.keys())


def _add(papers: Sequence[Submission], words: Sequence[str], at: dt.datetime) -> dict[int, list[str]]:
    """Put the words where they are missing, and return where that was."""
    there = set(PaperTag.objects.filter(submission__in=papers).values_list("submission", "word"))
    new = {paper.pk: [word for word in words if (paper.pk, word) not in there] for paper in papers}
    PaperTag.objects.bulk_create(
        PaperTag(submission_id=paper, word=word, added_at=at) for paper in new for word in new[paper]
    )
    return {paper: missing for paper, missing in new.items() if missing}


def _remove(papers: Sequence[Submission], words: Sequence[str]) -> dict[int, list[str]]:
    """Take the words away, and return where they stood."""
    rows = PaperTag.objects.filter(submission__in=papers, word__in=words)
    found: dict[int, list[str]] = defaultdict(list)
    for paper, word in rows.order_by("word").values_list("submission", "word"):
        found[paper].append(word)
    rows.delete()
    return found


@transaction.atomic
def rename_tag(*, viewer: Viewer, word: str, to: str, at: dt.datetime) -> int:
    """Put another word in the place of a tag on every paper that the viewer handles; return on how many.

    On papers that have the other one already the two become one. Raises Refused if it cannot be a tag, or
    nothing has this one.
    """
    refuse(why_not_tags([to]))
    numbers = numbers_with(viewer, word)
    if not numbers:
        raise Refused(f"No paper has the tag “{word}” any more.")
    if to == word:
        return 0
    papers = _locked(viewer, numbers)
    tags = PaperTag.objects.filter(submission__in=papers)
    has_both = tags.filter(word=to).values_list("submission", flat=True)
    tags.filter(word=word, submission__in=list(has_both)).delete()
    tags.filter(word=word).update(word=to)
    names = {paper.pk: [f"{word} → {to}"] for paper in papers}
    _record("tag.rename", papers, names, viewer=viewer, at=at)
    return len(papers)


def numbers_with(viewer: Viewer, word: str) -> list[int]:
    """The numbers of the papers with this tag that the viewer handles."""
    rows = PaperTag.objects.visible_to(viewer).filter(word=word)
    return list(rows.values_list("submission__number", flat=True))


def _locked(viewer: Viewer, numbers: Collection[int]) -> list[Submission]:
    handled = Submission.objects.handled_by(viewer).values("pk")
    rows = Submission.objects.select_related("conference").filter(pk__in=handled, number__in=numbers)
    papers = lock_all(rows)
    if len(papers) != len(set(numbers)):
        raise Refused(GONE)
    return papers


def _record(
    action: str,
    papers: Sequence[Submission],
    words: Mapping[int, Sequence[str]],
    *,
    viewer: Viewer,
    at: dt.datetime,
) -> None:
    """A line for each paper on which something changed; no visitor sees a tag."""
    record_all(
        [
            paper_line(action, paper, by=viewer.user, at=at, summary=", ".join(words[paper.pk]), unseen=True)
            for paper in papers
            if words.get(paper.pk)
        ]
    )
