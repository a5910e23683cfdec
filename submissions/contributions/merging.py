"""Papers and conflicts of interest, when two accounts of one person are merged."""

from __future__ import annotations

from collections.abc import Iterator

from effgenai.accounts.identities.merging import Merge, MergePart, hand_over
from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from submissions.authors.models import Authorship
from submissions.authors.services import link_authorships
from submissions.conflicts.models import Conflict
from submissions.conflicts.services.derived import refresh_conflicts, refresh_conflicts_of
from submissions.conflicts.states import ConflictStanding
from submissions.core.models import Submission
from submissions.saved_lists.models import SavedList

# The stronger one of two holds: nobody gets to see a paper by having two accounts.
STRENGTH = (ConflictStanding.DISMISSED, ConflictStanding.POTENTIAL, ConflictStanding.CONFIRMED)


def _authorships(merge: Merge, relation: str) -> None:
    """Author lines of both. Where both stand on one paper, the line of the contact author stays linked."""
    known = {line.submission_id: line for line in merge.kept.authorships.all()}
    for line in list(merge.gone.authorships.all()):
        mine = known.get(line.submission_id)
        if mine and not (line.is_contact and not mine.is_contact):
            Authorship.objects.filter(pk=line.pk).update(user=None)
            continue
        if mine:
            Authorship.objects.filter(pk=mine.pk).update(user=None)
        Authorship.objects.filter(pk=line.pk).update(user=merge.kept)


def _conflicts(merge: Merge, relation: str) -> None:
    """The conflicts of both. Of two from one source the stronger holds; what both tell is kept."""
    known = {(row.submission_id, row.source): row for row in merge.kept.conflicts.all()}
    for row in list(merge.gone.conflicts.all()):
        mine = known.get((row.submission_id, row.source))
        if mine is None:
            Conflict.objects.filter(pk=row.pk).update(user=merge.kept)
            continue
        mine.standing = max(mine.standing, row.standing, key=STRENGTH.index)
        mine.detail = _both(mine.detail, row.detail)
        mine.save(update_fields=["standing", "detail"])
        row.delete()


def _named(merge: Merge, relation: str) -> None:
    """Lines in which authors named either account; who is named twice on a paper is named once."""
    mine = set(merge.kept.named_conflicts.values_list("submission", flat=True))
    merge.gone.named_conflicts.filter(submission__in=mine).delete()
    merge.gone.named_conflicts.update(user=merge.kept)


def _advance(merge: Merge, relation: str) -> None:
    """What both said in advance; the same line once."""
    mine = {(row.conference_id, row.text.lower()) for row in merge.kept.advance_conflicts.all()}
    for row in list(merge.gone.advance_conflicts.all()):
        if (row.conference_id, row.text.lower()) in mine:
            row.delete()
    merge.gone.advance_conflicts.update(user=merge.kept)


def _saved_lists(merge: Merge, relation: str) -> None:
    """The lists of both; of two private ones of a name the other account's gets its number."""
    private = SavedList.objects.filter(is_shared=False)
    mine = {(row.conference_id, row.name.lower()) for row in private.filter(owner=merge.kept)}
    private.filter(owner=merge.gone).update(is_default=False)
    for row in SavedList.objects.filter(owner=merge.gone):
        if not row.is_shared and (row.conference_id, row.name.lower()) in mine:
            row.name = f"{row.name[:40]} ({row.pk})"
        row.owner = merge.kept
        row.save(update_fields=["name", "owner"])


def _both(one: str, other: str) -> str:
    names = dict.fromkeys([*one.split(", "), *other.split(", ")])
    return ", ".join(name for name in names if name)[:300]


def _find_conflicts(merge: Merge) -> None:
    """What follows from the addresses, places and papers of both together; none is forgotten."""
    user = merge.kept
    link_authorships(user=user, at=merge.at)
    papers = Submission.objects.filter(pk__in=user.authorships.values("submission"))
    for conference in Conference.objects.filter(pk__in=papers.values("conference")):
        refresh_conflicts(
            conference=conference,
            at=merge.at,
            submissions=list(papers.filter(conference=conference)),
            clear_stale=False,
        )
    refresh_conflicts_of(user=user, at=merge.at)


def _preview(stays: User, goes: User) -> Iterator[str]:
    papers = Submission.objects.filter(authorships__user=goes).select_related("conference")
    on_both = set(stays.authorships.values_list("submission", flat=True))
    for paper in papers.order_by("conference__slug", "number"):
        title = paper.title or "untitled draft"
        twice = " You stand on it twice; the author list stays as it is." if paper.pk in on_both else ""
        yield f"{paper.conference.short_name}: your paper {paper.number}, “{title}”, moves along.{twice}"


PART = MergePart(
    rows={
        "submissions.Authorship.user": _authorships,
        "submissions.AuthorAnswer.user": hand_over,
        "submissions.Conflict.user": _conflicts,
        "submissions.NamedConflict.user": _named,
        "submissions.AdvanceConflict.user": _advance,
        "submissions.NamedConflict.created_by": hand_over,
        "submissions.ConflictBatch.bound_by": hand_over,
        "submissions.Conflict.created_by": hand_over,
        "submissions.PaperException.created_by": hand_over,
        "submissions.SavedList.owner": _saved_lists,
        "submissions.Submission.created_by": hand_over,
        "submissions.Submission.decided_by": hand_over,
        "submissions.Revision.created_by": hand_over,
        "submissions.Material.added_by": hand_over,
        "submissions.Award.given_by": hand_over,
    },
    preview=_preview,
    afterwards=_find_conflicts,
)
