from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from effgenai.mail.states import EmailState, ListedFor

if TYPE_CHECKING:
    from effgenai.conferences.core.viewer import Viewer
    from effgenai.mail.models import Mailing, OutboundEmail


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

    def due(self, at: dt.datetime) -> OutboundEmailQuerySet:
        """Queued ones whose time has come, and those whose sender died with the lease."""
        queued = Q(state=EmailState.QUEUED, due_at__lte=at)
        orphaned = Q(state=EmailState.SENDING, leased_until__lt=at)
        return self.filter(queued | orphaned)


class MailingQuerySet(models.QuerySet["Mailing"]):
    """Mailings, by who asks."""

    def visible_to(self, viewer: Viewer, *, hidden_papers: Iterable[int]) -> MailingQuerySet:
        """Those with a mail that the viewer may see; one only about papers hidden from them is absent."""
        from effgenai.mail.models import OutboundEmail

        mails = OutboundEmail.objects.visible_to(viewer, hidden_papers=hidden_papers)
        return self.filter(Exists(mails.filter(mailing=OuterRef("pk"))))
