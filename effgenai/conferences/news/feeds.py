"""The news as Atom and RSS. Every address in a feed is a whole one: readers show it far from our site."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed

from effgenai.conferences.core.models import Conference
from effgenai.conferences.news.models import News
from effgenai.conferences.pictures.texts import text_html
from effgenai.conferences.web.addresses import public_url
from effgenai.ui.dates import to_the_minute
from effgenai.ui.text.controls import without_controls
from effgenai.ui.text.titles import plain_title

_ADDRESS = re.compile(r'\b(href|src)="([^"]*)"')
_SET = re.compile(r"<source\b[^>]*>|</?picture>")


class _Atom(Atom1Feed):
    def latest_post_date(self) -> dt.datetime:
        """When it last changed; never the clock, so that the same news make the same feed."""
        return _latest(self)


class _Rss(Rss201rev2Feed):
    def latest_post_date(self) -> dt.datetime:
        """When it last changed."""
        return _latest(self)


KINDS: dict[str, type[_Atom | _Rss]] = {"atom": _Atom, "rss": _Rss}


def _latest(feed: SyndicationFeed) -> dt.datetime:
    dates: list[dt.datetime] = [item["updateddate"] for item in feed.items]
    begun: dt.datetime = feed.feed["begun"]
    return max(dates, default=begun)


def news_feed(conference: Conference, news: Sequence[News], kind: str) -> tuple[str, str]:
    """The pieces of news as a feed, "atom" or "rss": the text and its content type."""
    feed = KINDS[kind](
        title=f"News of {plain_title(conference.title)}",
        link=_absolute("news", conference),
        description=plain_title(conference.summary or conference.title),
        language=conference.language,
        feed_url=_absolute(f"news_{kind}", conference),
        feed_guid=_lasting("home", conference),
        author_name=plain_title(conference.short_name),
        begun=to_the_minute(conference.created_at),
    )
    for piece in news:
        _add(feed, conference, piece)
    return feed.writeString("utf-8"), feed.content_type


def _add(feed: SyndicationFeed, conference: Conference, piece: News) -> None:
    link = _absolute("news_piece", conference, piece.key)
    name = _lasting("news_piece", conference, piece.key)
    published = piece.published_at
    assert published is not None
    feed.add_item(
        title=plain_title(piece.title),
        link=link,
        description=without_controls(_body(conference, piece.body)),
        pubdate=to_the_minute(published),
        updateddate=to_the_minute(max(published, piece.updated_at)),
        unique_id=name,
        unique_id_is_permalink=name == link,
    )


def _body(conference: Conference, text: str) -> str:
    """The text with whole addresses; of a picture the one file that every reader shows."""
    home = _absolute("home", conference)
    return _ADDRESS.sub(
        lambda found: f'{found[1]}="{urljoin(home, found[2])}"', _SET.sub("", text_html(conference, text))
    )


def _absolute(name: str, conference: Conference, *args: object) -> str:
    return public_url(conference, reverse(f"conferences:{name}", args=[conference.slug, *args]))


def _lasting(name: str, conference: Conference, *args: object) -> str:
    """The same, as a name for ever: it stays when the conference gets or loses a domain of its own."""
    return settings.SITE_URL + reverse(f"conferences:{name}", args=[conference.slug, *args])
