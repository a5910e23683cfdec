"""Tabs that sister pages of several features share."""

from __future__ import annotations

from django.urls import reverse

from effgenai.conferences.core.viewer import Viewer
from effgenai.ui.navigation import NavItem


def assignment_tabs(viewer: Viewer, current: str) -> list[NavItem]:
    """The sister pages of the assignment."""
    slug = viewer.conference.slug
    pages = (
        ("Papers", "assignment"),
        ("Load per reviewer", "assignment_loads"),
        ("Bids", "bidding"),
        ("Drafts", "drafts"),
        ("Rules", "pair_rules"),
    )
    return [NavItem(label, reverse(f"reviews:{name}", args=[slug]), name == current) for label, name in pages]
