from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from effgenai.accounts.keys import new_key
from effgenai.accounts.names.made_up import ENDING
from effgenai.conferences.core.models import Conference
from effgenai.mail.states import EMAIL_TRANSITIONS, MAILING_TRANSITIONS, EmailState, ListedFor, MailingState
from effgenai.transitions import Given, Stateful

if TYPE_CHECKING:
    from effgenai.conferences.core.viewer import Viewer


class OutboundEmailQuerySet(models.QuerySet["OutboundEmail"]):
    """Mails, by who asks and by what is due."""

    def visible_to(
        self, viewer: Viewer, *, hidden_papers: Iterable[int], keeps_papers: bool = True
    ) -> OutboundEmailQuerySet:
        """For chairs the mails of their conference, without those about papers they are in conflict with.

        Of those with a secret text they meet the ones that are listed for them; `keeps_papers` is whether any
        paper in the process is kept from them.
        """
        if not viewer.is_chair:
            return self.none()
        hidden = list(hidden_papers)
        listed = [ListedFor.CHAIRS] if keeps_papers else [ListedFor.CHAIRS, ListedFor.UNCONFLICTED]
        mails = self.filter(Q(is_secret=False) | Q(listed_for__in=listed), conference=viewer.conference)
        return mails.filter(Q(paper__isnull=True) | ~Q(paper__in=hidden))

    def undelivered(self) -> OutboundEmailQuerySet:
        """Those that were refused for good, and those that are tried again after a trouble."""
        waiting = Q(state__in=[EmailState.QUEUED, EmailState.SENDING]) & ~Q(last_error="")
        return self.filter(Q(state=EmailState.FAILED) | waiting)

    def unsent(self) -> OutboundEmailQuerySet:
        """Those that a stop keeps back: they wait for approval, or are on their way."""
        return self.filter(state__in=[EmailState.HELD, EmailState.QUEUED, EmailState.SENDING])

    def to_made_up_addresses(self) -> OutboundEmailQuerySet:
        """Those that never leave, because an import made up where they would go."""
        return self.filter(to_address__iendswith=ENDING)

    def due(self, at: dt.datetime) -> OutboundEmailQuerySet:
        """Queued ones whose time has come, and those whose sender died with the lease."""
        return self.queued(at) | self.orphaned(at)

    def queued(self, at: dt.datetime | Given) -> OutboundEmailQuerySet:
        """Those whose time has come, and that nobody is sending."""
        return self.filter(state=EmailState.QUEUED, due_at__lte=at)

    def orphaned(self, at: dt.datetime) -> OutboundEmailQuerySet:
        """Those whose sender died: its lease is over."""
        return self.filter(state=EmailState.SENDING, leased_until__lt=at)


class MailingQuerySet(models.QuerySet["Mailing"]):
    """Mailings, by who asks."""

    def visible_to(self, viewer: Viewer, *, hidden_papers: Iterable[int]) -> MailingQuerySet:
        """Those with a mail that the viewer may see; one only about papers hidden from them is absent."""
        hidden = list(hidden_papers)
        mails = OutboundEmail.objects.visible_to(viewer, hidden_papers=hidden)
        to_write = UnwrittenLetters.objects.visible_to(viewer, hidden_papers=hidden)
        of_it = {"mailing": OuterRef("pk")}
        return self.filter(Exists(mails.filter(**of_it)) | Exists(to_write.filter(**of_it)))


class UnwrittenLettersQuerySet(models.QuerySet["UnwrittenLetters"]):
    """What is still to be written, by who asks."""

    def visible_to(self, viewer: Viewer, *, hidden_papers: Iterable[int]) -> UnwrittenLettersQuerySet:
        """For chairs those of their conference, without papers they are in conflict with."""
        if not viewer.is_chair:
            return self.none()
        return self.filter(mailing__conference=viewer.conference).exclude(paper__in=list(hidden_papers))


class Mailing(Stateful):
    """A batch of mails prepared together: previewed per recipient, approved, sent, and can be stopped."""

    TRANSITIONS = MAILING_TRANSITIONS

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="mailings")
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=MailingState, default=MailingState.DRAFT)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = MailingQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MailingState.values),
                name="mailing_state_is_known",
                violation_error_message="That state of a mailing does not exist.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[MailingState.DRAFT, MailingState.STOPPED])
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="mailing_is_approved_before_it_is_sent",
                violation_error_message="A mailing is approved by someone before it is sent.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class UnwrittenLetters(models.Model):
    """A paper whose letters of a mailing a worker has still to write; the row goes with their mails' coming.

    `kind` is that of the mails, by which a `MailWriter` is found, and `attempt` what tells them from those
    of earlier mailings.
    """

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="unwritten")
    kind = models.CharField(max_length=60)
    paper = models.PositiveIntegerField()
    attempt = models.CharField(max_length=12, blank=True)

    objects = UnwrittenLettersQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "paper"],
                name="letters_on_a_paper_are_written_once",
                violation_error_message="The letters on this paper are to be written already.",
            ),
        ]

    def __str__(self) -> str:
        return f"letters on paper {self.paper}"


class OutboundEmail(Stateful):
    """One mail to one person, written in the transaction of the event that causes it.

    `dedupe_key` makes the same news to the same person one row for ever; `message_id` is fixed, so a mail
    that a killed worker repeats is recognised by the reader's programme. `paper` is the number of the
    submission it tells of: who is in conflict with that paper does not see the row. Of a mail whose text is
    secret `listed_for` says which chairs meet the row all the same, without its text. `caused_by` is who
    chose the receiver, where people may do so: how many they reach in a day is limited.
    """

    TRANSITIONS = EMAIL_TRANSITIONS

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, null=True, related_name="mails")
    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, null=True, related_name="mails")
    kind = models.CharField(max_length=60)
    dedupe_key = models.CharField(max_length=200, unique=True)
    message_id = models.CharField(max_length=200, unique=True)
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    caused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    to_name = models.CharField(max_length=200, blank=True)
    to_address = models.EmailField()
    reply_to = models.EmailField(blank=True)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    is_secret = models.BooleanField(default=False)
    listed_for = models.CharField(
        max_length=12, choices=ListedFor, default=ListedFor.NOBODY, db_default=ListedFor.NOBODY
    )
    paper = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=10, choices=EmailState, default=EmailState.QUEUED)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True)

    # Set by `read_by` for its reader.
    to_author: bool

    objects = OutboundEmailQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=[EmailState.QUEUED, EmailState.SENDING]),
                name="mail_that_is_due",
            ),
            # In the order in which they leave, so that a worker takes the first without sorting the queue.
            models.Index(fields=["due_at", "id"], condition=Q(state=EmailState.QUEUED), name="mail_in_order"),
            models.Index(fields=["conference", "-created_at"], name="mail_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=EmailState.values),
                name="mail_state_is_known",
                violation_error_message="That state of a mail does not exist.",
            ),
            models.CheckConstraint(
                condition=Q(state=EmailState.SENT, sent_at__isnull=False)
                | (~Q(state=EmailState.SENT) & Q(sent_at__isnull=True)),
                name="mail_is_sent_iff_it_has_a_time",
                violation_error_message="A mail that was sent has a time, and only such a mail.",
            ),
            models.CheckConstraint(
                condition=Q(state=EmailState.SENDING, leased_until__isnull=False)
                | ~Q(state=EmailState.SENDING),
                name="mail_being_sent_has_a_lease",
                violation_error_message="A mail being sent has a lease.",
            ),
            models.CheckConstraint(
                condition=Q(listed_for__in=ListedFor.values),
                name="mail_is_listed_for_known_chairs",
                violation_error_message="A mail is listed for nobody, unconflicted chairs or all chairs.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.to_address}"

    @property
    def text(self) -> str:
        """What chairs may read of it: nothing if it is secret."""
        return "" if self.is_secret else self.body

    @property
    def is_tried_again(self) -> bool:
        """Whether it has not left because of a trouble that may pass."""
        return self.state in {EmailState.QUEUED, EmailState.SENDING} and bool(self.last_error)

    @property
    def receiver(self) -> str:
        """The address, or the word for who must not be named to the reader."""
        return self.to_address or "an author"
