"""The few settings in which tests differ: plain static files, and password hashes that take no time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache


class QuickArgon2(Argon2PasswordHasher):
    """The real hasher with the least work it accepts."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    from django.conf import settings

    settings.PASSWORD_HASHERS = [f"{__name__}.QuickArgon2"]
    # Hashed names exist only after collectstatic; tests serve the files as they lie in the checkout.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """No test sees what another one cached."""
    yield
    cache.clear()
