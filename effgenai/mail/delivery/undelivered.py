"""What could not be delivered, as pages say it beside the people and deeds that a mail was to tell."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping

from django.db.models import Count
from django.urls import reverse

from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.web.caching import Counted, cached_for
from effgenai.contributions import Contribution, contributed
from effgenai.mail.models import OutboundEmail, OutboundEmailQuerySet
from effgenai.mail.queries import visible_mails
from effgenai.mail.states import EmailState


@dataclasses.dataclass(frozen=True, slots=True)
class Undelivered:
    """A mail that has not arrived: what the mail server said, and since when it is so."""

    said: str
    since: dt.datetime
    is_final: bool

    @property
    def look(self) -> tuple[str, str]:
        """The colour and the words of its state."""
        return ("bad", "not delivered") if self.is_final else ("attention", "trying again")


@dataclasses.dataclass(frozen=True, slots=True)
class Origin(Contribution):
    """Where mails of some kinds come from: the page (by its name) that tells of failures and sends anew."""

    kinds: tuple[str, ...]
    page: str
    words: str


def origin_of(mail: OutboundEmail) -> Origin | None:
    """Where the mail can be sent anew, if its kind has such a page."""
    return next((origin for origin in contributed(Origin) if mail.kind in origin.kinds), None)


def failed_mails(viewer: Viewer) -> OutboundEmailQuerySet:
    """The failed mails that the viewer may see: what the sidebar, the desk of mails and the guide count."""
    return visible_mails(viewer).filter(state=EmailState.FAILED)


def with_own_page(failed: OutboundEmailQuerySet) -> OutboundEmailQuerySet:
    """Those of them of which a page of their own tells, too, such as invitations."""
    return failed.filter(kind__in=[kind for origin in contributed(Origin) for kind in origin.kinds])


def undelivered_by_key(dedupe_keys: Collection[str]) -> Mapping[str, Undelivered]:
    """Those of the named mails that have not arrived; one query. Ask only for what the reader may know."""
    mails = OutboundEmail.objects.filter(dedupe_key__in=dedupe_keys).undelivered()
    return {mail.dedupe_key: _undelivered(mail) for mail in mails}


def undelivered_by_address(viewer: Viewer) -> Mapping[str, Undelivered]:
    """Addresses (in lower case) to which a mail did not go, of mails the viewer may see; one query.

    Refusals come before troubles that may pass.
    """
    mails = visible_mails(viewer).undelivered().order_by("pk")
    found = sorted(mails, key=lambda mail: mail.state == EmailState.FAILED)
    return {mail.to_address.lower(): _undelivered(mail) for mail in found}


def _undelivered(mail: OutboundEmail) -> Undelivered:
    return Undelivered(mail.last_error, mail.created_at, is_final=mail.state == EmailState.FAILED)


def failed_about(viewer: Viewer, paper: int) -> tuple[int, str]:
    """How many mails about a paper failed, of those the viewer may see, and where they are listed."""
    number = cached_for(viewer, "failed-mails", lambda: Counted(_failed_by_paper(viewer))).get(paper, 0)
    desk = reverse("mail:desk", args=[viewer.conference.slug])
    return number, f"{desk}?q=state:failed+paper:{paper}"


def _failed_by_paper(viewer: Viewer) -> dict[int, int]:
    failed = visible_mails(viewer).filter(state=EmailState.FAILED, paper__isnull=False).order_by()
    return dict(failed.values_list("paper").annotate(n=Count("pk")))
