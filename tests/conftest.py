"""Fixtures for every test. Servers, mail, worker and browser are in tests/plugins."""

import pytest
from django.db import connection
from xdist.workermanage import NodeManager

# A process of tests writes what it counted as covered when it ends. On a busy machine that takes longer than
# the ten seconds after which it would be killed, and the whole count of that process would be lost.
NodeManager.EXIT_TIMEOUT = 120

EMPTIED_BETWEEN_TESTS = {
    "audit_auditline": "audit_line_is_never_emptied",
    "audit_auditlink": "audit_link_is_never_emptied",
}


@pytest.fixture(scope="session", autouse=True)
def _no_language_model():
    """Tests mean the same whether or not the extra `embeddings` is installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reviews.matching.text.minilm.PACKAGE", "not_installed_in_tests")
        yield


@pytest.fixture(autouse=True)
def _nothing_is_away_for_the_next_test():
    """Whatever a test let fail: cache and broker are asked again at once, not after the breaker's pause."""
    yield
    from effgenai.resilience import giving_way, nudges

    for module in (giving_way, nudges):
        module.breaker.answered()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let transactional tests empty the record, and drop the database whoever holds a connection.

    The thread of a live server may still hold one.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table, guard in EMPTIED_BETWEEN_TESTS.items():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {guard}")
    yield
    connection.close()  # a test that cuts connections may have cut this one
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
