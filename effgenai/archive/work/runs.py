"""What a worker does for a chair: write the site, check it, pack it."""

from __future__ import annotations

import datetime as dt
import logging
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files import File

from effgenai.archive import services
from effgenai.archive.models import SiteExport
from effgenai.archive.writing.errors import ExportError
from effgenai.archive.writing.links import check_folder
from effgenai.archive.writing.writer import write_site
from effgenai.archive.writing.zips import write_zip
from effgenai.storage.errors import NotStored, reason_of
from effgenai.storage.saving import save_content

MAX_PROBLEMS = 200
WORK_FOLDER = ".run-"
UNEXPECTED = "Something went wrong that should not have. Whoever runs the site finds it in the logs."

logger = logging.getLogger(__name__)
Clock = Callable[[], dt.datetime]


class _TakenOverError(Exception):
    """Another worker has the export now."""


def run_export(*, pk: int, clock: Clock) -> None:
    """Write the site that was asked for; whatever happens, the chair reads how it ended.

    It takes minutes, so `clock` dates each step.
    """
    export = services.take_export(pk=pk, at=clock())
    if export is None:
        return
    try:
        _write(export, clock)
    except _TakenOverError:
        logger.warning("Site export %s was taken over by another worker", export.key)
    except ExportError as error:
        services.fail_export(export=export, error=str(error), at=clock())
    except NotStored as error:
        _fail_for_lack(export, error.reason, clock)
    except OSError as error:
        logger.exception("Site export %s could not be written", export.key)
        _fail_for_lack(export, reason_of(error), clock)
    except Exception:
        services.fail_export(export=export, error=UNEXPECTED, at=clock())
        raise


def _fail_for_lack(export: SiteExport, reason: str, clock: Clock) -> None:
    services.fail_export(export=export, error=f"The files were not stored: {reason}.", at=clock())


def _write(export: SiteExport, clock: Clock) -> None:
    conference = export.conference
    with _work_folder() as work_folder:
        folder = work_folder / conference.slug
        written = write_site(conference, folder, at=clock(), progress=_Teller(export, clock))
        problems = [*written.problems, *map(str, check_folder(folder))][:MAX_PROBLEMS]
        packed = _pack(export, folder, work_folder)
    old_zips = services.finish_export(
        export=export, written=written, problems=problems, packed=packed, at=clock()
    )
    services.delete_zips(old_zips)


@contextmanager
def _work_folder() -> Iterator[Path]:
    """A folder to work in, beside the copies if they have a place: temporary ones may lie in memory."""
    with tempfile.TemporaryDirectory(prefix=WORK_FOLDER, dir=settings.SITE_EXPORT_DIR or None) as work_folder:
        yield Path(work_folder)


def _pack(export: SiteExport, folder: Path, work_folder: Path) -> services.Packed:
    path = f"site-exports/{export.key}.zip"
    with tempfile.TemporaryFile(dir=work_folder) as packed:
        write_zip(folder, packed, name=export.conference.slug)
        return services.Packed(path, save_content(path, File(packed)))


class _Teller:
    """Tells the progress about once a second."""

    def __init__(self, export: SiteExport, clock: Clock) -> None:
        self._export = export
        self._clock = clock
        self._noted_at = 0.0

    def __call__(self, done: int, total: int) -> None:
        """Note how far it is; stop if the export is no longer ours."""
        if time.monotonic() - self._noted_at < 1 and done < total:
            return
        self._noted_at = time.monotonic()
        if not services.note_progress(export=self._export, done=done, total=total, at=self._clock()):
            raise _TakenOverError
