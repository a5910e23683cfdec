"""Where Django finds the typefaces among the static files: made when somebody asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

from effgenai.ui.web.typefaces.faces import FACES, SCRIPTS
from effgenai.ui.web.typefaces.making import make, path_of

FILES = {face.name_of(script): (face, script) for face in FACES for script in SCRIPTS}


class TypefacesFinder(BaseFinder):
    """Finds each file under its name, and lists all of them where static files are collected."""

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Where the file is, or nothing if it is none of ours."""
        found = [str(make(*FILES[path], settings.TYPEFACES_DIR))] if path in FILES else []
        return found if find_all or not found else found[0]

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Every file with the folder that it stands in."""
        make_all()
        for name, (face, script) in FILES.items():
            path = path_of(face, script, settings.TYPEFACES_DIR)
            yield name, FileSystemStorage(location=str(path).removesuffix(name))


def make_all() -> None:
    """Make those that are missing, on all cores: one takes a few seconds."""
    missing = [
        (face, script, settings.TYPEFACES_DIR)
        for face, script in FILES.values()
        if not path_of(face, script, settings.TYPEFACES_DIR).exists()
    ]
    if missing:
        # A copy of a process with threads may wait for a lock that none of its own threads holds.
        with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
            list(pool.map(make, *zip(*missing, strict=True)))
