from __future__ import annotations

import datetime as dt

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.conferences.news.models import News


@transaction.atomic
def save_news(*, piece: News, published_at: dt.datetime | None, by: User, at: dt.datetime) -> News:
    """Add or change a piece of news. It is out from `published_at` on; without one it is a draft."""
    lock_conference(piece.conference)
    verb = "change" if piece.pk else "add"
    piece.published_at, piece.updated_at = published_at, at
    piece.save()
    _record(verb, piece, by, at)
    return piece


@transaction.atomic
def remove_news(*, piece: News, by: User, at: dt.datetime) -> None:
    """Remove a piece of news for good."""
    lock_conference(piece.conference)
    _record("remove", piece, by, at)
    piece.delete()


def _record(verb: str, piece: News, by: User, at: dt.datetime) -> None:
    record(
        action=f"news.{verb}",
        by=by,
        at=at,
        conference=piece.conference,
        summary=piece.title,
        key=piece.key,
        published_at=piece.published_at.isoformat() if piece.published_at else None,
    )
