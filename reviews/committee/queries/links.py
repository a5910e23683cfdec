"""What the rows of the committee are drawn with."""

from __future__ import annotations

import dataclasses
import datetime as dt
from urllib.parse import quote

from django.urls import reverse
from django.utils.dateformat import format as written
from django.utils.safestring import SafeString

from effgenai.conferences.core.models import Conference
from effgenai.ui.templatetags.ui import status

KEY = "KEY"


@dataclasses.dataclass(frozen=True, slots=True)
class MemberLinks:
    """The addresses behind the members of a committee, looked up once for all."""

    before: str
    after: str
    outbox: str

    def member(self, key: str) -> str:
        """The page of the member with this key."""
        return f"{self.before}{key}{self.after}"

    def mails(self, state: str, address: str) -> str:
        """The mails to this address in this state."""
        return f"{self.outbox}?q=state:{state}+{quote(address)}"

    def status(self, kind: str, words: str) -> SafeString:
        """A state as a sign and a word."""
        return status(kind, words)

    def days(self, away: tuple[dt.date, dt.date]) -> str:
        """The first and the last day that somebody is away."""
        first, last = away
        return f"{written(first, 'j M')} to {written(last, 'j M')}"


def member_links(conference: Conference) -> MemberLinks:
    """The addresses for the committee of a conference."""
    before, _, after = reverse("reviews:member", args=[conference.slug, KEY]).rpartition(KEY)
    return MemberLinks(before, after, reverse("mail:desk", args=[conference.slug]))
