from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from effgenai.conferences.models import Conference, Topic, Track
from effgenai.files.models import StoredFile
from submissions.querysets import (
    AuthorAnswerQuerySet,
    ConflictQuerySet,
    MaterialQuerySet,
    SubmissionQuerySet,
)
from submissions.states import (
    DECIDED,
    FILE_KINDS,
    LINK_KINDS,
    ConflictSource,
    ConflictStanding,
    MaterialKind,
    NamedKind,
    SubmissionState,
)

PERSON = settings.AUTH_USER_MODEL


class Submission(models.Model):
    """A paper on its way through a conference.

    `title`, `abstract` and `manuscript` are the working copy while it is a draft, and equal the current
    revision from then on. `number` is what people call it by; it is unique within the conference.
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField()
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="submissions")
    topics = models.ManyToManyField(Topic, related_name="submissions", blank=True)
    title = models.CharField("title", max_length=300, blank=True)
    abstract = models.TextField("abstract", blank=True)
    manuscript = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=14, choices=SubmissionState, default=SubmissionState.DRAFT)
    presentation = models.CharField("presented as", max_length=60, blank=True)
    version = models.PositiveIntegerField(default=0)
    external_id = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["conference", "state"], name="submission_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "number"],
                name="a_number_names_one_submission",
                violation_error_message="There is already a submission of this number.",
            ),
            models.UniqueConstraint(
                fields=["conference", "external_id"],
                condition=~Q(external_id=""),
                name="an_imported_paper_comes_once",
                violation_error_message="A paper with this identifier was imported before.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SubmissionState.values),
                name="submission_state_is_known",
                violation_error_message="That state of a submission does not exist.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(DECIDED), decided_at__isnull=False)
                | Q(state=SubmissionState.WITHDRAWN)
                | (~Q(state__in=sorted(DECIDED)) & Q(decided_at__isnull=True)),
                name="submission_is_decided_iff_it_has_a_time",
                violation_error_message="A decided submission has the time of it, and only such a one.",
            ),
            models.CheckConstraint(
                condition=Q(state=SubmissionState.DRAFT) | Q(submitted_at__isnull=False),
                name="submission_beyond_draft_was_submitted",
                violation_error_message="Only a draft has never been submitted.",
            ),
            models.CheckConstraint(
                condition=Q(state=SubmissionState.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(state=SubmissionState.WITHDRAWN) & Q(withdrawn_at__isnull=True)),
                name="submission_is_withdrawn_iff_it_has_a_time",
                violation_error_message="A withdrawn submission has the time of it, and only such a one.",
            ),
            models.CheckConstraint(
                condition=Q(state=SubmissionState.DRAFT) | ~Q(title=""),
                name="submission_beyond_draft_has_a_title",
                violation_error_message="A submission needs a title.",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.title or 'Untitled draft'}"


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


class Revision(models.Model):
    """An immutable version of a submission with its receipt. `authors` and `topics` stand as they were."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    abstract = models.TextField()
    authors = models.JSONField(default=list)
    topics = models.JSONField(default=list)
    track_name = models.CharField(max_length=120)
    manuscript = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    is_current = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    receipt = models.CharField("signature of the receipt", max_length=64)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "number"],
                name="a_version_number_comes_once",
                violation_error_message="There is already a version of this number.",
            ),
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(is_current=True),
                name="one_version_is_current",
                violation_error_message="Only one version can be the current one.",
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"


class Conflict(models.Model):
    """A person should not judge a submission. One row per person, submission and source.

    A confirmed one keeps the paper from them; a potential one only keeps new assignments away.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="conflicts")
    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="conflicts")
    source = models.CharField(max_length=12, choices=ConflictSource)
    standing = models.CharField(max_length=10, choices=ConflictStanding, default=ConflictStanding.CONFIRMED)
    detail = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ConflictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "user", "source"],
                name="a_conflict_is_known_once_per_source",
                violation_error_message="This conflict is already known.",
            ),
            models.CheckConstraint(
                condition=~Q(source=ConflictSource.AUTHOR) | ~Q(standing=ConflictStanding.DISMISSED),
                name="an_author_is_always_in_conflict",
                violation_error_message="The conflict of an author cannot be dismissed.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} × {self.submission_id}: {self.source}"


class NamedConflict(models.Model):
    """Whom the authors of a paper say that they are in conflict with: a committee member, or a line of text.

    The person named never reads it.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="named")
    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, null=True, related_name="named_conflicts")
    text = models.CharField("name or institution", max_length=200, blank=True)
    kind = models.CharField("kind", max_length=12, choices=NamedKind)
    word = models.CharField("in a few words", max_length=100, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "user"],
                name="a_member_is_named_once",
                violation_error_message="This member of the committee is named already.",
            ),
            models.UniqueConstraint(
                "submission",
                Lower("text"),
                condition=Q(user__isnull=True),
                name="a_line_is_named_once",
                violation_error_message="This person or institution is named already.",
            ),
            models.CheckConstraint(
                condition=(Q(user__isnull=False) & Q(text="")) | (Q(user__isnull=True) & ~Q(text="")),
                name="a_member_or_a_line_is_named",
                violation_error_message="Choose a member of the committee, or write whom you mean.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=NamedKind.values) & (~Q(kind=NamedKind.OTHER) | ~Q(word="")),
                name="another_kind_of_conflict_has_a_word",
                violation_error_message="Say in a few words what it is.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user) if self.user else self.text

    @property
    def words(self) -> str:
        """Why, in words."""
        if self.kind == NamedKind.OTHER:
            return self.word
        return f"{self.get_kind_display()}, {self.word}" if self.word else str(self.get_kind_display())


class AdvanceConflict(models.Model):
    """A person, by name or address, or an institution whose papers a judge should not get, as they say."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="advance_conflicts")
    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="advance_conflicts")
    text = models.CharField("name, address or institution", max_length=200)
    word = models.CharField("why", max_length=100)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                "conference",
                "user",
                Lower("text"),
                name="said_in_advance_once",
                violation_error_message="You have named this one already.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class ConflictBatch(models.Model):
    """What was known of conflicts in a conference became binding when work on its papers began, once."""

    conference = models.OneToOneField(Conference, on_delete=models.CASCADE, related_name="conflict_batch")
    bound_at = models.DateTimeField()
    bound_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"Conflicts of {self.conference_id} bound at {self.bound_at:%Y-%m-%d}"


class Material(models.Model):
    """A file or link that authors put beside their accepted paper. Older ones of a kind are kept.

    `is_public` is the authors' own word that everyone may see it; `is_hidden` the chairs' that nobody shall.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="materials")
    kind = models.CharField("kind", max_length=10, choices=MaterialKind)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    address = models.URLField("address", max_length=500, blank=True)
    is_current = models.BooleanField(default=True)
    is_public = models.BooleanField("may be shown publicly", default=False)
    is_hidden = models.BooleanField("hidden by the chairs", default=False)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    objects = MaterialQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "kind"],
                condition=Q(is_current=True),
                name="one_material_of_a_kind_is_current",
                violation_error_message="There is already a current one of this kind.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=FILE_KINDS, file__isnull=False, address="")
                | Q(kind__in=LINK_KINDS, file__isnull=True, address__startswith="https://"),
                name="a_material_is_a_file_or_a_safe_link",
                violation_error_message="Give either a file or an address that begins with https://.",
            ),
        ]

    def __str__(self) -> str:
        return str(MaterialKind(self.kind).label)


class Award(models.Model):
    """An honour that the chairs gave to an accepted paper."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="awards")
    name = models.CharField("award", max_length=80, help_text="For example “Best paper”.")
    text = models.CharField("what it was given for", max_length=300, blank=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["given_at", "id"]
        constraints = [
            models.UniqueConstraint(
                "submission",
                Lower("name"),
                name="an_award_is_given_to_a_paper_once",
                violation_error_message="This paper has that award already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
