"""The home page: its draft, its publication, and the link by which others may look at the draft."""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
from collections.abc import Sequence

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.call.models import OpenQuestion
from effgenai.conferences.core.errors import Overtaken, refuse
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.conferences.site.blocks import HomeContent, problems_of, read_home, write_blocks, write_home
from effgenai.conferences.site.models import SiteVersion
from effgenai.conferences.site.queries.home import live_home, topics_in_order
from effgenai.conferences.site.queries.versions import draft_of, stamp_of_home
from effgenai.conferences.site.rules import why_not_publish_home
from effgenai.conferences.site.services.versions import clear_draft, save_draft, stamp_version

SAVED_SINCE = (
    "Somebody else saved the home page while you were writing. Your text is still here: compare it with "
    "the newest version, then save again to keep yours."
)
TEXTS = ("summary", "abstract", "aims")


@transaction.atomic
def save_home_draft(
    *,
    conference: Conference,
    content: HomeContent,
    seen: str,
    by: User,
    at: dt.datetime,
    force: bool = False,
) -> None:
    """Keep what is typed as the draft, right or wrong. `seen` is the stamp it began with."""
    conference = lock_conference(conference)
    live, draft = live_home(conference), draft_of(conference, None)
    if content == (read_home(draft.content) if draft else live):
        return
    if not force:
        _refuse_if_overtaken(conference, seen)
    save_draft(
        conference=conference,
        page=None,
        live=write_home(live),
        content=write_home(content),
        by=by,
        at=at,
    )
    if draft is None:
        record(action="home.draft", by=by, at=at, conference=conference, summary="a draft was begun")


def _refuse_if_overtaken(conference: Conference, seen: str) -> None:
    if seen != stamp_of_home(conference):
        raise Overtaken(SAVED_SINCE)


@transaction.atomic
def publish_home(
    *,
    conference: Conference,
    content: HomeContent,
    seen: str,
    by: User | None,
    at: dt.datetime,
    is_chair: bool,
) -> None:
    """Show this home page to visitors from now on, and save it as a version.

    A title and topics that it brings along become the conference's own. Raises Overtaken if another saved
    since `seen`, and Refused with the first of `problems_of`, or where only a chair may publish it.
    """
    conference = lock_conference(conference)
    _refuse_if_overtaken(conference, seen)
    problem = next((sentence for _, sentence in problems_of(content)), None)
    refuse(problem, why_not_publish_home(content, is_chair=is_chair))
    publish_content(conference, content, by, at)


def publish_content(conference: Conference, content: HomeContent, by: User | None, at: dt.datetime) -> None:
    """Write the home page, its title and topics to the rows of a conference that is locked."""
    live, settled = live_home(conference), dataclasses.replace(content, title="", topics=())
    versions = {"live": write_home(live), "content": write_home(settled)}
    stamp_version(conference=conference, page=None, by=by, at=at, **versions)
    if content == live:
        return
    _write_texts(conference, content)
    _write_questions(conference, content.questions)
    _write_topics(conference, content.topics)
    record(action="home.publish", by=by, at=at, conference=conference, summary=_changed(live, content))


def _write_texts(conference: Conference, content: HomeContent) -> None:
    for name in TEXTS:
        setattr(conference, name, getattr(content, name))
    conference.home_blocks = write_blocks(content.blocks)
    conference.title = content.title or conference.title
    conference.save(update_fields=[*TEXTS, "home_blocks", "title"])


def _write_questions(conference: Conference, questions: Sequence[str]) -> None:
    if list(conference.open_questions.values_list("text", flat=True)) == list(questions):
        return
    conference.open_questions.all().delete()
    OpenQuestion.objects.bulk_create(
        OpenQuestion(conference=conference, text=text, position=position)
        for position, text in enumerate(questions)
    )


def _write_topics(conference: Conference, names: Sequence[str]) -> None:
    """Put these topics first, in their order; papers may name the others, which follow."""
    if not names:
        return
    topics = topics_in_order(list(conference.topics.all()), names)
    for position, topic in enumerate(topics):
        topic.conference, topic.position = conference, position
        topic.save()


def _changed(old: HomeContent, new: HomeContent) -> str:
    names = (*TEXTS, "questions", "blocks", "title", "topics")
    return ", ".join(name for name in names if getattr(old, name) != getattr(new, name))


@transaction.atomic
def discard_home_draft(*, conference: Conference, by: User, at: dt.datetime) -> None:
    """Forget the draft; the page stays as visitors see it."""
    conference = lock_conference(conference)
    if clear_draft(conference, None):
        summary = "the draft was discarded"
        record(action="home.discard", by=by, at=at, conference=conference, summary=summary)


@transaction.atomic
def restore_home(*, version: SiteVersion, by: User, at: dt.datetime) -> None:
    """Make a draft of an old version; visitors see it once it is published."""
    conference = lock_conference(version.conference)
    live = write_home(live_home(conference))
    content = write_home(read_home(version.content))
    save_draft(conference=conference, page=None, live=live, content=content, by=by, at=at)
    record(action="home.restore", by=by, at=at, conference=conference, summary=f"version {version.number}")


@transaction.atomic
def make_preview_link(*, conference: Conference, by: User, at: dt.datetime) -> None:
    """A secret address that shows the draft to whoever holds it; a former one is void."""
    _set_preview_key(conference, secrets.token_urlsafe(32), "made", by, at)


@transaction.atomic
def revoke_preview_link(*, conference: Conference, by: User, at: dt.datetime) -> None:
    """Let the secret address lead nowhere."""
    _set_preview_key(conference, "", "revoked", by, at)


def _set_preview_key(conference: Conference, key: str, verb: str, by: User, at: dt.datetime) -> None:
    conference = lock_conference(conference)
    conference.preview_key = key
    conference.save(update_fields=["preview_key"])
    record(action="home.link", by=by, at=at, conference=conference, summary=f"the preview link was {verb}")
