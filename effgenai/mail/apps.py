from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "effgenai.mail"

    def ready(self) -> None:
        """Send notices of changed addresses and of chairs who come and go."""
        from allauth.account.signals import email_added, email_confirmed, email_removed

        from effgenai.conferences.core.hooks import chair_added, chair_left, chair_proposed, member_added
        from effgenai.mail.accounts.chairs import (
            tell_new_editor,
            tell_of_leaving,
            tell_of_new_chair,
            tell_of_proposal,
        )
        from effgenai.mail.accounts.notices import tell_of_added, tell_of_confirmed, tell_of_removed

        email_added.connect(tell_of_added, dispatch_uid="mail.tell_of_added")
        email_confirmed.connect(tell_of_confirmed, dispatch_uid="mail.tell_of_confirmed")
        email_removed.connect(tell_of_removed, dispatch_uid="mail.tell_of_removed")
        chair_added.connect(tell_of_new_chair, dispatch_uid="mail.tell_of_new_chair")
        member_added.connect(tell_new_editor, dispatch_uid="mail.tell_new_editor")
        chair_proposed.connect(tell_of_proposal, dispatch_uid="mail.tell_of_proposal")
        chair_left.connect(tell_of_leaving, dispatch_uid="mail.tell_of_leaving")
