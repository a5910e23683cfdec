"""What the administrator's pages tell: nothing of papers, and of mails never their text."""

from __future__ import annotations

import dataclasses
import datetime as dt
import platform
import shutil

import django
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Max, QuerySet

from effgenai import VERSION
from effgenai.mail.models import OutboundEmail, OutboundEmailQuerySet
from effgenai.observing.masking import EMAIL
from effgenai.operations.models import FailedTask
from effgenai.operations.queue import Queue, broker_version, look_at_queue
from effgenai.operations.services import RETENTION, last_beat
from effgenai.storage.queries import FileReport, last_backup
from effgenai.ui.tables import Column
from effgenai.ui.text.numbers import counted

# Beat asks once a minute; after five a worker or beat itself is down.
MAX_BACKUP_AGE = dt.timedelta(days=2)
MAX_BEAT_AGE = dt.timedelta(minutes=5)
MAX_QUEUE_SECONDS = 600
LEAST_FREE_SHARE = 0.1
GIGABYTE = 1024**3

ACCOUNT_MAIL_COLUMNS = (
    Column("To"),
    Column("Kind"),
    Column("State"),
    Column("Written", phone=False),
)
UNLISTED_MAIL_COLUMNS = (
    Column("Conference"),
    Column("Kind"),
    Column("Mails", look="num"),
    Column("The mail server said"),
    Column("Latest", phone=False),
)

FINDING_COLUMNS = (
    Column("File"),
    Column("Of", phone=False),
    Column("Problem"),
    Column("Found", phone=False),
)

TASK_COLUMNS = (
    Column("Task"),
    Column("Error"),
    Column("When", phone=False),
    Column("Id", phone=False),
)


@dataclasses.dataclass(frozen=True, slots=True)
class StatusLine:
    """A line of the status page: `kind` is the colour of `words`, `url` where there is more."""

    label: str
    words: str
    kind: str = "quiet"
    url: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class FailedKind:
    """Failed mails of one kind whose receivers only their senders' conference may know."""

    conference: str
    kind: str
    number: int
    latest: dt.datetime
    said: str


def versions() -> list[StatusLine]:
    """What runs here; one query on the connection."""
    number = connection.cursor().connection.info.server_version
    return [
        StatusLine("EffGenAI", VERSION),
        StatusLine("Django", django.get_version()),
        StatusLine("Python", platform.python_version()),
        StatusLine("PostgreSQL", f"{number // 10000}.{number % 10000}"),
        StatusLine("Broker and cache", broker_version() or "does not answer", "quiet"),
        migrations(),
    ]


def migrations() -> StatusLine:
    """Whether the database is the one that this code expects."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return StatusLine("Migrations", f"{len(waiting)} not applied; run manage.py migrate", "bad")
    return StatusLine("Migrations", "all applied", "good")


def work(at: dt.datetime) -> list[StatusLine]:
    """Whether background work goes on."""
    return [*_queue(look_at_queue(now=at.timestamp())), _beat(at), _due_mail(at)]


def _queue(queue: Queue | None) -> list[StatusLine]:
    if queue is None:
        return [StatusLine("Queue", "the broker does not answer", "bad")]
    late = queue.oldest_seconds > MAX_QUEUE_SECONDS
    waits = f", the oldest for {_duration(queue.oldest_seconds)}" if queue.waiting else ""
    return [
        StatusLine("Queue", f"{queue.waiting} waiting{waits}, {queue.taken} taken", "bad" if late else "good")
    ]


def _beat(at: dt.datetime) -> StatusLine:
    beat = last_beat()
    if beat is None:
        return StatusLine("Periodic round", "not seen yet", "attention")
    age = (at - beat).total_seconds()
    return StatusLine(
        "Periodic round",
        f"ran {_duration(max(0, age))} ago",
        "bad" if age > MAX_BEAT_AGE.total_seconds() else "good",
    )


def _due_mail(at: dt.datetime) -> StatusLine:
    number = OutboundEmail.objects.due(at).count()
    return StatusLine("Mail that is due", str(number), "good" if not number else "info")


def keeping(report: FileReport, at: dt.datetime) -> list[StatusLine]:
    """Whether what is stored is safe; one query."""
    return [disk(), _backup(last_backup(), at), _files(report, at)]


def _backup(last: dt.datetime | None, at: dt.datetime) -> StatusLine:
    if last is None:
        return StatusLine("Last backup", "none yet", "attention")
    is_old = at - last > MAX_BACKUP_AGE
    return StatusLine("Last backup", f"{_ago(last, at)} ago", "attention" if is_old else "good")


def _files(report: FileReport, at: dt.datetime) -> StatusLine:
    if report.checked_at is None:
        return StatusLine("Stored files", "not checked yet", "attention")
    checked = f"checked {_ago(report.checked_at, at)} ago"
    if report.findings:
        return StatusLine(
            "Stored files", f"{len(report.findings)} of {report.files} damaged, {checked}", "bad"
        )
    return StatusLine("Stored files", f"all {report.files} whole, {checked}", "good")


def _ago(then: dt.datetime, at: dt.datetime) -> str:
    return _duration(max(0.0, (at - then).total_seconds()))


def disk() -> StatusLine:
    """The space left where files are kept."""
    space = shutil.disk_usage(settings.DATA_DIR)
    share = space.free / space.total
    words = f"{space.free / GIGABYTE:.1f} of {space.total / GIGABYTE:.1f} GB free"
    return StatusLine("Disk", words, "good" if share >= LEAST_FREE_SHARE else "bad")


def _duration(seconds: float) -> str:
    """So many seconds as people say it."""
    for size, word in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            return counted(int(seconds // size), word)
    return f"{int(seconds)} seconds"


def account_mails(at: dt.datetime) -> OutboundEmailQuerySet:
    """Mails about accounts that did not arrive, without their texts and subjects."""
    mails = OutboundEmail.objects.undelivered().filter(conference=None, created_at__gte=at - RETENTION)
    return mails.only("kind", "to_address", "state", "created_at", "last_error", "attempts").order_by("-pk")


def unlisted_mails(at: dt.datetime) -> list[FailedKind]:
    """Failed mails of conferences that no chair sees, counted by kind: their receivers are a secret."""
    mails = OutboundEmail.objects.undelivered().filter(
        conference__isnull=False, is_secret=True, created_at__gte=at - RETENTION
    )
    rows = mails.exclude(listed_for="chairs").order_by("conference__short_name", "kind")
    counted = rows.values_list("conference__short_name", "kind").annotate(
        Count("pk"), Max("created_at"), Max("last_error")
    )
    return [
        FailedKind(name, kind, number, latest, EMAIL.sub("…@…", said))
        for name, kind, number, latest, said in counted
    ]


def failed_tasks() -> QuerySet[FailedTask]:
    """Those of the last weeks, newest first."""
    return FailedTask.objects.all()


def failures(at: dt.datetime) -> tuple[int, int]:
    """How many mails and tasks failed that the administrator should look at; two queries."""
    mails = account_mails(at).count() + sum(row.number for row in unlisted_mails(at))
    return mails, failed_tasks().count()
