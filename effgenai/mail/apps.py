from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "effgenai.mail"

    def ready(self) -> None:
        """Add the stage of the desk, what the guide says of mail, and notices of changed addresses."""
        from allauth.account.signals import email_added, email_confirmed, email_removed

        from effgenai.accounts.identities.registry import register_merge_part
        from effgenai.conferences.core.hooks import chair_added, chair_left, chair_proposed
        from effgenai.conferences.desk.guide import register_guide
        from effgenai.conferences.web import desk
        from effgenai.mail.accounts.chairs import tell_of_leaving, tell_of_new_chair, tell_of_proposal
        from effgenai.mail.accounts.notices import tell_of_added, tell_of_confirmed, tell_of_removed
        from effgenai.mail.contributions.guide import mail_items
        from effgenai.mail.contributions.merging import PART as MERGE_PART
        from effgenai.mail.queries import mail_stage

        email_added.connect(tell_of_added, dispatch_uid="mail.tell_of_added")
        email_confirmed.connect(tell_of_confirmed, dispatch_uid="mail.tell_of_confirmed")
        email_removed.connect(tell_of_removed, dispatch_uid="mail.tell_of_removed")
        register_merge_part(MERGE_PART)
        chair_added.connect(tell_of_new_chair, dispatch_uid="mail.tell_of_new_chair")
        chair_proposed.connect(tell_of_proposal, dispatch_uid="mail.tell_of_proposal")
        chair_left.connect(tell_of_leaving, dispatch_uid="mail.tell_of_leaving")
        register_guide(mail_items)
        desk.register_stage(desk.MAIL, mail_stage)
