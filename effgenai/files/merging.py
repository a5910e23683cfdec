"""Stored files, when two accounts of one person are merged."""

from effgenai.accounts.identities.registry import MergePart, hand_over

PART = MergePart(rows={"files.StoredFile.stored_by": hand_over})
