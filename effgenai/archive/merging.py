"""Exports of a site, when two accounts of one person are merged."""

from effgenai.accounts.identities.registry import MergePart, hand_over

PART = MergePart(rows={"archive.SiteExport.asked_by": hand_over})
