"""Mails and mailings, when two accounts of one person are merged. What is under way keeps its address."""

from effgenai.accounts.identities.registry import MergePart, hand_over

PART = MergePart(
    rows={
        "mail.Mailing.created_by": hand_over,
        "mail.Mailing.approved_by": hand_over,
        "mail.OutboundEmail.to_user": hand_over,
        "mail.OutboundEmail.caused_by": hand_over,
    }
)
