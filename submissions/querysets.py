"""Which submissions a viewer may know of. Everything that lists, counts, averages or exports starts here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from submissions.states import DERIVED_SOURCES, ConflictStanding, SubmissionState

if TYPE_CHECKING:
    from effgenai.accounts.models import User
    from effgenai.conferences.viewer import Viewer
    from submissions.models import AuthorAnswer, Conflict, Material, Submission


class ConflictQuerySet(models.QuerySet["Conflict"]):
    """Conflicts of interest."""

    def binding(self) -> ConflictQuerySet:
        """Those that keep a paper from a person: the confirmed ones. Everything that is shown asks this."""
        return self.filter(standing=ConflictStanding.CONFIRMED)

    def keeping_apart(self) -> ConflictQuerySet:
        """Those that keep a new assignment away: confirmed, or potential and not dismissed."""
        return self.exclude(standing=ConflictStanding.DISMISSED)

    def derived(self) -> ConflictQuerySet:
        """Those that nobody declared: they follow from author lists, addresses and affiliations."""
        return self.filter(source__in=DERIVED_SOURCES)


class AuthorAnswerQuerySet(models.QuerySet["AuthorAnswer"]):
    """What was said about who is an author."""

    def yes(self) -> AuthorAnswerQuerySet:
        """Of people who say that they are authors, or began the paper."""
        return self.filter(is_author=True, user__isnull=False)

    def no(self) -> AuthorAnswerQuerySet:
        """Of addresses that are no author's."""
        return self.filter(is_author=False)


class MaterialQuerySet(models.QuerySet["Material"]):
    """What authors of accepted papers put beside them."""

    def current(self) -> MaterialQuerySet:
        """The last one of each kind; the older ones are kept, but shown to nobody."""
        return self.filter(is_current=True)

    def public(self) -> MaterialQuerySet:
        """What everyone may see: its authors agreed, no chair hides it, and the paper is accepted."""
        accepted = self.filter(submission__state=SubmissionState.ACCEPTED)
        return accepted.current().filter(is_public=True, is_hidden=False)


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Submissions, by who asks."""

    def written_by(self, user: User) -> SubmissionQuerySet:
        """Those on whose author list the person stands with a verified address, and drafts they began."""
        on_the_list = Q(pk__in=user.authorships.values("submission"))
        return self.filter(on_the_list | Q(created_by=user, state=SubmissionState.DRAFT))

    def without_conflict(self, user: User) -> SubmissionQuerySet:
        """Those that the person neither said to have written nor is bound by a conflict with.

        Their word is asked as well as the conflict rows, so that a row that was never written cannot open
        a paper to its author. An author list alone is other people's word: it keeps nothing from anybody.
        """
        in_conflict = Q(pk__in=user.conflicts.binding().values("submission"))
        return self.exclude(in_conflict | Q(pk__in=user.author_answers.yes().values("submission")))

    def public(self) -> SubmissionQuerySet:
        """Those everyone may know of: accepted, which only happens when decisions are released."""
        return self.filter(state=SubmissionState.ACCEPTED)

    def beyond_draft(self) -> SubmissionQuerySet:
        """All that were submitted; a draft is its authors' own affair."""
        return self.exclude(state=SubmissionState.DRAFT)

    def handled_by(self, viewer: Viewer) -> SubmissionQuerySet:
        """What a chair works on: submitted papers of the conference without a conflict of theirs.

        Nothing for anyone else. Area chairs and reviewers reach papers through their assignments.
        """
        if viewer.user is None or not viewer.is_chair:
            return self.none()
        return self.filter(conference=viewer.conference).beyond_draft().without_conflict(viewer.user)

    def visible_to(self, viewer: Viewer) -> SubmissionQuerySet:
        """Papers whose existence the viewer may know of: public, own, and for chairs what they handle.

        Assigned reviewers are added by the reviews app, which knows of assignments (`reviews.querysets`).
        """
        mine = self.filter(conference=viewer.conference)
        if viewer.user is None:
            return mine.public()
        known = Q(pk__in=mine.public().values("pk")) | Q(pk__in=mine.written_by(viewer.user).values("pk"))
        if viewer.is_chair:
            known |= Q(pk__in=mine.handled_by(viewer).values("pk"))
        return mine.filter(known)
