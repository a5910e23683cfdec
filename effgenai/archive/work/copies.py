"""The copies of public sites that Caddy serves while the application or its database is down."""

from __future__ import annotations

import datetime as dt
import fcntl
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string

from effgenai.archive.work.runs import WORK_FOLDER
from effgenai.archive.writing.errors import ExportError
from effgenai.archive.writing.folder import read_manifest
from effgenai.archive.writing.writer import write_site
from effgenai.conferences.core.models import Conference
from effgenai.conferences.web.caching import stamp_of

# Time passes even where nobody writes: a deadline goes by, news appear on their day.
OLDEST = dt.timedelta(hours=3)
STAMP_LIFE_SECONDS = 7 * 24 * 3600
DOMAINS = "by-domain"

logger = logging.getLogger(__name__)


def renew_copies(*, at: dt.datetime) -> list[str]:
    """Write each public site that has changed since its last copy; return which were written.

    Copies of sites that are no longer public go. Nothing is written without SITE_EXPORT_DIR, nor while
    another worker is still at it.
    """
    if not settings.SITE_EXPORT_DIR:
        return []
    root = Path(settings.SITE_EXPORT_DIR)
    root.mkdir(parents=True, exist_ok=True)
    with _round(root) as is_ours:
        return _renew(root, at) if is_ours else []


def _renew(root: Path, at: dt.datetime) -> list[str]:
    public = list(Conference.objects.public().order_by("slug"))
    written = [conference.slug for conference in public if _renewed(conference, root, at)]
    _remove_others(root, {conference.slug for conference in public}, at)
    _write_front(root, public)
    return written


@contextmanager
def _round(root: Path) -> Iterator[bool]:
    """True for the only one who makes a round now."""
    with (root / ".round").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _renewed(conference: Conference, root: Path, at: dt.datetime) -> bool:
    folder, stamp = root / conference.slug, stamp_of(conference.pk)
    if cache.get(_key(conference)) == stamp and _is_young(folder, at):
        return False
    try:
        written = write_site(conference, folder, at=at)
    except ExportError as error:
        # The last good copy stays.
        logger.warning("The copy of %s was not renewed: %s", conference.slug, error)
        return False
    for problem in written.problems:
        logger.info("In the copy of %s: %s", conference.slug, problem)
    cache.set(_key(conference), stamp, STAMP_LIFE_SECONDS)
    return True


def _key(conference: Conference) -> str:
    return f"site-copy:{conference.pk}"


def _is_young(folder: Path, at: dt.datetime) -> bool:
    manifest = read_manifest(folder)
    return manifest is not None and at - dt.datetime.fromisoformat(manifest["exported_at"]) < OLDEST


def _remove_others(root: Path, public: set[str], at: dt.datetime) -> None:
    """Copies of what is no longer public, and what killed workers left behind."""
    yesterday = (at - dt.timedelta(days=1)).timestamp()
    for folder in root.iterdir():
        is_copy = folder.name not in public and read_manifest(folder) is not None
        is_rest = folder.name.startswith(WORK_FOLDER) and folder.stat().st_mtime < yesterday
        if is_copy or is_rest:
            shutil.rmtree(folder)


def _write_front(root: Path, public: list[Conference]) -> None:
    """The first page leads to the current conference, or lists what there is; that of a domain to its own."""
    current = next((conference for conference in public if conference.is_current), None)
    if current is None and len(public) == 1:
        current = public[0]
    _write_page(root, current, public)
    shutil.rmtree(root / DOMAINS, ignore_errors=True)
    for conference in public:
        if conference.domain:
            _write_page(root / DOMAINS / conference.domain, conference, [conference])


def _write_page(folder: Path, current: Conference | None, listed: list[Conference]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = render_to_string("archive/front.html", {"current": current, "conferences": listed})
    (folder / "index.html").write_text(text, encoding="utf-8")
