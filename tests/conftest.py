"""Fixtures for every test. Servers, mail, worker and browser are in tests/plugins."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def _no_language_model():
    """Tests mean the same whether or not the extra `embeddings` is installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reviews.matching.minilm.PACKAGE", "not_installed_in_tests")
        yield
