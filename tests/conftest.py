"""Fixtures for every test. Servers, mail, worker and browser are in tests/plugins."""
