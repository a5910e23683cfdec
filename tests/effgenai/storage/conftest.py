from __future__ import annotations

import resource
from contextlib import contextmanager

import pytest


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    """The folder of stored files of this test."""
    kept = tmp_path / "kept"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "effgenai.storage.backends.disk.WholeFiles",
            "OPTIONS": {"location": str(kept)},
        },
    }
    return kept


@pytest.fixture
def little_room():
    """A limit of the system: inside it no file of ours grows beyond a size; the write itself fails."""

    @contextmanager
    def limited(size):
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    return limited
