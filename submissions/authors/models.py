"""Author lines, and what people say of being listed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from effgenai.accounts.names.made_up import ENDING, is_made_up
from submissions.core.models import Submission

PERSON = settings.AUTH_USER_MODEL


class AuthorAnswerQuerySet(models.QuerySet["AuthorAnswer"]):
    """What was said about who is an author."""

    def yes(self) -> AuthorAnswerQuerySet:
        """Of people who say that they are authors, or began the paper."""
        return self.filter(is_author=True, user__isnull=False)

    def no(self) -> AuthorAnswerQuerySet:
        """Of addresses that are no author's."""
        return self.filter(is_author=False)


class AuthorshipQuerySet(models.QuerySet["Authorship"]):
    """Lines of author lists."""

    def standing(self) -> AuthorshipQuerySet:
        """Those of which nobody said that they name no author."""
        same = {"submission": OuterRef("submission"), "email__iexact": OuterRef("email")}
        return self.filter(~Exists(AuthorAnswer.objects.no().filter(**same)))

    def with_an_address(self) -> AuthorshipQuerySet:
        """Those whose address was not made up by an import."""
        return self.exclude(email__iendswith=ENDING)


class Authorship(models.Model):
    """One line of the author list. `user` is set once that person has verified the address."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="authorships")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("name", max_length=200)
    email = models.EmailField("e-mail address")
    affiliation = models.CharField("affiliation", max_length=200, blank=True)
    user = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="authorships")
    is_contact = models.BooleanField("contact author", default=False)
    is_presenter = models.BooleanField("presents", default=False)

    objects = AuthorshipQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        indexes = [models.Index(Lower("email"), name="author_by_address")]
        constraints = [
            models.UniqueConstraint(
                "submission",
                Lower("email"),
                name="an_author_stands_once_on_a_paper",
                violation_error_message="This address is already on the author list.",
            ),
            models.UniqueConstraint(
                fields=["submission", "position"],
                name="one_author_at_a_place",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="Two authors cannot have the same place in the list.",
            ),
            models.UniqueConstraint(
                fields=["submission", "user"],
                name="an_account_stands_once_on_a_paper",
                violation_error_message="This person is already on the author list under another address.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_made_up_address(self) -> bool:
        """Whether an import had no address of theirs, so that they get no mail."""
        return is_made_up(self.email)


class AuthorAnswer(models.Model):
    """Whether an address that stands, or stood, on a paper's author list is really an author's.

    Said by the person (`user` is the account that said yes) or by a chair. It outlives the line itself:
    nobody is asked twice, and nobody forgets by leaving the list.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="answers")
    email = models.EmailField("e-mail address")
    is_author = models.BooleanField("is an author")
    user = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="author_answers")
    at = models.DateTimeField()

    objects = AuthorAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "submission",
                Lower("email"),
                name="an_author_answers_once",
                violation_error_message="For this address it was said already whether it is an author's.",
            ),
            models.CheckConstraint(
                condition=Q(is_author=True) | Q(user__isnull=True),
                name="who_is_no_author_is_not_kept",
                violation_error_message="An account is kept only of who says yes.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {'an author' if self.is_author else 'no author'} of {self.submission_id}"
