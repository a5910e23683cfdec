from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _files_of_their_own(settings, tmp_path):
    storages = {**settings.STORAGES}
    storages["default"] = {
        "BACKEND": "effgenai.storage.backends.disk.WholeFiles",
        "OPTIONS": {"location": str(tmp_path / "files")},
    }
    settings.STORAGES = storages
