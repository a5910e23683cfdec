"""Poster sessions of all fields, and boards beside similar ones."""
