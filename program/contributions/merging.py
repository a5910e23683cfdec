"""The programme, when two accounts of one person are merged."""

from effgenai.accounts.identities.registry import MergePart, hand_over

PART = MergePart(rows={"program.Release.released_by": hand_over})
