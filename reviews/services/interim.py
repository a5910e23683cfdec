from typing import Any


def refresh_conflicts(**facts: Any) -> None:
    """Look for conflicts of interest."""
    try:
        from submissions.services.conflicts import refresh_conflicts as refresh
    except ImportError:
        return
    refresh(**facts)


def dismiss_conflict(**facts: Any) -> None:
    """Dismiss a potential conflict."""
    from submissions.services.conflicts import dismiss_conflict as dismiss

    dismiss(**facts)
