"""The changes of the programme as a feed."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from effgenai.conferences.core.models import Conference
from effgenai.conferences.web.addresses import public_url
from effgenai.ui.dates import to_the_minute
from effgenai.ui.text.controls import without_controls
from effgenai.ui.text.titles import plain_title
from program.schedule.queries.changelog import ReleaseEntry


class _Feed(Atom1Feed):
    def latest_post_date(self) -> dt.datetime:
        """When the last release was made; never the clock, so that the same releases make the same feed."""
        dates: list[dt.datetime] = [item["updateddate"] for item in self.items]
        begun: dt.datetime = self.feed["begun"]
        return max(dates, default=begun)


def changes_feed(conference: Conference, entries: list[ReleaseEntry]) -> tuple[str, str]:
    """An entry for each release: the text and its content type."""
    page = public_url(conference, reverse("program:changes", args=[conference.slug]))
    feed = _Feed(
        title=f"Programme of {plain_title(conference.title)}: changes",
        link=page,
        description="What each release of the programme changed.",
        language="en-gb",
        feed_url=public_url(conference, reverse("program:changes_feed", args=[conference.slug])),
        begun=to_the_minute(conference.created_at),
    )
    for entry in entries:
        release = entry.release
        said = "\n".join(plain_title(change.sentence) for change in entry.changes)
        feed.add_item(
            title=without_controls(plain_title(f"Release {release.number}: {release.name}")),
            link=public_url(conference, entry.address),
            description=without_controls(said or "The first release of the programme."),
            pubdate=to_the_minute(release.released_at),
            updateddate=to_the_minute(release.released_at),
            unique_id=f"tag:{conference.slug},{release.released_at:%Y-%m-%d}:release-{release.number}",
        )
    return feed.writeString("utf-8"), feed.content_type
