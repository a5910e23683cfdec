"""Checks a result with code of its own."""
