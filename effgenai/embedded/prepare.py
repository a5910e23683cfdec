"""Makes database, demo and static files ready before the site starts: `python -m effgenai.embedded.prepare`.

Prints the demo's sign-ins, one a line; all else goes to stderr.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command, get_commands
from django.db import transaction

TOO_LATE = (
    "HOME_PAGE is not read: there are conferences already. Use import_page FILE --as-home --conference SLUG."
)


def main() -> int:
    """Do what is needed; the second time that is next to nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "effgenai.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0, stdout=sys.stderr)
    if "DATABASE_APP_URL" in os.environ:
        call_command("grant_rights", stdout=sys.stderr)
    try:
        load_demo()
    except CommandError as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    collect_static()
    if "demo_signins" in get_commands():
        call_command("demo_signins")
    return 0


def load_demo() -> None:
    """Load the demo into a database without people; all of it or nothing. HOME_PAGE names its home page."""
    home_page = os.environ.get("HOME_PAGE", "")
    if "load_demo" not in get_commands() or get_user_model().objects.exists():
        if home_page:
            print(TOO_LATE, file=sys.stderr, flush=True)
        return
    print("Loading the demo conference ...", file=sys.stderr, flush=True)
    with transaction.atomic():
        call_command("load_demo", home_page=Path(home_page) if home_page else None, stdout=sys.stderr)


def collect_static() -> None:
    """Collect the static files again if any of them has changed."""
    if settings.DEBUG:
        return
    stamp = Path(settings.DATA_DIR) / "run" / "static.sha256"
    print_of_files = fingerprint()
    if stamp.exists() and stamp.read_text() == print_of_files and settings.STATIC_ROOT.exists():
        return
    print("Collecting the static files ...", file=sys.stderr, flush=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0, stdout=sys.stderr)
    stamp.write_text(print_of_files)


def fingerprint() -> str:
    """A hash of the names, sizes and times of all static files."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
