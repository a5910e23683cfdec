from __future__ import annotations


class BackupError(Exception):
    """A backup or a restore cannot go on; the text is the sentence for the person at the terminal."""
