"""Short words that chairs put on papers for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from submissions.core.models import Submission

if TYPE_CHECKING:
    from effgenai.conferences.core.viewer import Viewer


class PaperTagQuerySet(models.QuerySet["PaperTag"]):
    """Tags, by who asks."""

    def visible_to(self, viewer: Viewer) -> PaperTagQuerySet:
        """Those of the papers that a chair handles; nobody else knows of any."""
        return self.filter(submission__in=Submission.objects.handled_by(viewer).values("pk"))


class PaperTag(models.Model):
    """A word on one paper, in small letters, as `read_tags` makes it.

    There is no row for a word by itself: it would tell a chair of words that stand only on papers of which
    they must not notice anything.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="tags")
    word = models.CharField("tag", max_length=30)
    added_at = models.DateTimeField()

    objects = PaperTagQuerySet.as_manager()

    class Meta:
        ordering = ["word"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "word"],
                name="a_tag_stands_once_on_a_paper",
                violation_error_message="This paper has that tag already.",
            ),
        ]

    def __str__(self) -> str:
        return self.word
