from typing import Any


def refresh_conflicts(**facts: Any) -> None:
    """Look for conflicts of interest."""
    try:
        from submissions.services.conflicts import refresh_conflicts as refresh
    except ImportError:
        return
    refresh(**facts)
