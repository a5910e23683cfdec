"""Fixtures for every test. Servers, mail, worker and browser are in tests/plugins."""

import pytest
from django.db import connection


@pytest.fixture(scope="session", autouse=True)
def _no_language_model():
    """Tests mean the same whether or not the extra `embeddings` is installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reviews.matching.minilm.PACKAGE", "not_installed_in_tests")
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A thread of the live server may still hold its connection when the database is to be dropped."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
